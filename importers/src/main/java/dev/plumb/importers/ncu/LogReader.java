package dev.plumb.importers.ncu;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;

/** Reads the log line by line; what the profiled program printed is passed over. */
final class LogReader {
  private static final String SECTION = "    Section: ";
  private static final String CONTINUED = "          ";

  private final TraceBuilder out;
  private final StringPool strings;
  private final Executions executions;
  private final Facts facts;
  private final Process process;
  private final Metrics metrics;
  private final Execution execution = new Execution();
  private final PrintedTable table = new PrintedTable();
  private final StringBuilder rule = new StringBuilder();
  private String ruleType = "";
  private String section = "";

  LogReader(TraceBuilder out, Executions executions, Facts facts, Metrics metrics) {
    this.metrics = metrics;
    this.out = out;
    this.strings = out.strings();
    this.executions = executions;
    this.facts = facts;
    this.process = new Process(strings);
  }

  void line(String line, long offset) {
    if (line.startsWith("==") && line.indexOf("== ") > 2) {
      out.countEvent(strings.intern(line.substring(0, line.indexOf("== ") + 2)));
      return;
    }
    if (process.read(line)) {
      return;
    }
    KernelLine kernel = KernelLine.of(line);
    if (kernel != null) {
      end();
      kernel.begin(execution, facts, strings);
      process.addTo(execution, facts);
      section = "";
    } else if (execution.nameId != Ids.NONE && line.startsWith("    ")) {
      inKernel(line, offset);
    }
  }

  private void inKernel(String line, long offset) {
    if (!ruleType.isEmpty() && line.startsWith(CONTINUED)) {
      rule.append(' ').append(line.strip());
      return;
    }
    endRule();
    if (line.startsWith(SECTION)) {
      section = line.substring(SECTION.length()).strip();
      out.countEvent(strings.intern(section));
      table.close();
    } else if (table.dashes(line)) {
      if (!table.isOpen()) {
        out.problems().add(ProblemCode.PART_UNKNOWN, offset);
      }
    } else if (isRule(line)) {
      ruleType = line.substring(4, 7);
      rule.append(line.substring(7).strip());
    } else if (table.isOpen()) {
      row(line, offset);
    }
  }

  private static boolean isRule(String line) {
    return line.length() > 8
        && line.charAt(7) == ' '
        && switch (line.substring(4, 7)) {
          case "OPT", "INF", "WRN", "ERR" -> true;
          default -> false;
        };
  }

  private void row(String line, long offset) {
    if (line.isBlank() || line.startsWith("    Metric Name ")) {
      return;
    }
    String[] row = table.row(line);
    if (row == null) {
      out.problems().add(ProblemCode.ROW_RAGGED, offset);
    } else {
      metrics.add(execution, row[0], row[1], row[2]);
    }
  }

  private void endRule() {
    if (!ruleType.isEmpty()) {
      RuleReader.add(execution, strings, section, ruleType, "", rule.toString());
      ruleType = "";
      rule.setLength(0);
    }
  }

  /** Writes the kernel at hand. */
  void end() {
    if (execution.nameId != Ids.NONE) {
      endRule();
      executions.write(execution);
    }
    execution.clear();
    table.close();
  }
}
