package dev.plumb.importers.ascendcomm;

import dev.plumb.importers.json.JsonIn;
import dev.plumb.importers.json.JsonSession;
import dev.plumb.importers.records.Decimal;
import dev.plumb.importers.records.Sums;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Walks either file. Objects lie in one another by step, kind, operation, link, and in clusters by
 * rank; what they hold says what they are.
 */
final class CommunicationSession extends JsonSession {
  private static final String TIMES = "CommAnalyzerTime";
  private static final String LINKS = "CommAnalyzerBandwidth";
  private static final String MATRIX = "CommAnalyzerMatrix";

  /** Powers of ten from milliseconds to nanoseconds and from megabytes to bytes. */
  private static final int DIGITS = 6;

  private static final int LONGEST = 1024;

  /** Kinds of links whose sum is called SDMA. */
  private static final Set<String> PARTS_OF_SDMA = Set.of("HCCS", "PCIE", "SIO");

  private final Sums sums;
  private final int category;

  /** Names of the objects around the one at hand, as stacks below each table. */
  private final List<String> labels = new ArrayList<>();

  CommunicationSession(TraceBuilder out) {
    super(out);
    this.sums = new Sums(out);
    this.category = out.strings().intern("communication");
  }

  @Override
  protected void document(JsonIn in) {
    object(in);
  }

  private void object(JsonIn in) {
    if (!in.enterObject()) {
      return;
    }
    String transport = "";
    String operation = "";
    long size = Ids.ABSENT;
    long time = Ids.ABSENT;
    while (in.nextName()) {
      String name = in.name();
      switch (name) {
        case "Communication Time Info" -> times(in);
        case "Communication Bandwidth Info" -> links(in);
        case "Transport Type" -> transport = in.text("");
        case "Op Name" -> operation = in.text("");
        case "Transit Size(MB)" -> size = scaled(in);
        case "Transit Time(ms)" -> time = scaled(in);
        default -> inner(in, name);
      }
    }
    if (size != Ids.ABSENT || time != Ids.ABSENT) {
      out.countEvent(category);
      int stack = stack(MATRIX, operation, transport);
      sums.add(stack, "transit_size", "bytes", size);
      sums.add(stack, "transit_time", "ns", time);
    }
  }

  private void inner(JsonIn in, String name) {
    if (!in.isObject()) {
      in.skip();
    } else if (isSumOrExample(name)) {
      out.problems().add(ProblemCode.SUMS_LEFT_OUT, in.offset());
      in.skip();
    } else {
      labels.add(name);
      object(in);
      labels.removeLast();
    }
  }

  /** What says again what another member says. */
  private static boolean isSumOrExample(String name) {
    int at = name.indexOf('@');
    String operation = at < 0 ? name : name.substring(0, at);
    return name.equals("Total Op Info")
        || operation.endsWith("-top1")
        || operation.endsWith("-middle")
        || operation.endsWith("-bottom1")
        || operation.endsWith("-bottom2")
        || operation.endsWith("-bottom3");
  }

  private void times(JsonIn in) {
    out.countEvent(category);
    int stack = stack(TIMES);
    if (!in.enterObject()) {
      return;
    }
    while (in.nextName()) {
      switch (in.name()) {
        case "Elapse Time(ms)" -> sums.add(stack, "elapse_time", "ns", scaled(in));
        case "Transit Time(ms)" -> sums.add(stack, "transit_time", "ns", scaled(in));
        case "Wait Time(ms)" -> sums.add(stack, "wait_time", "ns", scaled(in));
        case "Synchronization Time(ms)" ->
            sums.add(stack, "synchronization_time", "ns", scaled(in));
        case "Idle Time(ms)" -> sums.add(stack, "idle_time", "ns", scaled(in));
        default -> in.skip();
      }
    }
  }

  /** What one operation sent over each kind of link. */
  private void links(JsonIn in) {
    if (!in.enterObject()) {
      return;
    }
    Link sdma = null;
    boolean parts = false;
    while (in.nextName()) {
      String transport = in.name();
      Link link = Link.read(in);
      if (transport.equals("SDMA")) {
        sdma = link;
      } else {
        parts |= PARTS_OF_SDMA.contains(transport) && !link.isEmpty();
        write(transport, link);
      }
    }
    if (sdma != null && !parts) {
      write("SDMA", sdma);
    }
  }

  private void write(String transport, Link link) {
    int stack = stack(LINKS, transport);
    sums.add(stack, "link_transit_size", "bytes", link.size());
    sums.add(stack, "link_transit_time", "ns", link.time());
    for (Link.Packets packets : link.packets()) {
      int below = out.stacks().row(stack, frame(packets.megabytes()));
      sums.add(below, "count", "", packets.count());
    }
  }

  /** A time or a size in its small unit; {@link Ids#ABSENT} if it is none. */
  static long scaled(JsonIn in) {
    Decimal number = in.number();
    return number == null ? Ids.ABSENT : number.scaled(DIGITS);
  }

  /** The labels at hand below a table; operation and group are two. */
  private int stack(String table, String... more) {
    int stack = out.stacks().row(Ids.NONE, frame(table));
    for (String label : labels) {
      int at = label.indexOf('@');
      if (at > 0) {
        stack = out.stacks().row(stack, frame(label.substring(0, at)));
        stack = out.stacks().row(stack, frame(label.substring(at + 1)));
      } else {
        stack = out.stacks().row(stack, frame(label));
      }
    }
    for (String label : more) {
      if (!label.isEmpty()) {
        stack = out.stacks().row(stack, frame(label));
      }
    }
    return stack;
  }

  private int frame(String name) {
    String cut = name.length() > LONGEST ? name.substring(0, LONGEST) : name;
    return out.frames().row(CodeKind.SCOPE, out.strings().intern(cut));
  }

  @Override
  protected boolean complete() {
    if (out.samples().size() == 0) {
      out.problems().add(ProblemCode.NO_EVENTS, Problems.NO_OFFSET);
    }
    return out.samples().size() > 0;
  }
}
