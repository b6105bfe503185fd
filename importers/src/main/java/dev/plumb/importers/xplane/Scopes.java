package dev.plumb.importers.xplane;

import java.util.ArrayList;
import java.util.List;

/**
 * The name that a framework gives to an operation: {@code jit(f)/jit(main)/mlp/dot_general}, or
 * {@code model/dense/MatMul:MatMul} where TensorFlow adds the operation's type.
 */
final class Scopes {
  /** Names deeper than this are cut there: the rest stays one piece. */
  private static final int MOST = 128;

  private Scopes() {}

  /**
   * The pieces of a name, the operation itself last. A slash within parentheses is part of a piece:
   * {@code transpose(jvp(mlp/linear))}.
   */
  static List<String> split(String name) {
    List<String> pieces = new ArrayList<>();
    String path = withoutType(name);
    int depth = 0;
    int from = 0;
    for (int i = 0; i < path.length() && pieces.size() < MOST; i++) {
      switch (path.charAt(i)) {
        case '(' -> depth++;
        case ')' -> depth--;
        case '/' -> {
          if (depth <= 0) {
            add(pieces, path.substring(from, i));
            from = i + 1;
          }
        }
        default -> {}
      }
    }
    add(pieces, path.substring(from));
    String type = type(name);
    if (!type.isEmpty() && !pieces.isEmpty()) {
      pieces.set(pieces.size() - 1, type);
    }
    return pieces;
  }

  private static void add(List<String> pieces, String piece) {
    if (!piece.isEmpty()) {
      pieces.add(piece);
    }
  }

  /** The operation's type, after the last colon; empty if there is none. */
  static String type(String name) {
    int colon = colon(name);
    return colon < 0 ? "" : name.substring(colon + 1);
  }

  private static String withoutType(String name) {
    int colon = colon(name);
    return colon < 0 ? name : name.substring(0, colon);
  }

  private static int colon(String name) {
    int colon = name.lastIndexOf(':');
    boolean one = colon > 0 && name.charAt(colon - 1) != ':';
    return one && name.indexOf('/', colon) < 0 ? colon : -1;
  }
}
