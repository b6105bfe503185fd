package dev.plumb.importers.testing;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.FrameTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problem;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What an importer makes of bytes, as lines of text that tests can write down. */
public final class Imported {
  private final Trace trace;

  private Imported(Trace trace) {
    this.trace = trace;
  }

  /** Reads a text in one piece. */
  public static Imported of(Importer importer, String text) {
    try {
      return of(importer, text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
    } catch (UnreadableInputException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads bytes in pieces of one length. */
  public static Imported of(Importer importer, byte[] bytes, int piece)
      throws UnreadableInputException {
    Problems problems = new Problems();
    TraceBuilder builder = new TraceBuilder("input", importer.format(), problems);
    ImportSession session = importer.open(builder);
    if (importer.access() == Importer.Access.FILE) {
      acceptFile(session, bytes);
    } else {
      for (int at = 0; at < bytes.length; ) {
        int length = Math.min(piece, bytes.length - at);
        byte[] chunk = Arrays.copyOfRange(bytes, at, at + length);
        session.accept(chunk, 0, length);
        Arrays.fill(chunk, (byte) '!'); // the array is the caller's again
        at += length;
      }
    }
    session.finish();
    return new Imported(builder.seal());
  }

  private static void acceptFile(ImportSession session, byte[] bytes)
      throws UnreadableInputException {
    try {
      Path file = Files.createTempFile("plumb-test-", ".input");
      try {
        Files.write(file, bytes);
        session.acceptFile(file);
      } finally {
        Files.delete(file);
      }
    } catch (UnreadableInputException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The trace. */
  public Trace trace() {
    return trace;
  }

  /** Samples as {@code measure=value a;b;c}, with {@code @time}, track and reason if known. */
  public List<String> samples() {
    List<String> lines = new ArrayList<>();
    SampleTable samples = trace.samples();
    for (int row = 0; row < samples.size(); row++) {
      StringBuilder line = new StringBuilder();
      int measure = samples.measureRow(row);
      line.append(trace.measures().quantity(measure)).append('=').append(samples.value(row));
      if (samples.timeNs(row) != Times.NONE) {
        line.append(" @").append(samples.timeNs(row));
      }
      if (samples.trackRow(row) >= 0) {
        line.append(" #").append(samples.trackRow(row));
      }
      line.append(' ').append(stack(samples.stackRow(row)));
      if (samples.reasonId(row) >= 0) {
        line.append(" (").append(text(samples.reasonId(row))).append(')');
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /** A stack as {@code outer;inner}, frames with their kind unless it is unknown. */
  public String stack(int row) {
    Deque<String> frames = new ArrayDeque<>();
    for (int at = row; at >= 0; at = trace.stacks().parentRow(at)) {
      frames.push(frame(trace.stacks().frameRow(at)));
    }
    return String.join(";", frames);
  }

  private String frame(int row) {
    FrameTable frames = trace.frames();
    StringBuilder text = new StringBuilder(text(frames.nameId(row)));
    String kind = frames.kind(row).toString().toLowerCase(java.util.Locale.ROOT);
    text.append(kind.equals("other") ? "" : ":" + kind);
    if (frames.fileId(row) >= 0) {
      text.append('@').append(text(frames.fileId(row)));
    }
    text.append(frames.line(row) > 0 ? ":" + frames.line(row) : "");
    if (frames.libraryId(row) >= 0) {
      text.append('[').append(text(frames.libraryId(row))).append(']');
    }
    return text.toString();
  }

  /** Tracks as {@code pid/tid process/thread}. */
  public List<String> tracks() {
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < trace.tracks().size(); row++) {
      lines.add(
          text(trace.tracks().pidId(row))
              + "/"
              + text(trace.tracks().tidId(row))
              + " "
              + text(trace.tracks().processNameId(row))
              + "/"
              + text(trace.tracks().threadNameId(row)));
    }
    return lines;
  }

  /** Measures as {@code QUANTITY name unit}. */
  public List<String> measures() {
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < trace.measures().size(); row++) {
      String name = text(trace.measures().nameId(row));
      String unit = text(trace.measures().unitId(row));
      lines.add((trace.measures().quantity(row) + " " + name + " " + unit).strip());
    }
    return lines;
  }

  /** Slices as {@code name start duration #track}, instants as {@code name time #track}. */
  public List<String> ranges() {
    List<String> lines = new ArrayList<>();
    SliceTable slices = trace.slices();
    for (int row = 0; row < slices.size(); row++) {
      lines.add(
          text(slices.nameId(row))
              + " "
              + slices.startNs(row)
              + " "
              + slices.durNs(row)
              + " #"
              + slices.trackRow(row));
    }
    for (int row = 0; row < trace.instants().size(); row++) {
      lines.add(
          text(trace.instants().nameId(row))
              + " "
              + trace.instants().timeNs(row)
              + " #"
              + trace.instants().trackRow(row));
    }
    return lines;
  }

  /** Problems as {@code code count@offset}. */
  public List<String> problems() {
    List<String> lines = new ArrayList<>();
    for (Problem problem : trace.problems()) {
      lines.add(
          problem.code().id()
              + " "
              + problem.count()
              + (problem.firstOffset() < 0 ? "" : "@" + problem.firstOffset()));
    }
    return lines;
  }

  /** Sum of the values of each measure, by its name. */
  public Map<String, Long> sums() {
    TreeMap<String, Long> sums = new TreeMap<>();
    for (int row = 0; row < trace.samples().size(); row++) {
      int measure = trace.samples().measureRow(row);
      String key =
          trace.measures().quantity(measure) + " " + text(trace.measures().nameId(measure));
      sums.merge(key, trace.samples().value(row), Math::addExact);
    }
    return sums;
  }

  private String text(int id) {
    return id == Ids.NONE ? "-" : trace.strings().get(id);
  }

  /** Everything, for comparison. */
  public String all() {
    return String.join(
        "\n",
        List.of(
            "" + samples(),
            "" + tracks(),
            "" + measures(),
            "" + ranges(),
            "" + problems(),
            "" + trace.metadata(),
            trace.events() + " events " + trace.bytes() + " bytes"));
  }

  /**
   * Cuts and changes an input in many ways: pieces of any length give the same tables, no end and
   * no change gives another exception than {@link UnreadableInputException}.
   *
   * @return how many damaged inputs were read
   */
  public static int survives(Importer importer, byte[] input, int mutants) {
    try {
      String whole = of(importer, input, Integer.MAX_VALUE).all();
      if (importer.access() == Importer.Access.STREAM) {
        for (int piece : new int[] {1, 2, 7, 100, 8191}) {
          String pieces = of(importer, input, piece).all();
          if (!pieces.equals(whole)) {
            throw new AssertionError("in pieces of " + piece + ":\n" + pieces + "\n\n" + whole);
          }
        }
      }
    } catch (UnreadableInputException e) {
      throw new AssertionError(e);
    }
    int read = 0;
    int step = Math.max(1, input.length / 3000);
    for (int end = 0; end < input.length; end += step) {
      read += reads(importer, Arrays.copyOf(input, end), "cut at " + end);
    }
    int count = mutants * Integer.getInteger("plumb.fuzz.factor", 1);
    for (int seed = 0; seed < count; seed++) {
      read += reads(importer, mutant(input, seed), "seed " + seed);
    }
    return read;
  }

  private static int reads(Importer importer, byte[] input, String what) {
    try {
      Imported imported = of(importer, input, Integer.MAX_VALUE);
      imported.sums();
      return 1;
    } catch (UnreadableInputException e) {
      return 0;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(importer.format() + " " + what, e);
    }
  }

  private static byte[] mutant(byte[] input, int seed) {
    Random random = new Random(seed);
    byte[] bytes = input.clone();
    for (int n = 1 + random.nextInt(4); n > 0 && bytes.length > 0; n--) {
      int at = random.nextInt(bytes.length);
      int other = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
        case 3 -> bytes[at] = (byte) "{}[],:\"0189-.e\n; \t()".charAt(random.nextInt(20));
        case 4 -> {
          int length = Math.min(1 + random.nextInt(40), bytes.length - Math.max(at, other));
          System.arraycopy(input, other, bytes, at, length);
        }
        default -> {
          int length = Math.min(random.nextInt(30), bytes.length - at);
          byte[] shorter = new byte[bytes.length - length];
          System.arraycopy(bytes, 0, shorter, 0, at);
          System.arraycopy(bytes, at + length, shorter, at, shorter.length - at);
          bytes = shorter;
        }
      }
    }
    return bytes;
  }
}
