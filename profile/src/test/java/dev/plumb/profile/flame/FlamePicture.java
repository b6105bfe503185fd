package dev.plumb.profile.flame;

import dev.plumb.profile.CallingContextTree;
import java.util.Locale;

/** A flame graph as text: one line for each box, indented by its row. */
final class FlamePicture {
  private FlamePicture() {}

  static String of(FlameView view, FlameWindow window) {
    CallingContextTree tree = view.tree().tree();
    StringBuilder text = new StringBuilder();
    for (int box = 0; box < window.size(); box++) {
      String name =
          window.frame(box) == FlameWindow.NARROW
              ? "(" + window.merged(box) + " narrow)"
              : tree.frameName(window.frame(box));
      text.append(
          String.format(
              Locale.ROOT,
              "%s%s at %d: %d, self %d%s%s%s\n",
              "  ".repeat(window.depth(box)),
              name,
              window.x(box),
              window.value(box),
              window.self(box),
              view.values().hasBase()
                  ? ", base " + window.base(box) + ", self " + window.baseSelf(box)
                  : "",
              window.isMatch(box) ? ", match" : "",
              window.isLit(box) ? ", lit" : ""));
    }
    return text + (window.isCut() ? "more below\n" : "");
  }
}
