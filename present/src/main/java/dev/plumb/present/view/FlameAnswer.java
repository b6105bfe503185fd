package dev.plumb.present.view;

import dev.plumb.explain.Finding;
import dev.plumb.profile.NamePattern;
import dev.plumb.profile.flame.FlameSearch;
import dev.plumb.profile.flame.FlameView;
import dev.plumb.profile.flame.FlameWindow;
import dev.plumb.profile.flame.FlameWindow.Order;
import dev.plumb.profile.flame.FlameWindow.Request;
import dev.plumb.profile.flame.FlameWindow.Width;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/flame}: the boxes that can be seen below one of them. */
final class FlameAnswer {
  private static final Map<String, Order> ORDERS = Map.of("value", Order.VALUE, "name", Order.NAME);
  private static final Map<String, Width> WIDTHS =
      Map.of("new", Width.NEW, "base", Width.BASE, "both", Width.BOTH);

  private final Profiles profiles;

  FlameAnswer(Profiles profiles) {
    this.profiles = profiles;
  }

  Answer answer(Question question) {
    FlameAsked asked = new FlameAsked(profiles, question);
    int[] path = FlameAsked.path(question, "root");
    int pixels = (int) question.number("px", 1200, 1, 16_384);
    int depth = (int) question.number("depth", 256, 1, 1_024);
    Order order = question.choice("order", Order.VALUE, ORDERS);
    Width width = question.choice("width", Width.NEW, WIDTHS);
    NamePattern search = question.pattern("search");
    Finding finding = Findings.named(asked.profile(), question);
    FlameView view = asked.view(asked.metric());
    FlameView.Box root = asked.box(view, "root", path);
    FlameSearch found =
        search == null
            ? null
            : Search.run(() -> FlameSearch.of(asked.rows(), view.values(), search));
    Request request =
        new Request(
            pixels,
            depth,
            order,
            width,
            finding == null ? null : asked.rowsOf(finding),
            found == null ? null : found.matching());
    FlameWindow window = new FlameWindow(view, root, request);
    Json json = new Json();
    return json.object(() -> write(json, asked, path, view, root, window, found, finding != null))
        .answer();
  }

  private static void write(
      Json json,
      FlameAsked asked,
      int[] path,
      FlameView view,
      FlameView.Box root,
      FlameWindow window,
      @Nullable FlameSearch found,
      boolean lit) {
    boolean base = asked.pair() != null;
    ProfileMetric metric = asked.metric();
    FlameView.Box all = view.root();
    json.text("metric", metric == null ? null : metric.id());
    json.text("unit", metric == null ? null : metric.unit());
    json.text("view", asked.isDown() ? "down" : "up");
    json.number("total", all.value());
    json.numberOrNull("base_total", base, all.base());
    json.object(
        "root",
        () -> {
          json.text("path", FlameAsked.text(path, path.length));
          json.number("frame", root.frame());
          json.number("node", asked.ownNode(root.node()));
          json.number("value", root.value());
          json.number("self", root.self());
          json.numberOrNull("base", base, root.base());
          json.number("width", window.width(0));
        });
    json.number("rows", window.rows());
    json.bool("below", window.isCut());
    FrameList frames = new FrameList(asked.tree());
    ancestors(json, path, view, frames);
    boxes(json, asked, window, found != null, lit);
    for (int box = 0; box < window.size(); box++) {
      frames.add(window.frame(box));
    }
    frames.write(json);
    if (found != null) {
      json.object(
          "found",
          () -> {
            json.number("frames", found.frames());
            json.number("boxes", found.contexts());
            json.number("value", found.value());
            json.real(
                "share", all.value() == 0 ? Double.NaN : (double) found.value() / all.value());
            json.numberOrNull("base", base, found.base());
          });
    }
  }

  private static void ancestors(Json json, int[] path, FlameView view, FrameList frames) {
    json.list(
        "ancestors",
        () -> {
          FlameView.Box at = view.root();
          for (int length = 0; length < path.length; length++) {
            FlameView.Box box = at;
            int end = length;
            frames.add(box.frame());
            json.object(() -> {
              json.text("path", FlameAsked.text(path, end));
              json.number("frame", box.frame());
              json.number("value", box.value());
            });
            int next = path[length];
            for (FlameView.Box child : view.children(box)) {
              at = child.frame() == next ? child : at;
            }
          }
        });
  }

  private static void boxes(
      Json json, FlameAsked asked, FlameWindow window, boolean search, boolean lit) {
    int size = window.size();
    json.object(
        "boxes",
        () -> {
          json.numbers("depth", size, window::depth);
          json.numbers("parent", size, window::parent);
          json.numbers("x", size, window::x);
          json.numbers("value", size, window::value);
          json.numbers("self", size, window::self);
          json.numbers("frame", size, window::frame);
          json.numbers("merged", size, window::merged);
          json.numbers("node", size, box -> asked.ownNode(window.node(box)));
          if (search) {
            json.numbers("match", size, box -> window.isMatch(box) ? 1 : 0);
          }
          if (lit) {
            json.numbers("lit", size, box -> window.isLit(box) ? 1 : 0);
          }
          if (asked.pair() != null) {
            json.numbers("base", size, window::base);
            json.numbers("base_self", size, window::baseSelf);
          }
        });
  }
}
