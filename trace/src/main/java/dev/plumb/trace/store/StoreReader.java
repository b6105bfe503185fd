package dev.plumb.trace.store;

import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TableFullException;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code .plumb} file from front to back, fed with bytes in chunks of any size. Nothing is
 * allocated before the bytes that pay for it have come, and no number of the file is trusted.
 *
 * <p>A file that is cut off or damaged ends there: its sections refer backwards only, so what came
 * before is kept and the loss is counted. What a whole section says is either right or the file is
 * refused.
 */
public final class StoreReader implements AutoCloseable {
  private enum State {
    FILE_HEADER,
    SECTION_HEADER,
    SECTION,
    /** After the trailer, or after damage: what comes is not looked at. */
    DONE
  }

  private static final String COPY_AGAIN = "Copy it again, or convert the original file again.";

  private final String file;
  private final List<TraceReader> traces = new ArrayList<>();
  private final Inflater inflater = new Inflater(true);
  private final Bytes pending = new Bytes();
  private final Section section = new Section();
  private final Index index = new Index();
  private byte[] content = new byte[0];
  private State state = State.FILE_HEADER;

  /** Bytes that must be pending before the next step. */
  private int needed = PlumbFormat.FILE_HEADER_BYTES;

  /** Offset in the file of the first pending byte. */
  private long offset;

  private boolean complete;
  private boolean trailing;
  private int indexRows;
  private long indexOffset = -1;

  // The section whose content comes next.
  private String name = "";
  private int encoding;
  private int rows;
  private int storedBytes;
  private int contentBytes;
  private int checksum;

  /** A reader of the file that the user calls {@code file}. */
  public StoreReader(String file) {
    this.file = file;
  }

  /** Takes the next bytes {@code [from, to)} of the file. */
  public void accept(byte[] buffer, int from, int to) throws UnreadableInputException {
    int at = from;
    while (at < to) {
      if (state == State.DONE) {
        trailing = true;
        return;
      }
      int take = Math.min(to - at, needed - pending.length);
      pending.add(buffer, at, take);
      at += take;
      if (pending.length == needed) {
        step();
      }
    }
  }

  /** Ends the file. */
  public void finish() throws UnreadableInputException {
    if (state != State.DONE) {
      damaged(ProblemCode.INPUT_TRUNCATED, "the file is cut off", offset + pending.length);
    }
    if (complete && trailing && !traces.isEmpty()) {
      traces.getLast().builder().problems().add(ProblemCode.TRAILING_BYTES, offset);
    }
    if (traces.isEmpty()) {
      throw fault(0, "the file holds no trace", COPY_AGAIN);
    }
    close();
  }

  /** The traces of the file, in its order; complete after {@link #finish}. */
  public List<TraceBuilder> traces() {
    return traces.stream().map(TraceReader::builder).toList();
  }

  @Override
  public void close() {
    inflater.end();
  }

  private void step() throws UnreadableInputException {
    switch (state) {
      case FILE_HEADER -> fileHeader();
      case SECTION_HEADER -> {
        if (needed == PlumbFormat.TRAILER_BYTES
            && Bytes.intAt(pending.array, 0) != PlumbFormat.END_MARK) {
          needed = PlumbFormat.SECTION_HEADER_BYTES; // no trailer: the rest of a section's header
          return;
        }
        if (needed == PlumbFormat.TRAILER_BYTES) {
          trailer();
        } else {
          sectionHeader();
        }
      }
      case SECTION -> sectionContent();
      case DONE -> throw new AssertionError(state);
    }
  }

  private void fileHeader() throws UnreadableInputException {
    byte[] head = pending.array;
    if (!PlumbFormat.matches(head, pending.length)) {
      throw fault(0, "this is no .plumb file", "Pass a file that 'plumb convert' wrote.");
    }
    if (Bytes.intAt(head, 12) != PlumbFormat.crc(head, 0, 12)) {
      throw fault(0, "the header is damaged", COPY_AGAIN);
    }
    int version = Bytes.shortAt(head, 6);
    if (version < 1 || version > PlumbFormat.VERSION) {
      throw fault(
          6,
          "stored in version "
              + version
              + " of the format, this Plumb reads up to "
              + PlumbFormat.VERSION,
          "Update Plumb.");
    }
    next(State.SECTION_HEADER, PlumbFormat.TRAILER_BYTES);
  }

  private void sectionHeader() throws UnreadableInputException {
    byte[] head = pending.array;
    if (Bytes.intAt(head, 0) != PlumbFormat.SECTION_MARK
        || Bytes.intAt(head, 44) != PlumbFormat.crc(head, 0, 44)) {
      damaged(ProblemCode.CHECKSUM_MISMATCH, "a section's header is damaged", offset);
      return;
    }
    encoding = Bytes.intAt(head, 4);
    name = name(head);
    rows = Bytes.intAt(head, 24);
    storedBytes = Bytes.intAt(head, 28);
    contentBytes = Bytes.intAt(head, 32);
    checksum = Bytes.intAt(head, 36);
    if (rows < 0
        || rows > PlumbFormat.MAX_ROWS
        || storedBytes < 0
        || storedBytes > PlumbFormat.MAX_SECTION_BYTES
        || contentBytes < 0
        || contentBytes > PlumbFormat.MAX_SECTION_BYTES) {
      throw fault(offset, "a section is larger than the format allows", COPY_AGAIN);
    }
    if (rows > (long) storedBytes * PlumbFormat.MAX_ROWS_PER_BYTE
        || contentBytes > (long) storedBytes * PlumbFormat.MAX_EXPANSION) {
      throw fault(offset, "a section expands more than the format allows", COPY_AGAIN);
    }
    next(State.SECTION, storedBytes);
    if (storedBytes == 0) {
      step();
    }
  }

  private static String name(byte[] head) {
    int end = 8;
    while (end < 8 + PlumbFormat.NAME_BYTES && head[end] != 0) {
      end++;
    }
    return new String(head, 8, end - 8, StandardCharsets.ISO_8859_1);
  }

  private void sectionContent() throws UnreadableInputException {
    long start = offset - PlumbFormat.SECTION_HEADER_BYTES;
    if (PlumbFormat.crc(pending.array, 0, storedBytes) != checksum) {
      damaged(ProblemCode.CHECKSUM_MISMATCH, "section '" + name + "' is damaged", start);
      return;
    }
    boolean known = encoding == PlumbFormat.STORED || encoding == PlumbFormat.DEFLATED;
    if (TraceReader.knows(name) || name.equals(Index.NAME)) {
      byte[] bytes = known ? decode() : null;
      if (bytes == null || !section.open(name, start, rows, bytes, contentBytes)) {
        throw fault(start, "section '" + name + "' cannot be decoded", COPY_AGAIN);
      }
      use();
    }
    if (!name.equals(Index.NAME)) {
      index.add(name, start, encoding, rows, storedBytes, contentBytes, checksum);
    }
    next(State.SECTION_HEADER, PlumbFormat.TRAILER_BYTES);
  }

  private byte @Nullable [] decode() {
    if (encoding == PlumbFormat.STORED) {
      return contentBytes <= storedBytes ? pending.array : null;
    }
    if (content.length < contentBytes) {
      content = new byte[Math.max(contentBytes, Math.min(content.length * 2, 1 << 22))];
    }
    inflater.reset();
    inflater.setInput(pending.array, 0, storedBytes);
    try {
      int at = 0;
      while (at < contentBytes) {
        int count = inflater.inflate(content, at, contentBytes - at);
        if (count == 0) {
          return null;
        }
        at += count;
      }
      return content;
    } catch (DataFormatException e) {
      return null;
    }
  }

  private void use() throws UnreadableInputException {
    if (name.equals(Index.NAME)) {
      if (indexOffset < 0) {
        indexOffset = section.offset();
      }
      if (!index.agrees(section, indexRows)) {
        throw fault(section.offset(), "the index disagrees with the file", COPY_AGAIN);
      }
      indexRows += rows;
      return;
    }
    if (indexOffset >= 0) {
      throw fault(section.offset(), "a section stands behind the index", COPY_AGAIN);
    }
    if (name.equals(TraceReader.BEGIN)) {
      traces.add(TraceReader.begin(file, section));
      return;
    }
    if (traces.isEmpty()) {
      throw fault(section.offset(), "section '" + name + "' belongs to no trace", COPY_AGAIN);
    }
    try {
      traces.getLast().read(section);
    } catch (TableFullException full) {
      throw fault(section.offset(), full.getMessage(), "Store fewer events in one file.");
    }
  }

  private void trailer() throws UnreadableInputException {
    byte[] bytes = pending.array;
    if (Bytes.intAt(bytes, 4) != PlumbFormat.crc(bytes, 8, 8)) {
      damaged(ProblemCode.CHECKSUM_MISMATCH, "the end of the file is damaged", offset);
      return;
    }
    if (indexOffset < 0 || Bytes.longAt(bytes, 8) != indexOffset || indexRows != index.size()) {
      throw fault(offset, "the index is not where the file's end says", COPY_AGAIN);
    }
    complete = true;
    next(State.DONE, 0);
  }

  private void next(State following, int bytes) {
    offset += pending.length;
    pending.clear();
    if (pending.array.length > 8 << 20 && bytes < 1 << 20) {
      pending.array = Arrays.copyOf(pending.array, 1 << 20); // a gigantic section has passed
    }
    state = following;
    needed = bytes;
  }

  /** Keeps what was read so far, if that is anything. */
  private void damaged(ProblemCode code, String what, long at) throws UnreadableInputException {
    if (traces.isEmpty() || !traces.getFirst().holdsEvents()) {
      throw fault(at, what, COPY_AGAIN);
    }
    traces.getLast().builder().problems().add(code, at, what);
    next(State.DONE, 0);
  }

  private UnreadableInputException fault(long at, @Nullable String reason, String nextStep) {
    return new UnreadableInputException(file, at, String.valueOf(reason), nextStep);
  }
}
