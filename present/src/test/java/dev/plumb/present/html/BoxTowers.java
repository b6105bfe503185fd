package dev.plumb.present.html;

import java.util.Random;

/**
 * A trace that fills a screen with boxes: towers of nested operators side by side, each operator
 * with a name of its own, so that timeline and flame graph show all of them at once.
 */
final class BoxTowers {
  /** As many as a screen of 3840 by 2160 pixels shows at some five pixels each. */
  static final int TOWERS = 720;

  static final int DEPTH = 74;

  private static final int TOWER_US = 10_000;

  private BoxTowers() {}

  /** The trace as PyTorch's profiler writes it; the same for the same seed. */
  static String trace(int towers, int depth, long seed) {
    Random random = new Random(seed);
    StringBuilder json = new StringBuilder("{\"schemaVersion\": 1, \"traceEvents\": [");
    String comma = "";
    for (int tower = 0; tower < towers; tower++) {
      long from = (long) tower * TOWER_US;
      long to = from + TOWER_US - random.nextInt(TOWER_US / 20);
      for (int level = 0; level < depth; level++) {
        json.append(comma)
            .append("\n{\"ph\": \"X\", \"cat\": \"cpu_op\", \"name\": \"layer")
            .append(level)
            .append("::op")
            .append(tower)
            .append("\", \"pid\": 1, \"tid\": 1, \"ts\": ")
            .append(from)
            .append(", \"dur\": ")
            .append(to - from)
            .append(", \"args\": {}}");
        comma = ",";
        from += 1 + random.nextInt(4);
        to -= 1 + random.nextInt(4);
      }
    }
    return json.append("\n]}\n").toString();
  }
}
