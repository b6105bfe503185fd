package dev.plumb.present.export;

import dev.plumb.present.frames.SourceFrame;
import dev.plumb.present.json.JsonText;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Run;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Speedscope's own format: one "sampled" profile for each metric that the run has, a sample for
 * each context with its exact value as weight. Contexts follow each other depth first, so that the
 * view in order of time reads like the tree.
 */
final class SpeedscopeExporter implements FileExporter {
  private static final String SCHEMA = "https://www.speedscope.app/file-format-schema.json";
  private static final List<ExportMetric> USUAL =
      List.of(ExportMetric.GPU, ExportMetric.CPU, ExportMetric.ALLOC);

  @Override
  public String format() {
    return "speedscope";
  }

  @Override
  public String title() {
    return "Speedscope: contexts by GPU time, CPU time and allocated bytes";
  }

  @Override
  public String opensIn() {
    return "speedscope.app";
  }

  @Override
  public List<String> extensions() {
    return List.of(".speedscope.json", ".speedscope");
  }

  @Override
  public boolean takesMetric() {
    return true;
  }

  @Override
  public void write(Run run, @Nullable ExportMetric chosen, OutputStream out, Notes notes)
      throws IOException {
    CallingContextTree tree = run.tree();
    List<ExportMetric> metrics =
        chosen != null
            ? List.of(chosen)
            : USUAL.stream().filter(metric -> metric.total(tree) > 0).toList();
    if (metrics.isEmpty()) {
      metrics = List.of(ExportMetric.COUNT);
    }
    Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    text.append("{\"$schema\":").append(JsonText.quoted(SCHEMA));
    text.append(",\"exporter\":\"plumb\",\"name\":");
    text.append(
        JsonText.quoted(run.inputs().isEmpty() ? "run" : run.inputs().get(0).trace().name()));
    text.append(",\"activeProfileIndex\":0,\"shared\":{\"frames\":[");
    for (int frame = 0; frame < tree.frames(); frame++) {
      text.append(frame == 0 ? "\n" : ",\n");
      frame(tree.frameName(frame), text);
    }
    text.append("]},\"profiles\":[");
    int[] order = TreeOrder.depthFirst(tree);
    for (int i = 0; i < metrics.size(); i++) {
      text.append(i == 0 ? "\n" : ",\n");
      profile(tree, order, metrics.get(i), text);
    }
    text.append("]}\n");
    text.flush();
  }

  private static void frame(String name, Writer text) throws IOException {
    SourceFrame source = SourceFrame.of(name);
    text.append("{\"name\":").append(JsonText.quoted(source.function()));
    if (source.file() != null) {
      text.append(",\"file\":").append(JsonText.quoted(source.file()));
      text.append(",\"line\":").append(Integer.toString(source.line()));
    }
    text.append('}');
  }

  private static void profile(
      CallingContextTree tree, int[] order, ExportMetric metric, Writer text) throws IOException {
    text.append("{\"type\":\"sampled\",\"name\":").append(JsonText.quoted(metric.title()));
    text.append(",\"unit\":").append(JsonText.quoted(metric.unit()));
    text.append(",\"startValue\":0,\"endValue\":").append(Long.toString(metric.total(tree)));
    text.append(",\"samples\":[");
    boolean first = true;
    for (int node : order) {
      if (metric.self(tree, node) > 0) {
        text.append(first ? "\n" : ",\n");
        first = false;
        sample(tree, node, text);
      }
    }
    text.append("],\"weights\":[");
    first = true;
    for (int node : order) {
      long value = metric.self(tree, node);
      if (value > 0) {
        text.append(first ? "" : ",").append(Long.toString(value));
        first = false;
      }
    }
    text.append("]}");
  }

  private static void sample(CallingContextTree tree, int node, Writer text) throws IOException {
    text.append('[');
    boolean first = true;
    for (int step : tree.path(node)) {
      text.append(first ? "" : ",").append(Integer.toString(tree.frame(step)));
      first = false;
    }
    text.append(']');
  }
}
