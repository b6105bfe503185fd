package dev.plumb.cli.corpus;

import static dev.plumb.cli.corpus.Values.decimal;
import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.cli.pipeline.JsonTree;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Session profiles of ONNX Runtime. */
final class OnnxRuntimeFacts implements FactComparer {
  @Override
  public boolean claims(Entry entry) {
    return "onnxruntime-profile".equals(entry.kind());
  }

  @Override
  public void compare(Comparison c, Reading reading) {
    Map<String, Object> report = reading.report();
    Trace trace = reading.traces().getFirst();
    c.facts.get("kind");
    c.check("bytes", asLong(c.facts.get("bytes")), trace.fileBytes());
    c.check("uncompressed_bytes", asLong(c.facts.get("uncompressed_bytes")), trace.bytes());
    Map<String, Object> events = asObject(report.get("events"));
    c.check("events", c.facts.get("events"), events.get("total"));
    c.check(
        "per_cat",
        Values.sorted(c.facts.get("per_cat")),
        new TreeMap<>(asObject(events.get("by_category"))));
    c.check(
        "operators",
        c.facts.get("kernel_time_events"),
        asObject(report.get("cpu_ops")).get("count"));
    kernelTime(c, trace);
  }

  private static void kernelTime(Comparison c, Trace trace) {
    long count = 0;
    Map<String, Long> perOp = new TreeMap<>();
    Map<String, Long> providers = new TreeMap<>();
    List<Long> runs = new ArrayList<>();
    SliceTable slices = trace.slices();
    for (int row = 0; row < slices.size(); row++) {
      String name = trace.strings().get(slices.nameId(row));
      if (name.endsWith("_kernel_time")) {
        count++;
        Map<String, Object> args = args(trace, slices.argsId(row));
        perOp.merge((String) args.get("op_name"), slices.durNs(row), Long::sum);
        providers.merge((String) args.get("provider"), 1L, Long::sum);
      } else if (name.equals("model_run")) {
        runs.add(slices.durNs(row));
      }
    }
    c.check("kernel_time_events", c.facts.get("kernel_time_events"), decimal(count));
    Map<String, Long> expected = new TreeMap<>();
    asObject(c.facts.get("per_op_us")).forEach((op, micros) -> expected.put(op, nanos(micros)));
    c.check("per_op_us", expected, perOp);
    c.check(
        "sum_kernel_time_us",
        nanos(c.facts.get("sum_kernel_time_us")),
        perOp.values().stream().mapToLong(ns -> ns).sum());
    c.check("providers", Values.sorted(c.facts.get("providers")), Values.decimals(providers));
    c.check(
        "model_run_us",
        asList(c.facts.get("model_run_us")).stream().map(OnnxRuntimeFacts::nanos).toList(),
        runs.stream().limit(10).toList());
  }

  /** Arguments are kept as the text between the braces. */
  private static Map<String, Object> args(Trace trace, int id) {
    return JsonTree.object(("{" + trace.args().get(id) + "}").getBytes(StandardCharsets.UTF_8));
  }

  private static long nanos(Object micros) {
    return new BigDecimal(micros.toString()).movePointRight(3).longValueExact();
  }
}
