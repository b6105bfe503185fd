package dev.plumb.importers.pprof;

import dev.plumb.importers.PullSession;
import dev.plumb.importers.records.Counted;
import dev.plumb.importers.stacks.PendingSamples;
import dev.plumb.importers.wire.WireException;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;

/** One Profile message. */
final class PprofSession extends PullSession {
  private static final int LONGEST_TEXT = 1 << 20;
  private static final int LONGEST_LABELS = 1 << 20;

  private final TraceBuilder out;
  private final PprofCode code;
  private final PprofAbout about;
  private final PendingSamples samples;

  /** The bytes of the labels of samples, each set once. */
  private final StringPool labels = new StringPool();

  private final LongColumn locations = new LongColumn();
  private long locationCount;
  private final LongColumn values = new LongColumn();
  private int valueCount;
  private byte[] labelBytes = new byte[256];
  private int labelLength;
  private int category;

  PprofSession(TraceBuilder out) {
    this.out = out;
    code = new PprofCode(out);
    about = new PprofAbout(out, code);
    samples = new PendingSamples(out);
  }

  @Override
  protected void read(InputStream stream) throws IOException {
    Counted counted = new Counted(stream);
    WireReader in = new WireReader(counted);
    category = out.strings().intern("sample");
    boolean damaged = false;
    try {
      profile(in);
    } catch (WireException e) {
      damaged = true;
      ProblemCode problem = e.truncated() ? ProblemCode.INPUT_TRUNCATED : ProblemCode.CHUNK_DAMAGED;
      out.problems().add(problem, e.offset(), String.valueOf(e.getMessage()));
    }
    counted.drain();
    out.setBytes(counted.count());
    samples.flush(new Meaning(out, code, about, labels));
    about.finish();
    if (damaged && out.samples().size() == 0) {
      throw new UnreadableInputException(
          out.name(), in.offset(), "damaged before the first sample", "Copy the file again.");
    }
  }

  private void profile(WireReader in) throws IOException {
    while (in.next(Long.MAX_VALUE)) {
      switch (in.field()) {
        case 1 -> about.sampleType(in);
        case 2 -> sample(in);
        case 3 -> code.mapping(in);
        case 4 -> code.location(in);
        case 5 -> code.function(in);
        case 6 -> {
          int length = in.bytes(LONGEST_TEXT);
          code.string(in.buffer(), in.start(), in.start() + length);
        }
        default -> about.other(in);
      }
    }
  }

  private void sample(WireReader in) throws IOException {
    long offset = in.offset();
    locationCount = 0;
    valueCount = 0;
    labelLength = 0;
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> numbers(in, true);
        case 2 -> numbers(in, false);
        case 3 -> label(in);
        default -> in.skip();
      }
    }
    out.countEvent(category);
    write(offset);
  }

  /** Packed or one by one. */
  private void numbers(WireReader in, boolean isLocation) throws IOException {
    if (in.type() != WireReader.BYTES) {
      number(in.number(), isLocation);
      return;
    }
    long end = in.enter();
    while (in.offset() < end) {
      number(in.varint(), isLocation);
    }
  }

  private void number(long value, boolean isLocation) {
    LongColumn column = isLocation ? locations : values;
    int row = isLocation ? (int) locationCount++ : valueCount++;
    if (row < column.size()) {
      column.set(row, value);
    } else {
      column.add(value);
    }
  }

  /** Keeps the bytes of a label, with their length before them. */
  private void label(WireReader in) throws IOException {
    int length = in.bytes(255);
    if (labelLength + length + 1 > LONGEST_LABELS) {
      return;
    }
    if (labelLength + length + 1 > labelBytes.length) {
      labelBytes = java.util.Arrays.copyOf(labelBytes, (labelLength + length + 1) * 2);
    }
    labelBytes[labelLength++] = (byte) length;
    System.arraycopy(in.buffer(), in.start(), labelBytes, labelLength, length);
    labelLength += length;
  }

  private void write(long offset) {
    int stack = Ids.NONE;
    for (long i = locationCount - 1; i >= 0; i--) { // innermost first
      stack = samples.stack(stack, code.locationIndex(locations.get((int) i)));
    }
    int label = labelLength == 0 ? Ids.NONE : labels.intern(labelBytes, 0, labelLength);
    if (valueCount == 0) {
      out.problems().add(ProblemCode.SAMPLE_BROKEN, offset, "a sample without values");
    }
    for (int type = 0; type < valueCount; type++) {
      samples.add(Times.NONE, label, stack, type, values.get(type), Ids.NONE);
    }
  }
}
