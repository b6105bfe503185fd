package dev.plumb.present.export;

import dev.plumb.present.json.JsonText;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
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
 *
 * <p>The member "plumb" of frames and profiles is an addition, which the format allows: the layer
 * of the frame; the quantity, measure and thread of the profile. By these Plumb reads the file
 * again.
 */
final class SpeedscopeExporter implements FileExporter {
  private static final String SCHEMA = "https://www.speedscope.app/file-format-schema.json";
  private static final List<ExportMetric> USUAL =
      List.of(ExportMetric.GPU, ExportMetric.CPU, ExportMetric.ALLOC, ExportMetric.COUNT);

  @Override
  public String format() {
    return "speedscope";
  }

  @Override
  public String title() {
    return "Speedscope: contexts by GPU time, CPU time, allocated bytes, count and what samples measured";
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
    List<ExportedValue> values =
        chosen != null ? ExportedValue.of(run, List.of(chosen)) : values(run, stacks);
    Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    text.append("{\"$schema\":").append(JsonText.quoted(SCHEMA));
    text.append(",\"exporter\":\"plumb\",\"name\":");
    text.append(
        JsonText.quoted(run.inputs().isEmpty() ? "run" : run.inputs().get(0).trace().name()));
    text.append(",\"activeProfileIndex\":0,\"shared\":{\"frames\":[");
    for (int frame = 0; frame < tree.frames(); frame++) {
      text.append(frame == 0 ? "\n" : ",\n");
      frame(SourceFrame.of(tree, frame), tree.frameKind(frame), text);
    }
    text.append("]},\"profiles\":[");
    boolean first = true;
    for (ExportedValue value : values) {
      for (Part part : parts(stacks, tree, value.metric(), values.size() == 1)) {
        text.append(first ? "\n" : ",\n");
        first = false;
        profile(tree, stacks, part, value, text);
      }
    }
    text.append("]}\n");
    text.flush();
    stacks.leftOut(notes);
  }

  private static List<ExportedValue> values(Run run, Stacks stacks) {
    List<ExportedValue> values =
        stacks.values(USUAL).stream()
            .filter(value -> value.metric().isAnywhere(run.tree()))
            .toList();
    return values.isEmpty() ? ExportedValue.of(run, List.of(ExportMetric.COUNT)) : values;
  }

  /**
   * The nodes of one profile, depth first, each with something of its own.
   *
   * @param thread name of the thread that the profile is of; null for any
   * @param negative whether all values are below zero: speedscope takes no such weights
   */
  private record Part(String name, @Nullable String thread, boolean negative, List<Integer> nodes) {
    long weight(ExportMetric metric, CallingContextTree tree, int node) {
      long value = metric.self(tree, node);
      return negative ? -value : value;
    }
  }

  /** What parts are told apart by; 0 for any thread. */
  private record Kind(int thread, boolean negative) {}

  /** One profile, or of a run that has only stacks one for each thread. */
  private static List<Part> parts(
      Stacks stacks, CallingContextTree tree, ExportMetric metric, boolean only) {
    Map<Kind, Part> parts = new LinkedHashMap<>();
    for (int node : TreeOrder.depthFirst(tree)) {
      long value = metric.self(tree, node);
      if (value != 0) {
        boolean negative = value < 0;
        int row = stacks.bare() ? stacks.thread(node) : 0;
        String thread = row == 0 ? null : tree.name(row);
        String title = metric.title() + (negative ? ", below zero" : "");
        String name = thread == null ? title : only ? thread : thread + ", " + title;
        parts
            .computeIfAbsent(
                new Kind(row, negative),
                kind -> new Part(name, thread, negative, new ArrayList<>()))
            .nodes
            .add(node);
      }
    }
    return parts.isEmpty()
        ? List.of(new Part(metric.title(), null, false, List.of()))
        : List.copyOf(parts.values());
  }

  private static void frame(SourceFrame source, FrameKind kind, Writer text) throws IOException {
    text.append("{\"name\":").append(JsonText.quoted(source.function()));
    if (source.file() != null) {
      text.append(",\"file\":").append(JsonText.quoted(source.file()));
      if (source.line() > 0) {
        text.append(",\"line\":").append(Integer.toString(source.line()));
      }
    }
    text.append(",\"plumb\":").append(JsonText.quoted(kind.label())).append('}');
  }

  private static void profile(
      CallingContextTree tree, Stacks stacks, Part part, ExportedValue value, Writer text)
      throws IOException {
    ExportMetric metric = value.metric();
    long total = 0;
    for (int node : part.nodes) {
      total += part.weight(metric, tree, node);
    }
    text.append("{\"type\":\"sampled\",\"name\":").append(JsonText.quoted(part.name));
    text.append(",\"unit\":").append(JsonText.quoted(metric.unit()));
    text.append(",\"plumb\":{\"quantity\":").append(JsonText.quoted(value.quantity()));
    text.append(",\"measure\":").append(JsonText.quoted(metric.id()));
    text.append(",\"unit\":").append(JsonText.quoted(metric.measureUnit()));
    if (part.thread != null) {
      text.append(",\"thread\":").append(JsonText.quoted(part.thread));
    }
    if (part.negative) {
      text.append(",\"sign\":\"-\"");
    }
    text.append("},\"startValue\":0,\"endValue\":").append(Long.toString(total));
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
      text.append(first ? "" : ",").append(Long.toString(part.weight(metric, tree, node)));
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
