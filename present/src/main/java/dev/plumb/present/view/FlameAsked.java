package dev.plumb.present.view;

import dev.plumb.explain.Finding;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.flame.FlameSpec;
import dev.plumb.profile.flame.FlameTree;
import dev.plumb.profile.flame.FlameValues;
import dev.plumb.profile.flame.FlameView;
import dev.plumb.trace.Ids;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The flame graph that a question is about. */
final class FlameAsked {
  /** Deeper boxes are asked for by zooming in first. */
  private static final int LONGEST_PATH = 2_048;

  private static final Map<String, Boolean> VIEWS = Map.of("down", true, "up", false);
  private static final Map<String, Boolean> RECURSION = Map.of("keep", false, "merge", true);
  private static final Map<String, FrameKind> KINDS = new LinkedHashMap<>();

  static {
    for (FrameKind kind : FrameKind.values()) {
      KINDS.put(kind.label(), kind);
    }
  }

  private final Profile profile;
  private final @Nullable Pair pair;
  private final @Nullable Range range;
  private final FlameSpec spec;
  private final FlameTree rows;
  private final boolean down;
  private final @Nullable ProfileMetric metric;

  /** Frame whose callers are asked for; -1 for what is measured in any frame. */
  private final int callersOf;

  FlameAsked(Profiles profiles, Question question) {
    profile = profiles.of(question);
    pair = profiles.pair(question);
    range = question.range();
    if (pair != null && range != null) {
      throw WrongQuestion.because(
          "no-range", "a range of one profile has no counterpart in another");
    }
    spec =
        new FlameSpec(
            kinds(question),
            question.pattern("hide"),
            question.pattern("focus"),
            question.pattern("drop"),
            question.choice("recursion", false, RECURSION));
    down = question.choice("view", true, VIEWS);
    metric = profile.metric(question.optional("metric"));
    rows = Search.run(() -> pair == null ? profile.flameTree(spec) : pair.flameTree(spec));
    callersOf = (int) question.number("callers", -1, 0, Integer.MAX_VALUE);
    if (pair != null && callersOf >= 0) {
      throw WrongQuestion.because("no-callers", "callers are those of one profile, without a base");
    }
    if (callersOf >= tree().frames()) {
      throw WrongQuestion.parameter("callers", "is a frame that there is not");
    }
  }

  private static Set<FrameKind> kinds(Question question) {
    Set<FrameKind> kinds = EnumSet.noneOf(FrameKind.class);
    String text = question.optional("kinds");
    for (String label : text == null ? new String[0] : text.split(",", -1)) {
      FrameKind kind = KINDS.get(label);
      if (kind == null) {
        throw WrongQuestion.parameter("kinds", "must be labels of layers, with commas");
      }
      kinds.add(kind);
    }
    return kinds;
  }

  Profile profile() {
    return profile;
  }

  @Nullable Pair pair() {
    return pair;
  }

  @Nullable Range range() {
    return range;
  }

  boolean isDown() {
    return down;
  }

  /** What is measured; null if the profile measured nothing. */
  @Nullable ProfileMetric metric() {
    return metric;
  }

  FlameTree rows() {
    return rows;
  }

  /** The tree whose frames the answer names. */
  CallingContextTree tree() {
    return rows.tree();
  }

  /** The graph of a metric. */
  FlameView view(@Nullable ProfileMetric of) {
    FlameValues values = values(of);
    return down ? new FlameView.Down(rows, values) : new FlameView.Up(rows, values);
  }

  private FlameValues values(@Nullable ProfileMetric of) {
    if (of == null) {
      return new FlameValues(rows, new long[tree().size()], null);
    }
    Pair both = pair;
    if (callersOf >= 0) {
      return new FlameValues(rows, withAllBelow(profile.values(of, range)), null);
    }
    return both == null
        ? profile.flameValues(spec, of, range, rows)
        : both.flameValues(spec, of, rows);
  }

  /**
   * What one frame took with all that it called, and nothing else: bottom-up, its callers share
   * that out. Of a frame inside of itself the outer one has it all.
   */
  private long[] withAllBelow(long[] values) {
    CallingContextTree tree = tree();
    boolean[] inside = new boolean[tree.size()];
    long[] sums = values.clone();
    for (int node = 1; node < inside.length; node++) {
      int parent = tree.parent(node);
      inside[node] = inside[parent] || tree.frame(parent) == callersOf;
    }
    for (int node = inside.length - 1; node > 0; node--) {
      sums[tree.parent(node)] += sums[node];
    }
    for (int node = 0; node < inside.length; node++) {
      sums[node] = tree.frame(node) == callersOf && !inside[node] ? sums[node] : 0;
    }
    return sums;
  }

  /** The box of a path. */
  FlameView.Box box(FlameView view, String parameter, int[] path) {
    for (int frame : path) {
      if (frame >= tree().frames()) {
        throw WrongQuestion.parameter(parameter, "has a frame that there is not");
      }
    }
    FlameView.Box box = view.at(path);
    if (box == null) {
      throw WrongQuestion.notFound("no-box", parameter + ": nothing is measured there");
    }
    return box;
  }

  static int[] path(Question question, String parameter) {
    return question.ids(parameter, ".", LONGEST_PATH);
  }

  static String text(int[] path, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(i == 0 ? "" : ".").append(path[i]);
    }
    return text.toString();
  }

  /** Rows that a finding points at. */
  boolean[] rowsOf(Finding finding) {
    boolean[] marked = new boolean[rows.size()];
    BitSet nodes = profile.facts().sources().alike(finding.contexts());
    for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
      int row = rows.rowOf(pair == null ? node : pair.pairing().ofNew(node));
      if (row >= 0) {
        marked[row] = true;
      }
    }
    return marked;
  }

  /** Node of the profile's own tree; {@link Ids#NONE} where only the base has it. */
  int ownNode(int node) {
    return pair == null || node < 0 ? node : pair.pairing().newNode(node);
  }
}
