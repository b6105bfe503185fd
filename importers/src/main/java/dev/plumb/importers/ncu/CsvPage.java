package dev.plumb.importers.ncu;

import dev.plumb.importers.csv.CsvReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads {@code ncu --csv}: the page "details" has a row for each metric of each kernel, the page
 * "raw" a row for each kernel, and below its head one with the units.
 */
final class CsvPage {
  private static final Set<String> IDENTITY =
      Set.of(
          "ID",
          "Process ID",
          "Process Name",
          "Host Name",
          "Kernel Name",
          "Kernel Time",
          "Context",
          "Stream",
          "Block Size",
          "Grid Size",
          "Device",
          "CC");

  private final TraceBuilder out;
  private final StringPool strings;
  private final Executions executions;
  private final Facts facts;
  private final Metrics metrics;
  private final Execution execution = new Execution();
  private final List<String> head = new ArrayList<>();
  private final List<String> units = new ArrayList<>();
  private String key = "";

  CsvPage(TraceBuilder out, Executions executions, Facts facts, Metrics metrics) {
    this.metrics = metrics;
    this.out = out;
    this.strings = out.strings();
    this.executions = executions;
    this.facts = facts;
  }

  /** Whether a line is the head of either page. */
  static boolean isHead(String line) {
    return (line.startsWith("\"ID\",\"")
            && line.contains("\"Kernel Name\",")
            && line.contains("\"Context\","))
        || (line.startsWith("ID,") && line.contains(",Kernel Name,") && line.contains(",Context,"));
  }

  void read(CsvReader in) throws IOException {
    long truncated = 0;
    while (in.next()) {
      long before = truncated;
      truncated = out.problems().count(ProblemCode.TEXT_TRUNCATED);
      if (truncated > before) {
        continue; // its last value may be half of one
      }
      row(in);
    }
    end();
  }

  private void row(CsvReader in) {
    String first = in.string(0);
    if (first.equals("ID")) {
      end();
      fill(head, in);
      units.clear();
    } else if (first.startsWith("==") && first.indexOf("== ") > 2) {
      out.countEvent(strings.intern(first.substring(0, first.indexOf("== ") + 2)));
    } else if (first.isEmpty() && in.isEmpty(column("Kernel Name")) && units.isEmpty()) {
      fill(units, in);
    } else if (Numbers.whole(first) == Ids.ABSENT || in.isEmpty(column("Kernel Name"))) {
      out.problems().add(ProblemCode.TEXT_AFTER_END, in.offset());
    } else {
      if (in.size() != head.size()) {
        out.problems().add(ProblemCode.ROW_RAGGED, in.offset());
      }
      kernel(in, first);
    }
  }

  private static void fill(List<String> list, CsvReader in) {
    list.clear();
    for (int i = 0; i < in.size(); i++) {
      list.add(in.string(i).strip());
    }
  }

  private int column(String name) {
    return head.indexOf(name);
  }

  private void kernel(CsvReader in, String id) {
    boolean wide = column("Metric Name") < 0;
    String now = id + " " + in.string(column("Process ID"));
    if (wide || !now.equals(key)) {
      end();
      key = now;
      begin(in);
    }
    if (wide) {
      for (int i = 0; i < Math.min(in.size(), head.size()); i++) {
        if (!IDENTITY.contains(head.get(i))) {
          String unit = i < units.size() ? units.get(i) : "";
          metrics.add(execution, head.get(i), unit, in.string(i));
        }
      }
      return;
    }
    metrics.add(
        execution,
        in.string(column("Metric Name")),
        in.string(column("Metric Unit")),
        in.string(column("Metric Value")));
    rule(in);
  }

  private void rule(CsvReader in) {
    String rule = in.string(column("Rule Name"));
    if (rule.isEmpty()) {
      return;
    }
    String text = in.string(column("Rule Description"));
    RuleReader.add(execution, strings, rule, in.string(column("Rule Type")), "", text);
    double speedup = metrics.real(in.string(column("Estimated Speedup")));
    if (!Double.isNaN(speedup)) {
      RuleReader.addSpeedup(execution, strings, rule, speedup);
    }
  }

  private void begin(CsvReader in) {
    String name = in.string(column("Kernel Name"));
    execution.nameId = strings.intern(name);
    execution.text(facts.function, Ids.NONE, strings.intern(Facts.base(name)));
    text(in, facts.grid, "Grid Size");
    text(in, facts.block, "Block Size");
    text(in, facts.time, "Kernel Time");
    number(in, facts.context, "Context");
    number(in, facts.stream, "Stream");
    number(in, facts.device, "Device");
    text(in, facts.capability, "CC");
    number(in, facts.process, "Process ID");
    text(in, facts.processName, "Process Name");
    text(in, facts.host, "Host Name");
  }

  private void text(CsvReader in, int nameId, String column) {
    execution.text(nameId, Ids.NONE, in.text(column(column), strings));
  }

  private void number(CsvReader in, int nameId, String column) {
    Facts.add(execution, nameId, in.integer(column(column), Ids.ABSENT));
  }

  private void end() {
    if (execution.nameId != Ids.NONE) {
      executions.write(execution);
    }
    execution.clear();
    key = "";
  }
}
