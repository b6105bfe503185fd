package dev.plumb.cli;

import static dev.plumb.cli.Json.list;
import static dev.plumb.cli.Json.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.ReportJson;
import dev.plumb.present.export.ExportMetric;
import dev.plumb.present.export.Exporter;
import dev.plumb.present.export.Exporters;
import dev.plumb.present.export.FileExporter;
import dev.plumb.present.export.TableExporter;
import dev.plumb.present.sql.Database;
import dev.plumb.present.sql.ResultFormat;
import dev.plumb.present.sql.ResultWriter;
import dev.plumb.present.tables.RunData;
import dev.plumb.present.tables.Table;
import dev.plumb.present.tables.Tables;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Trace;
import dev.plumb.trace.io.Limits;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What must hold for every run, whatever it was read from: it can be written, read back, asked. */
final class RoundTrip {
  private final Path folder;

  RoundTrip(Path folder) {
    this.folder = folder;
  }

  static Run load(String... files) throws IOException {
    Progress silent = new Progress(new PrintWriter(new StringWriter()), false);
    return new Loader(Limits.DEFAULTS, null, silent).load(List.of(files));
  }

  static String report(Run run) {
    StringWriter out = new StringWriter();
    ReportJson.write(run, RunSummary.of(run), out);
    return out.toString();
  }

  /** Stored and read back, the report is the same text. */
  void plumb(Run run) throws IOException {
    Path file = write(run, "plumb", "run.plumb");
    Run back = load(file.toString());
    assertThat(report(back)).isEqualTo(report(run));
    assertThat(SampleTotals.of(back)).isEqualTo(SampleTotals.of(run));
    Files.delete(file);
  }

  /** All that needs no database; what is in the files does not matter here. */
  void writeEverything(Run run) throws IOException {
    for (Exporter exporter : Exporters.ALL) {
      switch (exporter) {
        case FileExporter file ->
            file.write(run, null, OutputStream.nullOutputStream(), note -> {});
        case TableExporter tables -> {
          if (exporter.format().equals("csv")) {
            Map<Table, Path> files = new TreeMap<>(Comparator.comparing(Table::name));
            Tables.ALL.forEach(table -> files.put(table, folder.resolve(table.name() + ".csv")));
            tables.write(new RunData(run), files);
            for (Path file : files.values()) {
              Files.delete(file);
            }
          }
        }
      }
    }
  }

  byte[] store(Run run) throws IOException {
    Path file = write(run, "plumb", "store.plumb");
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return bytes;
  }

  private Path write(Run run, String format, String name) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      ((FileExporter) Exporters.named(format)).write(run, null, out, note -> {});
    }
    return file;
  }

  /**
   * Written as Trace Event JSON and read back, everything but the file's own properties is the
   * same: devices, kernels, copies, operators, steps, links, tree.
   *
   * @param onlyPlainPhases whether each event of the original is one row of a table, so that even
   *     the events of each category are as many
   */
  void chrome(Run run, boolean onlyPlainPhases) throws IOException {
    // The file is named like the input: reports call inputs without a rank by their names.
    String name = run.inputs().getFirst().trace().name();
    String base = name.substring(name.lastIndexOf('/') + 1).replaceAll("[^\\w.-]", "_");
    Path file = write(run, "chrome", base + ".json");
    Run back = load(file.toString());
    Files.delete(file);
    Map<String, Object> before = comparable(run);
    Map<String, Object> after = comparable(back);
    assertThat(after).isEqualTo(before);
    assertThat(SampleTotals.of(back)).isEqualTo(SampleTotals.of(run));
    Map<String, Long> categories = new TreeMap<>(RunSummary.of(back).categories());
    categories.remove("None");
    assertThat(categories).isEqualTo(rowsByCategory(run));
    if (onlyPlainPhases) {
      Map<String, Long> original = new TreeMap<>(RunSummary.of(run).categories());
      original.remove("None");
      assertThat(categories).isEqualTo(original);
    }
  }

  /**
   * As {@link #chrome}, of traces in other formats: totals only, as categories become Kineto's.
   * Steps that are not called ProfilerStep are annotations there.
   */
  void chromeTotals(Run run) throws IOException {
    Path file = write(run, "chrome", "totals.json");
    Run back = load(file.toString());
    Files.delete(file);
    assertThat(totals(back)).isEqualTo(totals(run));
  }

  private static Map<String, Object> totals(Run run) {
    Map<String, Object> totals = new TreeMap<>();
    RunSummary summary = RunSummary.of(run);
    totals.put("span", summary.spanNs());
    for (SliceKind kind : List.of(SliceKind.KERNEL, SliceKind.MEMCPY, SliceKind.MEMSET)) {
      totals.put(kind.name(), summary.work(kind));
    }
    totals.put("launched", summary.linkedToLaunch());
    Map<String, Object> report = comparable(run);
    for (String key : List.of("python_frames", "cpu_ops", "steps", "top_kernels")) {
      totals.put(key, report.get(key));
    }
    totals.put("tree", object(report.get("tree")).get("kernel_ns"));
    return totals;
  }

  /** The report without what belongs to the file: its name, size, metadata events, repairs. */
  private static Map<String, Object> comparable(Run run) {
    Map<String, Object> report = object(Json.parse(report(run)));
    report.remove("inputs");
    report.remove("events");
    for (Object device : list(report.get("devices"))) {
      if (run.rank(0) < 0) {
        object(device).remove("rank"); // the file's name
      }
    }
    return report;
  }

  private static Map<String, Long> rowsByCategory(Run run) {
    Map<String, Long> rows = new TreeMap<>();
    for (Links links : run.inputs()) {
      Trace trace = links.trace();
      for (int row = 0; row < trace.slices().size(); row++) {
        String category = category(trace, trace.slices().categoryId(row));
        boolean pair = trace.slices().kind(row) == SliceKind.ASYNC && !"Trace".equals(category);
        count(rows, category, pair ? 2 : 1);
      }
      for (int row = 0; row < trace.instants().size(); row++) {
        count(rows, category(trace, trace.instants().categoryId(row)), 1);
      }
      for (int row = 0; row < trace.flows().size(); row++) {
        count(rows, category(trace, trace.flows().categoryId(row)), 1);
      }
    }
    return rows;
  }

  private static String category(Trace trace, int id) {
    return id < 0 ? null : trace.strings().get(id);
  }

  private static void count(Map<String, Long> rows, String category, long events) {
    if (category != null) {
      rows.merge(category, events, Long::sum);
    }
  }

  /** The lines of folded stacks add up to the tree, to the nanosecond. */
  void collapsed(Run run) throws IOException {
    Path file = folder.resolve("run.folded");
    for (ExportMetric metric : ExportMetric.values()) {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        ((FileExporter) Exporters.named("collapsed")).write(run, metric, out, note -> {});
      }
      long sum = 0;
      try (BufferedReader lines = Files.newBufferedReader(file)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          sum += Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
        }
      }
      assertThat(sum).as(metric.title()).isEqualTo(metric.total(run.tree()));
    }
    Files.delete(file);
  }

  /** Stacks for other tools are read back with the same totals. */
  void speedscopeAndPprof(Run run) throws IOException {
    for (String format : List.of("speedscope", "pprof")) {
      assertThat(Comeback.of(run, back(run, format), format).differences()).as(format).isEmpty();
    }
  }

  /** The run as it is after having been written in a format. */
  Run back(Run run, String format) throws IOException {
    Path file = write(run, format, "run." + format);
    Run back = load(file.toString());
    Files.delete(file);
    return back;
  }

  /** SQL over the tables answers what the report says. */
  void sql(Run run) {
    Map<String, Object> report = object(Json.parse(report(run)));
    try (Database database = Database.forQueries(new RunData(run), 512L << 20)) {
      Map<String, Object> kernels = object(report.get("kernels"));
      assertThat(
              row(
                  database,
                  "SELECT count(*) count, coalesce(sum(dur_ns), 0) sum_ns,"
                      + " count(*) FILTER (link = 'exact') linked,"
                      + " count(*) FILTER (link = 'inferred') inferred,"
                      + " count(*) FILTER (link = 'none') unattributed,"
                      + " coalesce(sum(dur_ns) FILTER (link = 'none'), 0) unattributed_ns FROM kernels"))
          .containsEntry("count", kernels.get("count"))
          .containsEntry("sum_ns", kernels.get("sum_ns"))
          .containsEntry("linked", kernels.get("linked_to_launch"))
          .containsEntry("inferred", kernels.get("linked_by_external_id"))
          .containsEntry("unattributed", kernels.get("unattributed"))
          .containsEntry("unattributed_ns", kernels.get("unattributed_ns"));
      assertThat(
              row(
                  database,
                  "SELECT count(*) FILTER (l.in_operator) op, count(*) FILTER (l.in_python) py"
                      + " FROM kernels k JOIN launches l ON k.launch = l.slice"))
          .containsEntry("op", kernels.get("linked_to_op"))
          .containsEntry("py", kernels.get("linked_to_python"));
      for (String kind : List.of("memcpy", "memset")) {
        assertThat(
                row(
                    database,
                    "SELECT count(*) count, coalesce(sum(dur_ns), 0) sum_ns FROM copies"
                        + " WHERE kind = '"
                        + kind
                        + "'"))
            .isEqualTo(report.get(kind + "s"));
      }
      Map<String, Object> tree = object(report.get("tree"));
      assertThat(
              row(
                  database,
                  "SELECT count(*) nodes, max(depth) depth, max(kernel_ns) kernel_ns,"
                      + " sum(self_kernel_ns) self FROM nodes"))
          .containsEntry("nodes", tree.get("nodes"))
          .containsEntry("depth", tree.get("depth"))
          .containsEntry("kernel_ns", tree.get("kernel_ns"))
          .containsEntry("self", tree.get("kernel_ns"));
      assertThat(
              row(
                  database,
                  "SELECT (SELECT sum(events) FROM categories) events,"
                      + " (SELECT count(*) FROM python) python,"
                      + " (SELECT count(*) FROM steps) steps"))
          .containsEntry("events", object(report.get("events")).get("total"))
          .containsEntry("python", object(report.get("python_frames")).get("count"))
          .containsEntry("steps", object(report.get("steps")).get("count"));
      List<Object> top = new ArrayList<>();
      for (Object kernel : list(report.get("top_kernels"))) {
        top.add(object(kernel).get("sum_ns"));
      }
      List<Object> sums = new ArrayList<>();
      for (Object row :
          rows(
              database,
              "SELECT sum(dur_ns) s FROM kernels GROUP BY name ORDER BY s DESC LIMIT 10")) {
        sums.add(object(row).get("s"));
      }
      assertThat(sums).isEqualTo(top);
      List<Object> busy = new ArrayList<>();
      for (Object device : list(report.get("devices"))) {
        busy.add(object(device).get("busy_ns"));
      }
      List<Object> asked = new ArrayList<>();
      for (Object row : rows(database, "SELECT busy_ns FROM devices")) {
        asked.add(object(row).get("busy_ns"));
      }
      assertThat(asked).isEqualTo(busy);
      assertThat(
              rows(
                  database, "SELECT 1 FROM slices WHERE args IS NOT NULL AND NOT json_valid(args)"))
          .isEmpty();
      assertThat(
              rows(
                  database,
                  "SELECT n.node FROM nodes n LEFT JOIN (SELECT node, sum(self_ns) ns, count(*) c"
                      + " FROM slices GROUP BY node) s USING (node)"
                      + " WHERE n.self_cpu_ns <> coalesce(s.ns, 0) OR n.self_count <> coalesce(s.c, 0)"))
          .isEmpty();
    }
  }

  private static Map<String, Object> row(Database database, String query) {
    return object(rows(database, query).getFirst());
  }

  private static List<Object> rows(Database database, String query) {
    StringWriter out = new StringWriter();
    database.query(query, new ResultWriter(out, ResultFormat.JSON, 0, 0));
    return list(Json.parse(out.toString()));
  }
}
