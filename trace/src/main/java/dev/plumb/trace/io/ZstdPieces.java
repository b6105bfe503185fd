package dev.plumb.trace.io;

import dev.plumb.trace.ProblemCode;
import java.io.IOException;

/**
 * Hands zstd data (RFC 8878) to the decoder so that no read goes past the end of a block. Given
 * more, the decoder would decode several blocks in one call, and for damage in the last one forget
 * how much the others had yielded. Knowing the blocks also tells truncation from corruption, and
 * bytes behind the last frame from a frame.
 */
final class ZstdPieces extends Layer {
  private static final int FRAME = 0xfd2fb528;
  private static final int SKIPPABLE = 0x184d2a50;
  private static final int SKIPPABLE_MASK = 0xfffffff0;
  private static final int RUN_LENGTH_BLOCK = 1;
  private static final String IN_HEADER = "inside a zstd header";

  private enum At {
    FRAME,
    BLOCK,
    CHECKSUM
  }

  private final Inlet in;
  private At next = At.FRAME;
  private boolean hasChecksum;
  private boolean afterFirstFrame;
  private int left;

  ZstdPieces(Inlet in) {
    this.in = in;
  }

  @Override
  int some(byte[] into, int from, int length) throws IOException {
    if (left == 0 && !piece()) {
      return -1;
    }
    int n = in.read(into, from, Math.min(length, left));
    if (n < 0) {
      throw in.shortOf("inside a zstd frame");
    }
    left -= n;
    return n;
  }

  /** Sets {@code left} to the length of the next piece; false after the last frame. */
  private boolean piece() throws IOException {
    switch (next) {
      case FRAME -> {
        return frame();
      }
      case BLOCK -> block();
      case CHECKSUM -> {
        left = 4;
        next = At.FRAME;
      }
    }
    return true;
  }

  private boolean frame() throws IOException {
    while (true) {
      int there = in.peek(4);
      if (there == 0 && !in.fill()) {
        return false;
      }
      if (there < 4) {
        throw afterFirstFrame && !in.isDamaged() ? trailing() : in.shortOf(IN_HEADER);
      }
      int magic = in.peekInt();
      if ((magic & SKIPPABLE_MASK) == SKIPPABLE) {
        skipFrame();
      } else if (magic == FRAME) {
        left = frameHeaderLength();
        next = At.BLOCK;
        afterFirstFrame = true;
        return true;
      } else {
        throw trailing();
      }
    }
  }

  private Damage trailing() {
    return new Damage(
        ProblemCode.TRAILING_BYTES, in.fileOffset(), "bytes after the end of the zstd data");
  }

  private void skipFrame() throws IOException {
    long length = in.take(8, IN_HEADER).getInt(4) & 0xffff_ffffL;
    while (length > 0) {
      if (in.at == in.end && !in.fill()) {
        throw in.shortOf("inside a skippable zstd frame");
      }
      int n = (int) Math.min(length, in.end - in.at);
      in.at += n;
      length -= n;
    }
  }

  private int frameHeaderLength() throws IOException {
    if (in.peek(5) < 5) {
      throw in.shortOf(IN_HEADER);
    }
    int descriptor = in.buffer[in.at + 4] & 0xff;
    boolean singleSegment = (descriptor & 0x20) != 0;
    hasChecksum = (descriptor & 0x04) != 0;
    int window = singleSegment ? 0 : 1;
    int dictionary = new int[] {0, 1, 2, 4}[descriptor & 3];
    int contentSize = new int[] {singleSegment ? 1 : 0, 2, 4, 8}[descriptor >> 6];
    return 5 + window + dictionary + contentSize;
  }

  private void block() throws IOException {
    if (in.peek(3) < 3) {
      throw in.shortOf("inside a zstd frame");
    }
    int header =
        in.buffer[in.at] & 0xff
            | (in.buffer[in.at + 1] & 0xff) << 8
            | (in.buffer[in.at + 2] & 0xff) << 16;
    boolean last = (header & 1) != 0;
    int type = header >> 1 & 3;
    left = 3 + (type == RUN_LENGTH_BLOCK ? 1 : header >> 3);
    if (last) {
      next = hasChecksum ? At.CHECKSUM : At.FRAME;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
