package dev.plumb.present.view;

import dev.plumb.explain.Explanation;
import dev.plumb.explain.Facts;
import dev.plumb.present.tables.RunData;
import dev.plumb.profile.NamePattern;
import dev.plumb.profile.NodeValues;
import dev.plumb.profile.Run;
import dev.plumb.profile.flame.FlameSpec;
import dev.plumb.profile.flame.FlameTree;
import dev.plumb.profile.flame.FlameValues;
import dev.plumb.profile.timeline.LaidSlices;
import dev.plumb.profile.timeline.Launches;
import dev.plumb.profile.timeline.RangeTotals;
import dev.plumb.profile.timeline.Ranges;
import dev.plumb.profile.timeline.SliceSearch;
import dev.plumb.profile.timeline.StretchTrack;
import dev.plumb.profile.timeline.TimeAxis;
import dev.plumb.profile.timeline.Timeline;
import dev.plumb.trace.Trace;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run that is open, with what answers are computed from. The tree is there at once; the
 * timeline and the sums for ranges are made in the background, and whoever needs them waits.
 */
public final class Profile implements AutoCloseable {
  private static final int KEPT_RANGES = 12;
  private static final int KEPT_TREES = 8;

  private record Searched(NamePattern pattern, List<Integer> tracks) {}

  private record Flame(FlameSpec spec, String metric, @Nullable Range range) {}

  private final String label;
  private final List<String> files;
  private final Run run;
  private final Facts facts;
  private final Lazy<Explanation> explanation;
  private final OperatorCosts costs;
  private final List<ProfileMetric> metrics;
  private final SliceIds ids;
  private final Lazy<TimeAxis> axis;
  private final Lazy<List<StretchTrack>> explainedTracks;
  private final Lazy<Timeline> timeline;
  private final Lazy<Ranges> ranges;
  private final Lazy<Operators> operators;
  private final Lazy<DeviceTime> devices;
  private final Lazy<Memory> memory;
  private final Lazy<RunData> data;
  private final Lazy<SqlSession> sql;
  private final Memo<Range, RangeTotals> totals = new Memo<>(KEPT_RANGES);
  private final Memo<FlameSpec, FlameTree> trees = new Memo<>(KEPT_TREES);
  private final Memo<Flame, FlameValues> flames = new Memo<>(KEPT_RANGES);
  private final Memo<Searched, SliceSearch> searches = new Memo<>(4);
  private final Memo<Integer, Launches> launches = new Memo<>(64);

  /**
   * Opens a run.
   *
   * @param label what to call it
   * @param files its inputs, as the user named them
   * @param facts of the run, with the devices that are known
   * @param explain what asks the analyses
   */
  public Profile(
      String label, List<String> files, Facts facts, Function<Facts, Explanation> explain) {
    this(label, files, facts, explain, LaidSlices::of);
  }

  /**
   * Opens a run whose timeline somebody has begun to make.
   *
   * @param lay the slices of a trace on their lanes
   */
  public Profile(
      String label,
      List<String> files,
      Facts facts,
      Function<Facts, Explanation> explain,
      Function<Trace, LaidSlices> lay) {
    this.label = label;
    this.files = List.copyOf(files);
    this.run = facts.run();
    this.facts = facts;
    this.explanation = new Lazy<>(() -> explain.apply(facts));
    this.ids = new SliceIds(run);
    this.axis = new Lazy<>(() -> TimeAxis.of(run));
    this.costs = new OperatorCosts(facts, this::axis);
    this.metrics = ProfileMetric.of(run, costs);
    this.explainedTracks = new Lazy<>(() -> ExplainedTracks.of(facts));
    this.timeline = new Lazy<>(() -> new Timeline(run, axis(), lay, explainedTracks::get));
    this.ranges = new Lazy<>(() -> new Ranges(timeline(), facts::sliceNodes));
    this.operators = new Lazy<>(() -> new Operators(this));
    this.devices = new Lazy<>(() -> new DeviceTime(facts, axis()));
    this.memory = new Lazy<>(() -> new Memory(run));
    this.data = new Lazy<>(() -> new RunData(run));
    this.sql = new Lazy<>(() -> new SqlSession(data()));
  }

  /**
   * Makes what questions need, in threads of its own. What slices are drawn from comes first,
   * alone: the processors are not shared with what only later questions want.
   *
   * @param traffic the questions that go first
   */
  public void prepare(Traffic traffic) {
    background(
        "plumb-prepare",
        () -> {
          background("plumb-devices", explainedTracks::get);
          timeline();
          traffic.awaitRest(Traffic.SOON_MS);
          timeline().prepareSearches();
          traffic.awaitRest(Traffic.MOST_MS);
          // The analyses keep what they share to themselves while they compute it.
          background(
              "plumb-explain",
              () -> {
                ExplainedTracks.compute(facts);
                devices();
                explanation();
              });
          ranges();
          operators();
        });
  }

  private interface Task {
    void run() throws InterruptedException;
  }

  private static void background(String name, Task task) {
    Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(() -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            // Whoever asks for it gets the same failure, and an answer that says so.
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  String label() {
    return label;
  }

  List<String> files() {
    return files;
  }

  Run run() {
    return run;
  }

  Facts facts() {
    return facts;
  }

  /** What the analyses say. */
  Explanation explanation() {
    return explanation.get();
  }

  List<ProfileMetric> metrics() {
    return metrics;
  }

  OperatorCosts costs() {
    return costs;
  }

  SliceIds ids() {
    return ids;
  }

  /** The metric of that id, or the usual one; null if the profile measured nothing. */
  @Nullable ProfileMetric metric(@Nullable String id) {
    if (id == null) {
      return metrics.isEmpty() ? null : metrics.getFirst();
    }
    for (ProfileMetric metric : metrics) {
      if (metric.id().equals(id)) {
        return metric;
      }
    }
    throw WrongQuestion.parameter("metric", "is none of this profile's");
  }

  TimeAxis axis() {
    return axis.get();
  }

  Timeline timeline() {
    return timeline.get();
  }

  Ranges ranges() {
    return ranges.get();
  }

  Operators operators() {
    return operators.get();
  }

  DeviceTime devices() {
    return devices.get();
  }

  Memory memory() {
    return memory.get();
  }

  RunData data() {
    return data.get();
  }

  SqlSession sql() {
    return sql.get();
  }

  Launches launches(int input) {
    return launches.get(input, () -> timeline().launches(input));
  }

  /**
   * The slices that a search finds.
   *
   * @param tracks numbers of tracks to search; none for all
   */
  SliceSearch search(NamePattern pattern, int[] tracks) {
    List<Integer> wanted = Arrays.stream(tracks).sorted().boxed().toList();
    return searches.get(
        new Searched(pattern, wanted),
        () -> new SliceSearch(timeline(), pattern, wanted.isEmpty() ? null : numbers(tracks)));
  }

  private static BitSet numbers(int[] tracks) {
    BitSet numbers = new BitSet();
    for (int track : tracks) {
      numbers.set(track);
    }
    return numbers;
  }

  RangeTotals totals(Range range) {
    return totals.get(range, () -> ranges().totals(range.fromNs(), range.toNs()));
  }

  /** Values of the tree's nodes, of the whole run or of a range. */
  NodeValues values(@Nullable Range range) {
    return range == null ? run.tree() : totals(range);
  }

  /** Values of a metric by node, of the whole run or of a range. */
  long[] values(ProfileMetric metric, @Nullable Range range) {
    if (range == null) {
      return metric.values(run);
    }
    if (!metric.isInRanges()) {
      throw WrongQuestion.because(
          "no-range", metric.label() + " has no place in time in this profile");
    }
    return metric.values(run, totals(range));
  }

  /** A metric over the rows that a flame graph shows. */
  FlameValues flameValues(
      FlameSpec spec, ProfileMetric metric, @Nullable Range range, FlameTree rows) {
    return flames.get(
        new Flame(spec, metric.id(), range),
        () -> new FlameValues(rows, values(metric, range), null));
  }

  FlameTree flameTree(FlameSpec spec) {
    return trees.get(spec, () -> new FlameTree(run.tree(), spec));
  }

  @Override
  public void close() {
    SqlSession open = sql.getIfMade();
    if (open != null) {
      open.close();
    }
  }
}
