package dev.plumb.cli;

import dev.plumb.present.sql.Database;
import dev.plumb.present.sql.QueryException;
import dev.plumb.present.sql.ResultFormat;
import dev.plumb.present.sql.ResultWriter;
import dev.plumb.present.sql.SchemaText;
import dev.plumb.present.sql.Statements;
import dev.plumb.present.tables.RunData;
import dev.plumb.present.tables.Tables;
import dev.plumb.trace.io.ExactText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plumb sql}: asks the tables of a run. */
@Command(
    name = "sql",
    description = "Ask the tables of a run in SQL (DuckDB's).",
    customSynopsis = {
      "plumb sql [OPTIONS] FILE... \"SELECT ...\"",
      "plumb sql --tables | --schema [FILE...]"
    },
    footer = {
      "",
      "Examples:",
      "  plumb sql t.json.gz \"SELECT name, sum(dur_ns) ns FROM kernels",
      "                       GROUP BY name ORDER BY ns DESC LIMIT 10\"",
      "  plumb sql run.plumb --csv \"FROM steps\" > steps.csv",
      "  plumb sql --schema    what there is to ask for (also docs/sql.md)"
    })
final class SqlCommand implements Callable<Integer> {
  private static final long DEFAULT_ROWS = 100;
  private static final int CELL_WIDTH = 60;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "Profiler outputs, then the query as the last argument.")
  private List<String> arguments = List.of();

  @ArgGroup(exclusive = true)
  private @Nullable As as;

  /** How rows are written. */
  static final class As {
    @Option(names = "--csv", description = "Write comma-separated values with a header line.")
    private boolean csv;

    @Option(names = "--json", description = "Write an array of objects.")
    private boolean json;
  }

  @Option(
      names = {"-q", "--query"},
      paramLabel = "FILE",
      description = "Read the query from this file; - is stdin.")
  private @Nullable String queryFile;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Show at most this many rows; 0 for all (default: 100 as text, all otherwise).")
  private @Nullable Long limit;

  @Option(names = "--wide", description = "Do not shorten long cells of the text table.")
  private boolean wide;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description = "The most memory that a query may use (default: ${DEFAULT-VALUE}).")
  private long memoryMiB = 1024;

  @Option(
      names = "--tables",
      description = "List the tables; with a FILE, also how many rows each has.")
  private boolean tables;

  @Option(names = "--schema", description = "List the tables with all columns, units and meanings.")
  private boolean schema;

  @Mixin private InputOptions input = new InputOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (tables || schema) {
      RunData run = arguments.isEmpty() ? null : new RunData(input.loader().load(arguments));
      SchemaText text = new SchemaText(Tables.ALL, run);
      out.print(json() ? text.json() : schema ? text.columns() : text.tables());
      return ExitCode.DONE;
    }
    if (limit != null && limit < 0 || memoryMiB < 1) {
      throw CommandFailure.usage("--limit and --memory cannot be negative");
    }
    String query = query();
    List<String> files = queryFile == null ? arguments.subList(0, arguments.size() - 1) : arguments;
    if (files.isEmpty()) {
      throw CommandFailure.usage("a file to ask is missing before the query");
    }
    RunData run = new RunData(input.loader().load(files));
    run(run, query, out);
    return ExitCode.DONE;
  }

  private boolean json() {
    return as != null && as.json;
  }

  private String query() throws IOException {
    if (queryFile != null) {
      byte[] text =
          queryFile.equals("-")
              ? System.in.readAllBytes()
              : Files.readAllBytes(OutputFile.named(queryFile));
      return new String(text, StandardCharsets.UTF_8);
    }
    if (arguments.isEmpty()) {
      throw CommandFailure.usage("a file and a query are missing");
    }
    String query = arguments.getLast();
    if (query.isBlank()) {
      throw CommandFailure.usage("the query is empty");
    }
    if (query.equals("-") || isFile(query)) {
      throw CommandFailure.usage("the query is missing: '" + query + "' is a file");
    }
    return query;
  }

  private static boolean isFile(String text) {
    try {
      return Files.exists(ExactText.path(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private void run(RunData run, String query, PrintWriter out) {
    ResultFormat format =
        as == null ? ResultFormat.TEXT : as.csv ? ResultFormat.CSV : ResultFormat.JSON;
    long rows = limit != null ? limit : format == ResultFormat.TEXT ? DEFAULT_ROWS : 0;
    // Where a second result is refused the first one is not to be seen either.
    boolean whole = format != ResultFormat.TEXT && Statements.of(query).size() > 1;
    StringWriter held = new StringWriter();
    ResultWriter writer = new ResultWriter(whole ? held : out, format, rows, wide ? 0 : CELL_WIDTH);
    try (Database database = Database.forQueries(run, memoryMiB << 20)) {
      database.query(query, writer);
    } catch (QueryException wrong) {
      throw CommandFailure.usage(String.valueOf(wrong.getMessage()));
    } catch (UncheckedIOException e) {
      throw new IllegalStateException(e);
    }
    out.append(held.getBuffer());
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    if (writer.hiddenRows() > 0) {
      err.println(
          String.format(
              Locale.ROOT,
              "plumb: %,d of %,d rows are not shown (--limit 0 shows all)",
              writer.hiddenRows(),
              writer.rows()));
    }
    if (writer.cutCells()) {
      err.println("plumb: long cells are shortened (--wide shows them whole)");
    }
  }
}
