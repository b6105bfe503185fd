package dev.plumb.profile.combine;

import dev.plumb.profile.Source;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds which inputs are sources of one timeline, in four steps:
 *
 * <ol>
 *   <li>files of one recording (rocprofv3 writes one CSV for each kind of event) by format and
 *       process id,
 *   <li>tables of kernels to the timeline with the same kernels that lies next to them,
 *   <li>kernel metrics without times to the timeline with the same kernels,
 *   <li>CPU samples to the timeline with the same threads.
 * </ol>
 *
 * Everything else is a timeline of its own: a rank. Two recordings of the same kernels by different
 * profilers are two timelines, because together they would count each kernel twice.
 */
public final class Combiner {
  private final List<Group> groups = new ArrayList<>();

  private Combiner() {}

  /** Puts the inputs of one run together; those of one timeline stay in the inputs' order. */
  public static List<Timeline> combine(List<Part> parts) {
    if (parts.size() == 1) {
      Part only = parts.getFirst();
      return List.of(
          new Timeline(only.trace(), only.problems(), List.of(new Source(only.trace(), null))));
    }
    Copies.tell(parts);
    Combiner combiner = new Combiner();
    List<Part> metrics = new ArrayList<>();
    List<Part> samples = new ArrayList<>();
    Map<Part, Shape> shapes = new LinkedHashMap<>();
    parts.forEach(part -> shapes.put(part, Shape.of(part.trace())));
    // Of a set, kernels come first, tables that repeat them with counters last: what belongs to the
    // kernels shall meet the kernels.
    List<Part> order = new ArrayList<>(parts);
    order.sort(Comparator.comparingInt(part -> turn(part, shapes.get(part))));
    for (Part part : order) {
      Shape shape = Objects.requireNonNull(shapes.get(part));
      if (!part.ofSet() && shape.isMetricsOnly()) {
        metrics.add(part);
      } else if (!part.ofSet() && shape.isSamplesOnly()) {
        samples.add(part);
      } else {
        combiner.place(part, shape);
      }
    }
    combiner.joinRepeats();
    metrics.forEach(combiner::placeMetrics);
    samples.forEach(combiner::placeSamples);
    return combiner.groups.stream().map(Group::timeline).toList();
  }

  private static int turn(Part part, @Nullable Shape shape) {
    if (!part.ofSet() || shape == null) {
      return 0;
    }
    if (shape.kernels) {
      return shape.counters ? 2 : 0;
    }
    return shape.sums ? 3 : 1;
  }

  private void place(Part part, Shape shape) {
    Group home = part.ofSet() ? home(part, shape) : null;
    if (home == null) {
      groups.add(new Group(part, shape));
      return;
    }
    if (shape.sums && (home.kernels() || home.host())) {
      home.leaveOut(part);
      return;
    }
    home.addOfSet(part, shape);
  }

  /** The recording that a file of a set belongs to; null if it is the first of one. */
  private @Nullable Group home(Part part, Shape shape) {
    Group sameFolder = null;
    for (Group group : groups) {
      Trace first = group.first().trace();
      boolean possible =
          group.first().ofSet()
              && first.format().equals(part.trace().format())
              && sameRank(first, part.trace())
              // The same kernels twice are two recordings.
              && !(group.kernels() && shape.kernels);
      if (!possible) {
        continue;
      }
      if (!Collections.disjoint(group.processes(), shape.processes)) {
        return group;
      }
      boolean either = group.processes().isEmpty() || shape.processes.isEmpty();
      if (either && Objects.equals(prefix(first.name()), prefix(part.trace().name()))) {
        sameFolder = sameFolder == null ? group : sameFolder;
      }
    }
    return sameFolder;
  }

  /** What sets call their files after the part that all have in common. */
  private static final Pattern TABLE =
      Pattern.compile(
          "((hip|hsa|marker|rccl|rocdecode|rocjpeg|kernel|memory|scratch|counter|agent|domain|pc"
              + "|cuda|nvtx|osrt|gpu|openmp|mpi|um|vulkan)_.*"
              + "|(pmc|SQ|SQC|TCC|TCP|TA|TD|CPC|SPI)_.*|results|timestamps|sysinfo|roofline"
              + "|.*_(details|memory|mem|cache|time|record|statistic|view|profiler)\\w*)"
              + "\\.(csv|json|txt)(\\.\\w+)?");

  /**
   * Folder and beginning of a name, up to what says which table of the set it is: {@code
   * out/1234_agent_info.csv} → {@code out/1234_}.
   */
  static String prefix(String name) {
    int folder = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1;
    for (int at = folder; at < name.length(); at++) {
      boolean word = at == folder || !Character.isLetterOrDigit(name.charAt(at - 1));
      if (word && TABLE.matcher(name).region(at, name.length()).matches()) {
        return name.substring(0, at);
      }
    }
    int at = folder;
    while (at < name.length() && Character.isDigit(name.charAt(at))) {
      at++;
    }
    return name.substring(0, at);
  }

  private static boolean sameRank(Trace one, Trace other) {
    return one.rank() == other.rank() || one.rank() < 0 || other.rank() < 0;
  }

  /** Tables that a profiler wrote next to its timeline, of the same kernels. */
  private void joinRepeats() {
    List<Group> all = List.copyOf(groups);
    for (Group tables : all) {
      Trace first = tables.first().trace();
      for (Group group : List.copyOf(groups)) {
        // Of one format, only a table of counters repeats what stands before it.
        boolean another =
            !group.first().ofSet()
                || group.first().trace().format().equals(first.format())
                    && first.kernelMetrics().size() > 0
                    && all.indexOf(group) < all.indexOf(tables);
        boolean possible =
            tables.first().ofSet()
                && tables.kernels()
                && !tables.host()
                && another
                && group.kernels()
                && sameRank(first, group.first().trace())
                && Objects.equals(prefix(first.name()), prefix(group.first().trace().name()));
        RepeatJoin join = possible ? new RepeatJoin(group.base(), tables.base()) : null;
        if (join != null && join.same()) {
          group.addRepeat(tables, join);
          groups.remove(tables);
          break;
        }
      }
    }
  }

  private void placeMetrics(Part part) {
    Group best = null;
    MetricJoin bestJoin = null;
    boolean bestIsNear = false;
    for (Group group : groups) {
      if (group.kernels()) {
        MetricJoin join = new MetricJoin(group.base(), part.trace());
        String name = group.first().trace().name();
        // Ranks have the same kernels; what lies in a rank's folder is that rank's.
        boolean near = Objects.equals(prefix(name), prefix(part.trace().name()));
        boolean better =
            bestJoin == null
                || near && !bestIsNear
                || near == bestIsNear && join.matched() > bestJoin.matched();
        if (join.matched() > 0 && better) {
          best = group;
          bestJoin = join;
          bestIsNear = near;
        }
      }
    }
    if (best == null || bestJoin == null) {
      groups.add(new Group(part, Shape.of(part.trace())));
    } else {
      best.addMetrics(part, bestJoin);
    }
  }

  private void placeSamples(Part part) {
    Shape shape = Shape.of(part.trace());
    for (Group group : groups) {
      if (group.host() && !Collections.disjoint(group.threads(), shape.threads)) {
        group.addSamples(part);
        return;
      }
    }
    groups.add(new Group(part, shape));
  }
}
