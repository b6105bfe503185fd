package dev.plumb.profile;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything known about one run: its linked traces, in the order of the inputs, and the tree over
 * all of them.
 */
public final class Run {
  private static final Pattern RANK = Pattern.compile("(?i)rank[-_. ]?(\\d{1,6})(?!\\d)");

  private final List<Links> inputs;
  private final List<Integer> ranks;
  private final List<String> labels;
  private final CallingContextTree tree;
  private final List<int[]> sliceNodes;
  private final List<int[]> allocationNodes;
  private final List<StepStats> steps;
  private final RunSummary summary;
  private final List<List<Source>> sources;
  private final List<RankClock> clocks;
  private @Nullable Measured measured;

  private Run(
      List<Links> inputs,
      List<Integer> ranks,
      List<String> labels,
      CallingContextTree tree,
      List<int[]> sliceNodes,
      List<int[]> allocationNodes,
      List<StepStats> steps,
      RunSummary summary,
      List<List<Source>> sources) {
    this.inputs = inputs;
    this.ranks = ranks;
    this.labels = labels;
    this.tree = tree;
    this.sliceNodes = sliceNodes;
    this.allocationNodes = allocationNodes;
    this.steps = steps;
    this.summary = summary;
    this.sources = sources;
    this.clocks = RankClocks.of(inputs);
  }

  /** Builds the tree over traces that are ranks of one run. */
  public static Run of(List<Links> inputs) {
    return of(inputs, inputs.stream().map(Run::itself).toList());
  }

  private static List<Source> itself(Links links) {
    return List.of(new Source(links.trace(), null));
  }

  /**
   * Builds the tree over traces that are ranks of one run.
   *
   * @param sources the inputs that each of them was put together from
   */
  public static Run of(List<Links> inputs, List<List<Source>> sources) {
    List<Integer> ranks = new ArrayList<>();
    Set<Integer> taken = new HashSet<>();
    for (Links links : inputs) {
      Trace trace = links.trace();
      int rank = saidRank(trace);
      // Two files that both call themselves rank 0 are two ranks: told apart by their names.
      boolean usable = rank >= 0 && taken.add(rank);
      ranks.add(usable ? rank : Ids.NONE);
    }
    List<String> labels =
        InputLabels.of(inputs.stream().map(links -> links.trace().name()).toList(), ranks);
    CallingContextTree tree = new CallingContextTree();
    List<int[]> sliceNodes = new ArrayList<>();
    List<int[]> allocationNodes = new ArrayList<>();
    List<StepStats> steps = new ArrayList<>();
    RunSummary summary = new RunSummary();
    int rows = inputs.stream().mapToInt(links -> links.trace().slices().size()).max().orElse(0);
    Aside.run(
        () -> summary.compute(inputs, labels),
        () -> {
          for (int i = 0; i < inputs.size(); i++) {
            TreeBuilder builder = new TreeBuilder(tree, inputs.get(i), labels.get(i), steps);
            builder.build();
            sliceNodes.add(builder.sliceNodes());
            allocationNodes.add(builder.allocationNodes());
          }
          tree.seal();
        },
        rows);
    return new Run(
        List.copyOf(inputs),
        ranks,
        labels,
        tree,
        sliceNodes,
        allocationNodes,
        List.copyOf(steps),
        summary,
        sources);
  }

  /** Rank that a trace says it is, or else its file's name; {@link Ids#NONE} if neither does. */
  static int saidRank(Trace trace) {
    return trace.rank() >= 0 ? trace.rank() : rankInName(InputLabels.baseName(trace.name()));
  }

  /**
   * Many tools write the rank into the name only: {@code rank3.json.gz}, {@code trace_rank_0.json}.
   */
  private static int rankInName(String name) {
    Matcher matcher = RANK.matcher(name);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : Ids.NONE;
  }

  /** The linked traces in the order of the inputs. */
  public List<Links> inputs() {
    return inputs;
  }

  /** Whether any input has a problem of a kind. */
  public boolean has(ProblemCode code) {
    return inputs.stream()
        .flatMap(input -> input.trace().problems().stream())
        .anyMatch(problem -> problem.code() == code);
  }

  /**
   * Rank of an input, from the trace or else from the file's name; {@link Ids#NONE} if neither
   * says, or if another input said the same.
   */
  public int rank(int input) {
    return ranks.get(input);
  }

  /** What to call an input: "rank 3", or the file's name. */
  public String label(int input) {
    return labels.get(input);
  }

  /** The inputs that a trace was put together from; at least one, and usually only one. */
  public List<Source> sources(int input) {
    return sources.get(input);
  }

  /** How the clocks of the ranks stand to that of the first; empty for a single one. */
  public List<RankClock> clocks() {
    return clocks;
  }

  /** The calling contexts of all inputs. */
  public CallingContextTree tree() {
    return tree;
  }

  /** The steps of all inputs, by input and start. */
  public List<StepStats> steps() {
    return steps;
  }

  /** Totals, computed from the tables. */
  public RunSummary summary() {
    return summary;
  }

  /**
   * The node of {@link #tree()} of each slice of an input; {@link Ids#NONE} for slices that are not
   * in the tree (asynchronous ranges, annotations of streams, syncs). Not to be changed.
   */
  public int[] sliceNodes(int input) {
    return sliceNodes.get(input);
  }

  /**
   * The step of each slice of an input, as index into {@link #steps()}: the one that its node hangs
   * under in the tree; {@link Ids#NONE} for slices in no step. Computed at each call.
   */
  public int[] sliceSteps(int input) {
    Links links = inputs.get(input);
    int before = 0;
    for (int i = 0; i < input; i++) {
      before += inputs.get(i).stepCount();
    }
    StepWindows windows = new StepWindows(links);
    int[] found = new int[links.trace().slices().size()];
    for (int row = 0; row < found.length; row++) {
      int step = links.stepCount() == 0 ? Ids.NONE : windows.of(links, row);
      found[row] = step < 0 ? Ids.NONE : before + step;
    }
    return found;
  }

  /**
   * The node of {@link #tree()} of each sample of an input. Computed at each call: the tree itself
   * keeps no samples.
   */
  public int[] sampleNodes(int input) {
    return new TreeBuilder(tree, inputs.get(input), labels.get(input), new ArrayList<>())
        .sampleNodes();
  }

  /**
   * The node of each allocation of an input, by row of its instants; {@link Ids#NONE} for frees and
   * for other instants. Empty where the input has no allocator events. Not to be changed.
   */
  public int[] allocationNodes(int input) {
    return allocationNodes.get(input);
  }

  /**
   * The node of each block of a snapshot; {@link Ids#NONE} for those that were not held when it was
   * taken.
   */
  int[] liveBlockNodes(int input) {
    return new TreeBuilder(tree, inputs.get(input), labels.get(input), new ArrayList<>())
        .liveBlockNodes();
  }

  /** What each measure of the samples is at each node; computed when it is first asked for. */
  public synchronized Measured measured() {
    if (measured == null) {
      measured = Measured.of(this);
    }
    return measured;
  }
}
