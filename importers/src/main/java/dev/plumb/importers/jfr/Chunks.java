package dev.plumb.importers.jfr;

import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The chunks of a recording, and whether their events follow each other as their sizes say: the
 * JDK's reader believes every size.
 */
final class Chunks {
  private static final int HEADER = 68;
  private static final int MAGIC = 0x464C5200; // "FLR\0"
  private static final int MAX_EVENT = 1 << 28;

  /** A chunk that is whole. */
  record Chunk(long offset, long size, long startNanos) {}

  private final FileChannel file;
  private final Problems problems;
  private final List<Chunk> whole = new ArrayList<>();
  private final ByteBuffer piece = ByteBuffer.allocate(1 << 16);
  private long pieceOffset = -1;

  Chunks(FileChannel file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /** The chunks that can be read; the others are counted. */
  List<Chunk> find() throws IOException {
    long length = file.size();
    long at = 0;
    while (at < length) {
      if (length - at < HEADER || number(at, 4) != MAGIC) {
        problems.add(ProblemCode.CHUNK_DAMAGED, at, "no chunk begins here");
        return whole;
      }
      long size = number(at + 8, 8);
      if (size < HEADER || size > length - at) {
        problems.add(
            ProblemCode.CHUNK_DAMAGED,
            at,
            size == 0 ? "the chunk was not finished" : "the file ends inside the chunk");
        return whole;
      }
      if (eventsFit(at, size)) {
        whole.add(new Chunk(at, size, number(at + 32, 8)));
      }
      at += size;
    }
    return whole;
  }

  private boolean eventsFit(long chunk, long size) throws IOException {
    long end = chunk + size;
    boolean metadata = inside(number(chunk + 24, 8), size);
    boolean constants = inside(number(chunk + 16, 8), size);
    long at = chunk + HEADER;
    while (metadata && constants && at < end) {
      long eventSize = varint(at);
      if (eventSize < 2 || eventSize > MAX_EVENT || eventSize > end - at) {
        problems.add(ProblemCode.CHUNK_DAMAGED, at, "no event begins here");
        return false;
      }
      at += eventSize;
    }
    if (!metadata || !constants) {
      problems.add(ProblemCode.CHUNK_DAMAGED, chunk, "the chunk's header is damaged");
    }
    return metadata && constants;
  }

  private static boolean inside(long offset, long size) {
    return offset >= HEADER && offset < size;
  }

  private long number(long offset, int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | at(offset + i);
    }
    return value;
  }

  /** A size; the JVM pads some to eight bytes. */
  private long varint(long offset) throws IOException {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      int b = at(offset + i);
      value |= (long) (b & 0x7F) << 7 * i;
      if (b < 0x80) {
        return value;
      }
    }
    return -1;
  }

  private int at(long offset) throws IOException {
    if (pieceOffset < 0 || offset < pieceOffset || offset >= pieceOffset + piece.limit()) {
      piece.clear();
      pieceOffset = offset;
      while (piece.hasRemaining() && file.read(piece, offset + piece.position()) > 0) {
        // until it is full or the file ends
      }
      piece.flip();
      if (piece.limit() == 0) {
        return 0;
      }
    }
    return piece.get((int) (offset - pieceOffset)) & 0xFF;
  }
}
