package dev.plumb.present.export;

import dev.plumb.present.json.JsonText;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Run;
import dev.plumb.profile.SourceFrame;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Speedscope's own format: one "sampled" profile for each metric that the run has, and for each
 * thread of a run that has only stacks; a sample for each context with its exact value as weight.
 * Contexts follow each other depth first, so that the view in order of time reads like the tree.
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
    return "Speedscope: contexts by GPU time, CPU time, allocated bytes and what samples measured";
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
    Stacks stacks = new Stacks(run);
    List<ExportMetric> metrics = chosen != null ? List.of(chosen) : metrics(run, stacks);
    Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    text.append("{\"$schema\":").append(JsonText.quoted(SCHEMA));
    text.append(",\"exporter\":\"plumb\",\"name\":");
    text.append(
        JsonText.quoted(run.inputs().isEmpty() ? "run" : run.inputs().get(0).trace().name()));
    text.append(",\"activeProfileIndex\":0,\"shared\":{\"frames\":[");
    for (int frame = 0; frame < tree.frames(); frame++) {
      text.append(frame == 0 ? "\n" : ",\n");
      frame(SourceFrame.of(tree, frame), text);
    }
    text.append("]},\"profiles\":[");
    boolean first = true;
    for (ExportMetric metric : metrics) {
      for (Part part : parts(stacks, tree, metric)) {
        text.append(first ? "\n" : ",\n");
        first = false;
        profile(tree, stacks, part, metric, text);
      }
    }
    text.append("]}\n");
    text.flush();
  }

  private static List<ExportMetric> metrics(Run run, Stacks stacks) {
    List<ExportMetric> metrics =
        stacks.metrics(USUAL).stream().filter(metric -> metric.total(run.tree()) > 0).toList();
    return metrics.isEmpty() ? List.of(ExportMetric.COUNT) : metrics;
  }

  /** The nodes of one profile, depth first, each with something of its own. */
  private record Part(String name, List<Integer> nodes) {}

  /** One profile, or of a run that has only stacks one for each thread. */
  private static List<Part> parts(Stacks stacks, CallingContextTree tree, ExportMetric metric) {
    Map<Integer, Part> parts = new LinkedHashMap<>();
    for (int node : TreeOrder.depthFirst(tree)) {
      if (metric.self(tree, node) > 0) {
        int thread = stacks.bare() ? stacks.thread(node) : 0;
        String name = thread == 0 ? metric.title() : tree.name(thread) + ": " + metric.title();
        parts.computeIfAbsent(thread, t -> new Part(name, new ArrayList<>())).nodes.add(node);
      }
    }
    return parts.isEmpty()
        ? List.of(new Part(metric.title(), List.of()))
        : List.copyOf(parts.values());
  }

  private static void frame(SourceFrame source, Writer text) throws IOException {
    text.append("{\"name\":").append(JsonText.quoted(source.function()));
    if (source.file() != null) {
      text.append(",\"file\":").append(JsonText.quoted(source.file()));
      if (source.line() > 0) {
        text.append(",\"line\":").append(Integer.toString(source.line()));
      }
    }
    text.append('}');
  }

  private static void profile(
      CallingContextTree tree, Stacks stacks, Part part, ExportMetric metric, Writer text)
      throws IOException {
    long total = 0;
    for (int node : part.nodes) {
      total += metric.self(tree, node);
    }
    text.append("{\"type\":\"sampled\",\"name\":").append(JsonText.quoted(part.name));
    text.append(",\"unit\":").append(JsonText.quoted(metric.unit()));
    text.append(",\"startValue\":0,\"endValue\":").append(Long.toString(total));
    text.append(",\"samples\":[");
    boolean first = true;
    for (int node : part.nodes) {
      text.append(first ? "\n" : ",\n");
      first = false;
      sample(tree, stacks.path(node), text);
    }
    text.append("],\"weights\":[");
    first = true;
    for (int node : part.nodes) {
      text.append(first ? "" : ",").append(Long.toString(metric.self(tree, node)));
      first = false;
    }
    text.append("]}");
  }

  private static void sample(CallingContextTree tree, int[] path, Writer text) throws IOException {
    text.append('[');
    boolean first = true;
    for (int step : path) {
      text.append(first ? "" : ",").append(Integer.toString(tree.frame(step)));
      first = false;
    }
    text.append(']');
  }
}
