package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.Markdown.Code;
import dev.plumb.cli.pipeline.JsonTree;
import dev.plumb.present.ReportJson;
import dev.plumb.profile.Run;
import dev.plumb.trace.ProblemCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What the documentation names must be there: files, headings, commands, options, classes, fields.
 */
class DocsTest {
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern COMMAND =
      Pattern.compile("(?:^|[\\s(])(?:\\./)?plumb +([a-z][a-z-]*|--?[A-Za-z-]+)(.*)");
  private static final Pattern OPTION = Pattern.compile("(?<=\\s)--?[A-Za-z][A-Za-z-]*");
  private static final Pattern CLASS = Pattern.compile("[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*");
  private static final Pattern FROM = Pattern.compile("<!-- from (\\S+) -->");
  private static final Pattern OUTPUT = Pattern.compile("<!-- output of \\./plumb (.*) -->");
  private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final Path TRACES = Path.of("docs", "reading-traces.md");
  private static final String PROBLEMS = "<!-- problems: written by DocsTest -->";
  private static final String END_OF_PROBLEMS = "<!-- end of problems -->";

  @TempDir Path folder;

  @Test
  void linksLeadSomewhere() throws IOException {
    assertThat(deadLinks(Markdown.all())).isEmpty();
  }

  @Test
  void pathsExist() throws IOException {
    assertThat(missingPaths(Markdown.all())).isEmpty();
  }

  @Test
  void commandsAndTheirOptionsExist() throws IOException {
    assertThat(unknownCommands(Markdown.all())).isEmpty();
  }

  /** Pages that explain the code name classes that are there. */
  @Test
  void classesExist() throws IOException {
    List<Markdown> pages = new ArrayList<>();
    for (String name : List.of("architecture.md", "adding-an-importer.md")) {
      pages.add(Markdown.of(Path.of("docs", name)));
    }
    assertThat(missingClasses(pages)).isEmpty();
  }

  @Test
  void theRulesCanFail() throws IOException {
    Markdown page =
        new Markdown(
            Path.of("docs", "made-up.md"),
            """
            [here](json.md) [there](json.md#fields) [nowhere](gone.md) [no heading](json.md#gone)
            `docs/json.md` `docs/gone.md` `bench/*.gone` `cli/NAME.java` `Linker.link` `Gone.run`
            ```
            ./plumb report --json FILE | jq --gone
            ./plumb gone FILE
            plumb report --gone FILE      --gone is told about
            plumb --gone
            [no link](in-code.md)
            ```
            """
                .lines()
                .toList());
    List<Markdown> pages = List.of(page);
    assertThat(missingLines(List.of("a", "…", "c", "e"), List.of("a", "b", "c", "d", "e")))
        .containsExactly("e");
    String at = Path.of("docs", "made-up.md") + ":";
    assertThat(deadLinks(pages)).containsExactly(at + "1: gone.md", at + "1: json.md#gone");
    assertThat(missingPaths(pages)).containsExactly(at + "2: docs/gone.md", at + "2: bench/*.gone");
    assertThat(missingClasses(pages)).containsExactly(at + "2: Gone");
    assertThat(unknownCommands(pages))
        .containsExactly(
            at + "5: plumb gone", at + "6: plumb report --gone", at + "7: plumb --gone");
  }

  private static List<String> deadLinks(List<Markdown> pages) throws IOException {
    List<String> dead = new ArrayList<>();
    for (Markdown page : pages) {
      List<String> prose = page.prose();
      for (int i = 0; i < prose.size(); i++) {
        Matcher matcher = LINK.matcher(prose.get(i));
        while (matcher.find()) {
          if (!leadsSomewhere(page, matcher.group(1))) {
            dead.add(page.path() + ":" + (i + 1) + ": " + matcher.group(1));
          }
        }
      }
    }
    return dead;
  }

  private static boolean leadsSomewhere(Markdown page, String link) throws IOException {
    if (link.matches("[a-z]+:.*")) {
      return true;
    }
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path base = Markdown.ROOT.resolve(page.path());
    Path target = file.isEmpty() ? base : base.resolveSibling(file).normalize();
    if (!target.startsWith(Markdown.ROOT) || !Files.exists(target)) {
      return false;
    }
    return hash < 0
        || Markdown.of(Markdown.ROOT.relativize(target))
            .anchors()
            .contains(link.substring(hash + 1));
  }

  /** Paths in code: those that begin with a folder of the repository. */
  private static List<String> missingPaths(List<Markdown> pages) throws IOException {
    Set<String> folders = new TreeSet<>();
    try (Stream<Path> entries = Files.list(Markdown.ROOT)) {
      entries.filter(Files::isDirectory).forEach(f -> folders.add(f.getFileName().toString()));
    }
    List<String> missing = new ArrayList<>();
    for (Markdown page : pages) {
      for (Code code : page.code()) {
        for (String word : code.text().split("[\\s\"'=,;()]+")) {
          String path = word.startsWith("./") ? word.substring(2) : word;
          int slash = path.indexOf('/');
          boolean ours = slash > 0 && folders.contains(path.substring(0, slash));
          if (ours && !path.contains("target/") && !exists(path)) {
            missing.add(page.path() + ":" + code.line() + ": " + word);
          }
        }
      }
    }
    return missing;
  }

  /** {@code *} stands for any name; made-up ones are written like that or in capitals. */
  private static boolean exists(String path) throws IOException {
    if (path.matches(".*[<>{}…$].*") || path.matches(".*\\b[A-Z]{3,}\\b(?!\\.md).*")) {
      return true;
    }
    if (!path.contains("*")) {
      return Files.exists(Markdown.ROOT.resolve(path));
    }
    Path parent = Markdown.ROOT.resolve(path).getParent();
    if (parent == null || parent.toString().contains("*")) {
      return true;
    }
    try (var matching =
        Files.newDirectoryStream(parent, path.substring(path.lastIndexOf('/') + 1))) {
      return matching.iterator().hasNext();
    }
  }

  private static List<String> unknownCommands(List<Markdown> pages) {
    CommandLine line = Main.commandLine(Commands.all());
    Map<String, CommandLine> commands = line.getSubcommands();
    List<String> unknown = new ArrayList<>();
    for (Markdown page : pages) {
      for (Code code : page.code()) {
        Matcher matcher = COMMAND.matcher(code.text());
        while (matcher.find()) {
          String where = page.path() + ":" + code.line() + ": ";
          String name = matcher.group(1);
          if (name.startsWith("-")) {
            if (line.getCommandSpec().findOption(name) == null) {
              unknown.add(where + "plumb " + name);
            }
          } else if (!commands.containsKey(name)) {
            unknown.add(where + "plumb " + name);
          } else {
            options(commands.get(name).getCommandSpec(), matcher.group(2), where, unknown);
          }
        }
      }
    }
    return unknown;
  }

  private static void options(CommandSpec spec, String rest, String where, List<String> unknown) {
    // What follows a pipe, a comment or a wide gap is another command, or is told about this one.
    String own = rest.replaceAll("\"[^\"]*\"|'[^']*'", "x").split("[|#>]|\\s{3,}| && | -- ", 2)[0];
    Matcher option = OPTION.matcher(own);
    while (option.find()) {
      if (spec.findOption(option.group()) == null) {
        unknown.add(where + "plumb " + spec.name() + " " + option.group());
      }
    }
  }

  private static List<String> missingClasses(List<Markdown> pages) throws IOException {
    Set<String> classes =
        Markdown.files(".java").stream()
            .map(file -> file.getFileName().toString().replace(".java", ""))
            .collect(Collectors.toSet());
    List<String> missing = new ArrayList<>();
    for (Markdown page : pages) {
      for (Code code : page.code()) {
        String first = code.text().split("[.(]", 2)[0];
        boolean isClass = CLASS.matcher(first).matches() && !first.matches("ProfilerStep|System");
        if (isClass && !code.text().contains(" ") && !classes.contains(first)) {
          missing.add(page.path() + ":" + code.line() + ": " + first);
        }
      }
    }
    return missing;
  }

  /** Code blocks that say where they are from are there, line by line. */
  @Test
  void quotedCodeIsTheCode() throws IOException {
    int quotes = 0;
    for (Markdown page : Markdown.all()) {
      for (int i = 0; i < page.lines().size(); i++) {
        Matcher matcher = FROM.matcher(page.lines().get(i));
        if (matcher.matches()) {
          List<String> quote = new ArrayList<>();
          for (int at = i + 2; !page.lines().get(at).startsWith("```"); at++) {
            quote.add(page.lines().get(at));
          }
          String source = Files.readString(Markdown.ROOT.resolve(matcher.group(1)));
          assertThat(unindented(source.lines()))
              .as("%s:%d", page.path(), i + 1)
              .contains(unindented(quote.stream()));
          quotes++;
        }
      }
    }
    assertThat(quotes).isPositive();
  }

  private static String unindented(Stream<String> lines) {
    return lines.map(String::strip).collect(Collectors.joining("\n"));
  }

  /**
   * What pages show as output of a command comes out of it, in this order. Left out may be lines
   * where a {@code …} stands, and the command itself before it.
   */
  @Test
  void quotedOutputIsTheOutput() throws IOException {
    int quotes = 0;
    for (Markdown page : Markdown.all()) {
      for (int i = 0; i < page.lines().size(); i++) {
        Matcher matcher = OUTPUT.matcher(page.lines().get(i));
        if (matcher.matches()) {
          List<String> quote = new ArrayList<>();
          for (int at = i + 2; !page.lines().get(at).startsWith("```"); at++) {
            quote.add(withoutFile(page.lines().get(at)));
          }
          List<String> actual =
              new String(plumb(arguments(matcher.group(1))), StandardCharsets.UTF_8)
                  .lines()
                  .map(line -> withoutFile(line.stripTrailing()))
                  .toList();
          assertThat(missingLines(withoutCommand(quote), actual))
              .as("%s:%d", page.path(), i + 1)
              .isEmpty();
          quotes++;
        }
      }
    }
    assertThat(quotes).isPositive();
  }

  /** The name of the file is longer here than on the page, and may be shortened. */
  private static String withoutFile(String line) {
    return line.replaceFirst("^.*\\.json\\.gz  ", "");
  }

  private static String[] arguments(String line) throws IOException {
    List<String> arguments = new ArrayList<>();
    Matcher matcher = ARGUMENT.matcher(line);
    while (matcher.find()) {
      String word = matcher.group(2);
      if (word == null) {
        arguments.add(matcher.group(1));
      } else if (!word.startsWith("examples/") && !word.startsWith("importers/")) {
        arguments.add(word);
      } else {
        Path path = Markdown.ROOT.resolve(word);
        try (var files =
            Files.newDirectoryStream(
                String.valueOf(path.getParent()).isEmpty() ? path : path.getParent(),
                String.valueOf(path.getFileName()))) {
          List<String> found = new ArrayList<>();
          files.forEach(file -> found.add(file.toString()));
          found.sort(null);
          arguments.addAll(found);
        }
      }
    }
    return arguments.toArray(String[]::new);
  }

  private static List<String> withoutCommand(List<String> quote) {
    int from = 0;
    if (quote.getFirst().startsWith("$ ")) {
      from = 1;
      while (quote.get(from).startsWith("    ")) {
        from++;
      }
    }
    return quote.subList(from, quote.size());
  }

  /** Quoted lines that do not follow in the output. */
  static List<String> missingLines(List<String> quote, List<String> actual) {
    List<String> missing = new ArrayList<>();
    int at = 0;
    boolean leftOut = false;
    for (String line : quote) {
      if (line.strip().equals("…")) {
        leftOut = true;
        continue;
      }
      int next = at;
      while (leftOut && next < actual.size() && !actual.get(next).equals(line)) {
        next++;
      }
      if (next < actual.size() && actual.get(next).equals(line)) {
        at = next + 1;
        leftOut = false;
      } else {
        missing.add(line);
      }
    }
    return missing;
  }

  /** {@code -Dplumb.golden=update} writes the table anew. */
  @Test
  void allProblemsAreExplained() throws IOException {
    StringBuilder table = new StringBuilder("\n| code | severity | advice |\n|---|---|---|\n");
    for (ProblemCode code : ProblemCode.values()) {
      table
          .append("| `")
          .append(code.id())
          .append("` | ")
          .append(code.severity().id())
          .append(" | ")
          .append(code.advice())
          .append(" |\n");
    }
    table.append('\n');
    Path file = Markdown.ROOT.resolve(TRACES);
    String text = Files.readString(file);
    int from = text.indexOf(PROBLEMS) + PROBLEMS.length();
    int to = text.indexOf(END_OF_PROBLEMS);
    if ("update".equals(System.getProperty("plumb.golden"))) {
      Files.writeString(file, text.substring(0, from) + table + text.substring(to));
      return;
    }
    assertThat(text.substring(from, to))
        .as("%s: -Dplumb.golden=update on this test writes the table", TRACES)
        .isEqualTo(table.toString());
  }

  /** Each field of the JSON report has a row in docs/json.md, and each row has a field. */
  @Test
  void allFieldsOfTheReportAreExplained() throws IOException {
    Set<String> written = new TreeSet<>();
    Path trace = folder.resolve("rank1.json");
    Files.writeString(
        trace,
        """
        {"deviceProperties": [{"id": 0, "name": "GPU"}], "traceEvents": [
        {"ph": "X", "cat": "kernel", "name": "k", "pid": 0, "tid": 7, "ts": 1, "dur": 2,
         "args": {"device": 0, "stream": 7, "correlation": 5}},
        {"ph": "X", "cat": "cpu_op", "name": "cut\
        """);
    for (String file :
        List.of(
            trace.toString(),
            Markdown.ROOT.resolve("examples/torch/resnet_train.cpu.trace.json.gz").toString())) {
      fields("", JsonTree.parse(plumb("report", "--json", file)), written);
    }
    StringWriter report = new StringWriter();
    Run every = EveryTable.run();
    ReportJson.write(every, every.summary(), EveryAnswer.explanation(), report);
    fields("", JsonTree.parse(report.toString().getBytes(StandardCharsets.UTF_8)), written);
    written.removeIf(field ->
        field.startsWith("events.by_category.")
            || field.startsWith("memory_snapshot.by_state.")
            || field.startsWith("graph.by_type.")
            || field.startsWith("findings[].evidence[]."));
    assertExplained(written, "json.md");
  }

  /** So does each field of a comparison in docs/diff.md, and of a gate in docs/gate.md. */
  @Test
  void allFieldsOfComparisonsAndGatesAreExplained() throws IOException {
    Path base = folder.resolve("base.json");
    Path fresh = folder.resolve("new.json");
    StepsJson before = new StepsJson().operator("aten::gone").steps(100, 101, 99);
    before.file("train/gone.py").function("only_in_base").steps(100);
    Files.writeString(base, before.text());
    StepsJson after = new StepsJson().gemm("gemm_fp8").operator("aten::appeared");
    Files.writeString(fresh, after.steps(140, 139, 141).text());
    Set<String> written = new TreeSet<>();
    String[] files = {base.toString(), fresh.toString()};
    fields("", JsonTree.parse(plumb("diff", "--json", files[0], files[1])), written);
    String added = before.text().replaceFirst("sm90_xmma", "sm80_xmma");
    Files.writeString(fresh, added);
    fields("", JsonTree.parse(plumb("diff", "--json", files[0], files[1])), written);
    written.removeIf(field ->
        field.startsWith("findings.appeared[].") || field.startsWith("findings.vanished[]."));
    assertExplained(written, "diff.md");
    Set<String> gate = new TreeSet<>();
    byte[] checks = plumb("gate", "--json", files[0], files[1], "--max", "kernel_ns=1s");
    fields("", JsonTree.parse(checks), gate);
    assertExplained(gate, "gate.md");
  }

  private static void assertExplained(Set<String> written, String page) throws IOException {
    Set<String> explained = new TreeSet<>();
    for (Markdown.Row row : Markdown.of(Path.of("docs", page)).rows()) {
      if (row.cell("field") != null) {
        for (String field : row.cell("field").split(", ")) {
          explained.add(field.replace("`", ""));
        }
      }
    }
    Set<String> containers = new LinkedHashSet<>();
    for (String field : explained) {
      for (int dot = field.indexOf('.'); dot > 0; dot = field.indexOf('.', dot + 1)) {
        containers.add(field.substring(0, dot)); // objects need no row of their own
      }
    }
    containers.removeAll(explained);
    written.removeAll(containers);
    assertThat(written).containsExactlyInAnyOrderElementsOf(explained);
  }

  private static void fields(String path, Object value, Set<String> into) {
    if (value instanceof Map<?, ?> members) {
      members.forEach((name, member) -> {
        String field = path + (path.isEmpty() ? "" : ".") + name;
        if (member instanceof List<?> elements) {
          into.add(field + "[]");
          elements.forEach(element -> fields(field + "[]", element, into));
        } else {
          into.add(field);
          fields(field, member, into);
        }
      });
    }
  }

  private static byte[] plumb(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = Main.run(new PrintWriter(out), new PrintWriter(err), args);
    assertThat(exit).as(err.toString()).isEqualTo(ExitCode.DONE);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }
}
