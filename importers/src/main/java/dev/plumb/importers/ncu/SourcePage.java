package dev.plumb.importers.ncu;

import dev.plumb.importers.csv.CsvReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads {@code ncu --page source --csv}. The view "sass" is, for each execution of a kernel, a row
 * with its name, a head and a row for each instruction. The view "cuda,sass" has such a table for
 * each file of source: rows of lines, which are the sums of the instructions below them, and the
 * instructions. An instruction of an inlined function is in the tables of several files.
 */
final class SourcePage {
  private static final int HEX = 16;

  private final TraceBuilder out;
  private final StringPool strings;
  private final Executions executions;
  private final Facts facts;
  private final Numbers numbers;
  private final SourceRows rows;
  private final Execution execution = new Execution();

  private final List<Column> columns = new ArrayList<>();
  private int address;
  private int text;
  private int lineNumber;
  private boolean readable;
  private boolean unreadable;

  /** Whether there was any instruction. */
  private boolean found;

  private String file = "";
  private int fileId = Ids.NONE;
  private int line;
  private int lineTextId = Ids.NONE;

  /** Files of the execution at hand whose tables came. */
  private final Set<String> files = new HashSet<>();

  SourcePage(TraceBuilder out, Executions executions, Facts facts, Numbers numbers) {
    this.out = out;
    this.strings = out.strings();
    this.executions = executions;
    this.facts = facts;
    this.numbers = numbers;
    this.rows = new SourceRows(out);
  }

  /** Whether a line is what the page begins with. */
  static boolean begins(String line) {
    String plain = line.replace("\"", "");
    return plain.startsWith("Kernel Name,")
        || plain.startsWith("File Path,")
        || plain.startsWith("Function Name,")
        || isHead(line);
  }

  /** Whether a line is the head of a table of the page, whatever the view. */
  static boolean isHead(String line) {
    String plain = line.replace("\"", "");
    boolean head =
        plain.startsWith("Address,Source,")
            || plain.startsWith("Line No,Source,")
            || plain.startsWith("#,Address,Source,")
            || plain.startsWith("#,Source,");
    return head
        && (plain.contains("Sampl")
            || plain.contains("Instructions Executed")
            || plain.contains("stall_")
            || plain.contains("_stalled_")
            || plain.contains("inst_executed"));
  }

  /**
   * Reads the page up to the end of the input.
   *
   * @throws UnreadableInputException if no view of it has instructions
   */
  void read(CsvReader in) throws IOException {
    long truncated = out.problems().count(ProblemCode.TEXT_TRUNCATED);
    while (in.next()) {
      long before = truncated;
      truncated = out.problems().count(ProblemCode.TEXT_TRUNCATED);
      if (truncated == before) { // otherwise its last value may be half of one
        row(in);
      }
    }
    end();
    if (unreadable && !found) {
      throw new UnreadableInputException(
          out.name(),
          0,
          "a page 'source' of Nsight Compute without instructions",
          "Print it with 'ncu --import REPORT --page source --print-source cuda,sass --csv'.");
    }
  }

  private void row(CsvReader in) {
    String first = in.string(0).strip();
    switch (first) {
      case "Kernel Name" -> {
        begin(in.string(1));
        setFile("");
      }
      case "File Path", "File Name" -> setFile(in.string(1));
      case "Function Name" -> {
        String name = in.string(1);
        boolean same = execution.nameId != Ids.NONE && strings.get(execution.nameId).equals(name);
        if (!same || !files.add(file)) {
          begin(name);
          files.add(file);
        }
      }
      case "Address", "Line No", "#" -> head(in);
      default -> {
        if (first.startsWith("==") && first.indexOf("== ") > 2) {
          out.countEvent(strings.intern(first.substring(0, first.indexOf("== ") + 2)));
        } else if (readable) {
          data(in);
        } else if (!unreadable) {
          out.problems().add(ProblemCode.TEXT_AFTER_END, in.offset());
        }
      }
    }
  }

  private void begin(String name) {
    end();
    if (!name.isEmpty()) {
      execution.nameId = strings.intern(name);
      execution.text(facts.function, Ids.NONE, strings.intern(Facts.base(name)));
    }
  }

  private void setFile(String path) {
    file = path;
    fileId = path.isEmpty() ? Ids.NONE : strings.intern(path);
    line = 0;
    lineTextId = Ids.NONE;
  }

  private void end() {
    if (execution.nameId != Ids.NONE) {
      rows.write(out.samples().stackRow(executions.write(execution)));
    }
    execution.clear();
    files.clear();
    readable = false;
  }

  private void head(CsvReader in) {
    columns.clear();
    address = -1;
    lineNumber = -1;
    Set<SourceColumn> seen = new HashSet<>();
    for (int i = 0; i < in.size(); i++) {
      String title = in.string(i).strip();
      address = title.equals("Address") ? i : address;
      lineNumber = title.equals("Line No") ? i : lineNumber;
      SourceColumn column = SourceColumn.of(title);
      // The page has some columns twice, and says the number of samples in two ways.
      boolean first = seen.add(column);
      columns.add(new Column(first ? column.kind() : SourceColumn.Kind.IGNORED, out, column));
    }
    text = address + 1; // "Source", which the view of two has twice
    readable = address >= 0 && execution.nameId != Ids.NONE;
    if (!readable) {
      unreadable = true;
      out.problems().add(ProblemCode.PART_UNKNOWN, in.offset());
    }
  }

  private void data(CsvReader in) {
    long number = in.integer(lineNumber, 0);
    if (number > 0 && number <= Integer.MAX_VALUE) {
      line = (int) number;
      String content = in.string(lineNumber + 1).strip();
      lineTextId = content.isEmpty() ? Ids.NONE : strings.intern(content);
    }
    if (in.size() != columns.size()) {
      out.problems().add(ProblemCode.ROW_RAGGED, in.offset());
    }
    String at = in.string(address).strip();
    if (!at.startsWith("0x")) {
      return; // a line, whose values are the sums of its instructions
    }
    long value;
    try {
      value = Long.parseUnsignedLong(at, 2, at.length(), HEX);
    } catch (NumberFormatException e) {
      out.problems().add(ProblemCode.VALUE_OF_WRONG_TYPE, in.offset());
      return;
    }
    found = true;
    int textId = strings.intern(in.string(text).strip());
    if (rows.begin(value, textId, fileId, line, lineTextId, in.offset())) {
      values(in);
    }
  }

  private void values(CsvReader in) {
    long all = 0;
    long allNotIssued = 0;
    long reasoned = 0;
    long reasonedNotIssued = 0;
    for (int i = 0; i < Math.min(columns.size(), in.size()); i++) {
      Column column = columns.get(i);
      if (column.kind == SourceColumn.Kind.IGNORED) {
        continue;
      }
      long value = value(in, i);
      switch (column.kind) {
        case SAMPLES -> all = value;
        case SAMPLES_NOT_ISSUED -> allNotIssued = value;
        default -> {
          reasoned += column.kind == SourceColumn.Kind.STALL ? value : 0;
          reasonedNotIssued += column.kind == SourceColumn.Kind.STALL_NOT_ISSUED ? value : 0;
          rows.add(column.measure, column.reason, value);
        }
      }
    }
    // Samples of which no column says the reason.
    rest(Names.STALL, all - reasoned);
    rest(Names.STALL_NOT_ISSUED, allNotIssued - reasonedNotIssued);
  }

  private void rest(int kind, long value) {
    if (value > 0) {
      rows.add(PcSamples.measure(out, kind), Ids.NONE, value);
    }
  }

  /** A count as printed; 0 if there is none. */
  private long value(CsvReader in, int column) {
    String printed = in.string(column).strip();
    if (printed.isEmpty() || printed.equals("-") || printed.equals("n/a")) {
      return 0;
    }
    numbers.learn(printed, true);
    double value = numbers.real(printed);
    if (Double.isNaN(value) || value < 0 || value > 1L << 53) {
      out.problems().add(ProblemCode.VALUE_OF_WRONG_TYPE, in.offset());
      return 0;
    }
    if (value != Math.rint(value)) {
      out.problems().add(ProblemCode.VALUE_ROUNDED, in.offset());
    }
    return (long) Math.rint(value);
  }

  /** A column of the table at hand, and where its values go. */
  private static final class Column {
    private final SourceColumn.Kind kind;
    private final int measure;
    private final int reason;

    Column(SourceColumn.Kind kind, TraceBuilder out, SourceColumn column) {
      this.kind = kind;
      this.measure =
          switch (kind) {
            case STALL -> PcSamples.measure(out, Names.STALL);
            case STALL_NOT_ISSUED -> PcSamples.measure(out, Names.STALL_NOT_ISSUED);
            case EXECUTED -> PcSamples.measure(out, Names.EXECUTED);
            case COUNT ->
                out.measures()
                    .row(
                        Quantity.OTHER,
                        out.strings().intern(column.name()),
                        out.strings().intern(""));
            case SAMPLES, SAMPLES_NOT_ISSUED, IGNORED -> Ids.NONE;
          };
      boolean stall = kind == SourceColumn.Kind.STALL || kind == SourceColumn.Kind.STALL_NOT_ISSUED;
      this.reason = stall ? out.strings().intern(column.name()) : Ids.NONE;
    }
  }
}
