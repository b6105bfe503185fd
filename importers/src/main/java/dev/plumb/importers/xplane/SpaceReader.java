package dev.plumb.importers.xplane;

import dev.plumb.importers.wire.WireException;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.ByteColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Finds the planes of a file and reads them in the order in which they need each other. */
final class SpaceReader {
  private static final int LONGEST_TEXT = 1 << 16;

  /** A file of more planes than this is none that a profiler wrote; they get no ranks. */
  private static final int MOST_RANKED = 4096;

  private static final int MOST_PLANES = 1 << 16;

  private final TraceBuilder out;
  private final FileChannel file;
  private final long size;
  private final Space space;
  private final LongColumn from = new LongColumn();
  private final LongColumn to = new LongColumn();
  private final ByteColumn kinds = new ByteColumn();
  private final StringBuilder hosts = new StringBuilder("[");
  private final StringBuilder errors = new StringBuilder("[");
  private final StringBuilder warnings = new StringBuilder("[");
  private final Map<String, Integer> ranks = new HashMap<>();
  private boolean severalHosts;

  SpaceReader(TraceBuilder out, FileChannel file) throws IOException {
    this.out = out;
    this.file = file;
    this.size = file.size();
    this.space = new Space(out, file);
  }

  void read() throws IOException {
    try {
      index();
    } catch (WireException e) {
      space.damaged(e, true);
    }
    if (from.size() == 0 && hosts.length() + errors.length() + warnings.length() == 3) {
      throw new UnreadableInputException(
          out.name(),
          0,
          "no plane of a profile begins here",
          "Pass the .xplane.pb file that the profiler wrote, or copy it again.");
    }
    for (PlaneKind kind : PlaneKind.values()) {
      Map<String, Integer> seen = new HashMap<>();
      for (int i = 0; i < from.size(); i++) {
        if (kinds.get(i) == kind.ordinal()) {
          new PlaneReader(space, plane(i, kind, seen)).read();
        }
      }
    }
    finish();
  }

  private void finish() {
    out.setBaseTimeNs(space.baseTimeNs());
    out.putMetadata("planes", space.planes());
    out.putMetadata("hostnames", hosts + "]");
    out.putMetadata("errors", errors + "]");
    out.putMetadata("warnings", warnings + "]");
    if (space.events == 0) {
      out.problems().add(ProblemCode.NO_EVENTS, Problems.NO_OFFSET);
    }
  }

  private Plane plane(int i, PlaneKind kind, Map<String, Integer> seen) {
    String name = name(from.get(i), to.get(i));
    int rank = severalHosts && hasRank(kind, name) ? seen.merge(name, 1, Integer::sum) - 1 : -1;
    long end = Math.min(to.get(i), size);
    return new Plane(from.get(i), end, to.get(i) > size, name, kind, rank);
  }

  private static boolean hasRank(PlaneKind kind, String name) {
    return kind == PlaneKind.HOST ? name.equals("/host:CPU") : kind.isDevice();
  }

  private void index() throws IOException {
    WireReader in = new WireReader(file, 0, size);
    while (in.next(Long.MAX_VALUE)) {
      boolean bytes = in.type() == WireReader.BYTES;
      switch (bytes ? in.field() : 0) {
        case 1 -> {
          long end = in.enter();
          if (from.size() < MOST_PLANES) {
            add(in.offset(), end);
          } else {
            out.problems().add(ProblemCode.EVENT_BROKEN, in.offset(), "more than 65,536 planes");
          }
          in.skipTo(end);
        }
        case 2 -> text(in, errors);
        case 3 -> text(in, warnings);
        case 4 -> text(in, hosts);
        default -> in.skip();
      }
    }
  }

  private void add(long begin, long end) {
    String name = name(begin, end);
    PlaneKind kind = PlaneKind.of(name);
    from.add(begin);
    to.add(end);
    kinds.add((byte) kind.ordinal());
    if (hasRank(kind, name) && ranks.size() < MOST_RANKED) {
      severalHosts |= ranks.merge(name, 1, Integer::sum) > 1;
    }
  }

  /** Name of the plane; empty if it has none, or if it is damaged before its name. */
  private String name(long begin, long end) {
    WireReader in = new WireReader(file, begin, Math.min(end, size));
    try {
      while (in.next(Long.MAX_VALUE)) {
        if (in.field() == 2 && in.type() == WireReader.BYTES) {
          int length = in.bytes(LONGEST_TEXT);
          return new String(in.buffer(), in.start(), length, StandardCharsets.UTF_8);
        }
        in.skip();
      }
    } catch (IOException e) {
      return ""; // told when the plane is read
    }
    return "";
  }

  private static void text(WireReader in, StringBuilder list) throws IOException {
    int length = in.bytes(LONGEST_TEXT);
    list.append(list.length() > 1 ? "," : "");
    JsonText.quote(list, new String(in.buffer(), in.start(), length, StandardCharsets.UTF_8));
  }
}
