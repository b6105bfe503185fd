package dev.plumb.present.view;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.ReasonTable;
import dev.plumb.profile.SourceFrame;
import dev.plumb.profile.flame.FlameTree;
import dev.plumb.profile.flame.FlameView;
import dev.plumb.profile.timeline.Timeline;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** {@code /api/context}: one box of a flame graph in full. */
final class ContextAnswer {
  private static final int LONGEST = 10;

  private final Profiles profiles;
  private final Sources sources;

  ContextAnswer(Profiles profiles, Sources sources) {
    this.profiles = profiles;
    this.sources = sources;
  }

  Answer answer(Question question) {
    FlameAsked asked = new FlameAsked(profiles, question);
    int[] path = FlameAsked.path(question, "path");
    FlameView view = asked.view(asked.metric());
    FlameView.Box box = asked.box(view, "path", path);
    boolean[] nodes = nodes(asked, box);
    Json json = new Json();
    return json.object(
            () -> {
              head(json, asked, path, box, nodes);
              callers(json, asked, path);
              values(json, asked, path);
              reasons(json, asked, nodes);
              slices(json, asked, nodes);
            })
        .answer();
  }

  /** Nodes of the profile's tree that are this frame here. */
  private static boolean[] nodes(FlameAsked asked, FlameView.Box box) {
    FlameTree rows = asked.rows();
    boolean[] own = new boolean[rows.size()];
    for (int row : box.ownRows()) {
      own[row] = true;
    }
    boolean[] nodes = new boolean[asked.profile().run().tree().size()];
    for (int node = 0; node < asked.tree().size(); node++) {
      int row = rows.rowOf(node);
      int mine = asked.ownNode(node);
      if (row >= 0 && own[row] && mine >= 0 && rows.shows(node)) {
        nodes[mine] = true;
      }
    }
    return nodes;
  }

  private void head(Json json, FlameAsked asked, int[] path, FlameView.Box box, boolean[] nodes) {
    CallingContextTree tree = asked.tree();
    SourceFrame place = SourceFrame.of(tree, box.frame());
    int count = 0;
    for (boolean each : nodes) {
      count += each ? 1 : 0;
    }
    json.text("path", FlameAsked.text(path, path.length));
    json.number("frame", box.frame());
    json.text("kind", tree.frameKind(box.frame()).label());
    json.text("name", tree.frameName(box.frame()));
    json.text("function", place.function());
    json.text("file", place.file());
    json.number("line", place.line());
    json.text("library", FrameList.library(tree, box.frame(), place));
    json.number("nodes", count);
    json.number("node", asked.ownNode(box.node()));
    json.bool("source", place.file() != null && sources.find(place.file()) != null);
  }

  private static void callers(Json json, FlameAsked asked, int[] path) {
    CallingContextTree tree = asked.tree();
    json.list(
        "callers",
        () -> {
          for (int length = 1; length < path.length; length++) {
            int end = length;
            json.object(() -> {
              json.text("path", FlameAsked.text(path, end));
              json.text("kind", tree.frameKind(path[end - 1]).label());
              json.text("name", tree.frameName(path[end - 1]));
            });
          }
        });
  }

  private static void values(Json json, FlameAsked asked, int[] path) {
    boolean base = asked.pair() != null;
    json.list(
        "values",
        () -> {
          for (ProfileMetric metric : asked.profile().metrics()) {
            if (asked.range() != null && !metric.isInRanges()) {
              continue;
            }
            FlameView view = asked.view(metric);
            FlameView.Box box = view.at(path);
            long total = view.root().value();
            if (box != null) {
              json.object(() -> {
                json.text("metric", metric.id());
                json.text("label", metric.label());
                json.text("unit", metric.unit());
                json.number("value", box.value());
                json.number("self", box.self());
                json.real("share", total == 0 ? Double.NaN : (double) box.value() / total);
                json.numberOrNull("base", base, box.base());
              });
            }
          }
        });
  }

  /** Of the whole run: samples with states are mostly sums without times. */
  private static void reasons(Json json, FlameAsked asked, boolean[] nodes) {
    ReasonTable table = asked.profile().run().tree().reasons();
    Map<String, Long> sums = new LinkedHashMap<>();
    for (int row = 0; row < table.size(); row++) {
      if (nodes[table.node(row)]) {
        sums.merge(table.reason(row), table.value(row), Long::sum);
      }
    }
    List<Map.Entry<String, Long>> sorted = new ArrayList<>(sums.entrySet());
    sorted.sort(Map.Entry.<String, Long>comparingByValue().reversed());
    json.objects(
        "reasons",
        sorted,
        entry -> {
          json.text("reason", entry.getKey());
          json.number("value", entry.getValue());
        });
  }

  private static void slices(Json json, FlameAsked asked, boolean[] nodes) {
    Profile profile = asked.profile();
    Timeline timeline = profile.timeline();
    Range range = asked.range();
    long from = range == null ? 0 : range.fromNs();
    long to = range == null ? timeline.axis().lengthNs() + 1 : range.toNs();
    Slices slices = new Slices(profile);
    List<SliceIds.Place> first = new ArrayList<>();
    PriorityQueue<SliceIds.Place> longest =
        new PriorityQueue<>(Comparator.comparingLong(slices::durNs));
    long[] total = new long[1];
    for (int i = 0; i < profile.run().inputs().size(); i++) {
      int input = i;
      boolean[] seen = new boolean[1];
      SliceTable table = profile.run().inputs().get(input).trace().slices();
      timeline.startingIn(
          input,
          from,
          to,
          row -> {
            int node = profile.ranges().node(input, row);
            if (node < 0 || !nodes[node]) {
              return;
            }
            total[0]++;
            if (!seen[0]) {
              seen[0] = true;
              first.add(new SliceIds.Place(input, row));
            }
            if (longest.size() < LONGEST || table.durNs(row) > slices.durNs(longest.element())) {
              longest.add(new SliceIds.Place(input, row));
              if (longest.size() > LONGEST) {
                longest.remove();
              }
            }
          });
    }
    first.sort(Comparator.comparingLong(slices::startNs));
    List<SliceIds.Place> sorted = new ArrayList<>(longest);
    sorted.sort(Comparator.comparingLong(slices::durNs).reversed());
    json.object(
        "slices",
        () -> {
          json.number("total", total[0]);
          json.objects("longest", sorted, place -> slices.write(json, place));
          if (first.isEmpty()) {
            json.nothing("first");
          } else {
            json.object("first", () -> slices.write(json, first.getFirst()));
          }
        });
  }
}
