package dev.plumb.explain.hot;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.Context;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Impact;
import dev.plumb.explain.Limits;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Texts;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.HotSpots;
import dev.plumb.profile.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code hot.lines}: the lines of the program that most device, or host, time belongs to. */
public final class HotAnalysis implements Analysis {
  private static final int SHOWN = 15;

  @Override
  public String id() {
    return "hot.lines";
  }

  @Override
  public String title() {
    return "Lines and contexts with the most time";
  }

  @Override
  public String description() {
    return "Adds up device time, or host time where no device was recorded, by the line of the"
        + " program that caused it: exclusively, and with all that the line's function called.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of();
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of();
  }

  /** One line: nodes of one place. */
  private static final class Line {
    private final Context context;
    private long exclusive;
    private long inclusive;
    private long count;

    Line(Context context) {
      this.context = context;
    }
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    CallingContextTree tree = facts.tree();
    boolean device = HotSpots.deviceInclusiveNs(tree, CallingContextTree.ROOT) > 0;
    long total =
        device
            ? HotSpots.deviceInclusiveNs(tree, CallingContextTree.ROOT)
            : tree.inclusive(CallingContextTree.ROOT, Metric.CPU_NS);
    if (total == 0) {
      return new NotApplicable("times of host or device", Evidence.OPERATORS.howToRecord(facts));
    }
    List<Line> lines = lines(facts, device);
    lines.sort(
        Comparator.comparingLong((Line each) -> -each.exclusive)
            .thenComparing(each -> each.context.text()));
    String of = device ? "device work" : isOfUnknownPlace(tree) ? "time" : "host time";
    EvidenceTable.Builder table =
        EvidenceTable.of("where", "ms", "share", "ms with what it calls", "calls");
    List<Context> contexts = new ArrayList<>();
    long shown = 0;
    for (Line each : lines.subList(0, Math.min(SHOWN, lines.size()))) {
      if (each.exclusive == 0) {
        break;
      }
      Context at = each.context;
      contexts.add(new Context(at.node(), at.file(), at.line(), at.label(), each.exclusive));
      shown += each.exclusive;
      table.row(
          at.text(),
          Texts.ms(each.exclusive),
          Texts.share(each.exclusive, total),
          Texts.ms(each.inclusive),
          String.valueOf(each.count));
    }
    Line first = lines.getFirst();
    return new Found(
        List.of(
            new Finding(
                id() + "/" + (device ? "device" : "host"),
                (2 * first.exclusive > total ? "Most " : "The largest share of ")
                    + of
                    + " belongs to "
                    + Texts.kernel(first.context.text())
                    + ": "
                    + Texts.share(first.exclusive, total),
                FindingSeverity.INFO,
                contexts,
                table.total(lines.stream().filter(each -> each.exclusive > 0).count()).build(),
                new Impact(shown, total, of),
                null,
                Confidence.EXACT,
                new Advice("Start here: the flame graph shows what the line calls."),
                facts.has(Evidence.OPERATORS) && !facts.has(Evidence.PYTHON) && !facts.isJvm()
                    ? Evidence.PYTHON.howToRecord(facts)
                    : null)));
  }

  /** Whether the trace does not say what of it ran on the host and what on devices. */
  private static boolean isOfUnknownPlace(CallingContextTree tree) {
    return new HotSpots(tree).cpuByLayer().keySet().equals(Set.of(FrameKind.CPU));
  }

  /** Time of each node goes to its line; inclusive time counts a line once on each path. */
  private static List<Line> lines(Facts facts, boolean device) {
    CallingContextTree tree = facts.tree();
    Map<String, Line> byText = new LinkedHashMap<>();
    Map<Integer, Line> byFrame = new LinkedHashMap<>();
    for (int node = 1; node < tree.size(); node++) {
      int source = facts.sources().nodeOf(node);
      int at = source >= 0 ? source : node;
      Line line = byFrame.get(tree.frame(at));
      if (line == null) {
        Context context = facts.sources().context(at, 0);
        line = byText.computeIfAbsent(context.text(), text -> new Line(context));
        byFrame.put(tree.frame(at), line);
      }
      line.exclusive +=
          device ? HotSpots.deviceNs(tree, node) : tree.exclusive(node, Metric.CPU_NS);
      if (source == node || source < 0) {
        line.count += tree.exclusive(node, Metric.COUNT);
        if (isOutermost(tree, node)) {
          line.inclusive +=
              device ? HotSpots.deviceInclusiveNs(tree, node) : tree.inclusive(node, Metric.CPU_NS);
        }
      }
    }
    return new ArrayList<>(byText.values());
  }

  private static boolean isOutermost(CallingContextTree tree, int node) {
    for (int at = tree.parent(node); at > 0; at = tree.parent(at)) {
      if (tree.frame(at) == tree.frame(node)) {
        return false;
      }
    }
    return true;
  }
}
