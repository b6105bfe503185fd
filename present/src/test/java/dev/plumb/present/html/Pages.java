package dev.plumb.present.html;

import dev.plumb.explain.Analyses;
import dev.plumb.explain.Analyzer;
import dev.plumb.explain.Explanation;
import dev.plumb.explain.Facts;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;

/** Pages as files and as data, and what they should say, computed from the tree itself. */
final class Pages {
  private Pages() {}

  static Path write(Run run, Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      Explanation explanation = new Analyzer(Analyses.ALL, Map.of()).explain(new Facts(run));
      HtmlReport.write(run, RunSummary.of(run), explanation, out);
    }
    return file;
  }

  static String data(Run run, int mostNodes) {
    StringWriter text = new StringWriter();
    PageData.write(run, RunSummary.of(run), Explanation.NONE, mostNodes, text);
    return text.toString();
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> parsed(String data) {
    return (Map<String, Object>) TestJson.read(data);
  }

  /** What the page calls GPU time. */
  static long gpuNs(CallingContextTree tree, int node) {
    return tree.inclusive(node, Metric.KERNEL_NS)
        + tree.inclusive(node, Metric.COPY_NS)
        + tree.inclusive(node, Metric.DEVICE_OTHER_NS);
  }

  /** GPU time of all contexts whose name matches, those inside another match left out. */
  static long matchedGpuNs(CallingContextTree tree, Predicate<String> matches) {
    long sum = 0;
    for (int node = 0; node < tree.size(); node++) {
      boolean inside = false;
      for (int at = tree.parent(node); at >= 0; at = tree.parent(at)) {
        inside |= matches.test(tree.name(at));
      }
      sum += !inside && matches.test(tree.name(node)) ? gpuNs(tree, node) : 0;
    }
    return sum;
  }

  /** A tree with random shape and values; the same for the same seed. */
  static CallingContextTree randomTree(int nodes, long seed) {
    java.util.Random random = new java.util.Random(seed);
    CallingContextTree tree = new CallingContextTree();
    FrameKind[] kinds = FrameKind.values();
    while (tree.size() < nodes) {
      // Near the end, so that some branches grow deep.
      int from = Math.max(0, tree.size() - 1 - random.nextInt(200));
      FrameKind kind = kinds[1 + random.nextInt(kinds.length - 1)];
      int node = tree.child(from, tree.frame(kind, "frame " + random.nextInt(500)));
      for (Metric metric : Metric.values()) {
        if (random.nextInt(3) == 0) {
          tree.add(node, metric, random.nextLong(1L << random.nextInt(1, 40)));
        }
      }
    }
    tree.seal();
    return tree;
  }
}
