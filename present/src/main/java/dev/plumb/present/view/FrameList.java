package dev.plumb.present.view;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.SourceFrame;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The frames that an answer names, each once. */
final class FrameList {
  private final CallingContextTree tree;
  private final BitSet frames = new BitSet();

  FrameList(CallingContextTree tree) {
    this.tree = tree;
  }

  void add(int frame) {
    if (frame >= 0) {
      frames.set(frame);
    }
  }

  void write(Json json) {
    int[] ids = frames.stream().toArray();
    SourceFrame[] places = new SourceFrame[ids.length];
    for (int i = 0; i < ids.length; i++) {
      places[i] = SourceFrame.of(tree, ids[i]);
    }
    json.object(
        "frames",
        () -> {
          json.numbers("id", ids.length, i -> ids[i]);
          json.numbers("kind", ids.length, i -> tree.frameKind(ids[i]).ordinal());
          json.list(
              "name",
              () -> {
                for (int id : ids) {
                  json.text(tree.frameName(id));
                }
              });
          json.list(
              "file",
              () -> {
                for (SourceFrame place : places) {
                  json.text(place.file());
                }
              });
          json.numbers("line", ids.length, i -> places[i].line());
          json.list(
              "library",
              () -> {
                for (int i = 0; i < ids.length; i++) {
                  json.text(library(tree, ids[i], places[i]));
                }
              });
        });
  }

  /**
   * What was recorded, or else the package that the source file lies in; null if neither is known.
   */
  static @Nullable String library(CallingContextTree tree, int frame, SourceFrame place) {
    String recorded = tree.frameLibrary(frame);
    String file = place.file();
    if (recorded != null || file == null) {
      return recorded;
    }
    int slash = file.indexOf('/');
    return slash > 0 ? file.substring(0, slash) : null;
  }
}
