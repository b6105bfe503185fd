package dev.plumb.cli.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.Main;
import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.cli.pipeline.JsonTree;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What one file's facts say, what the report says, and how they compare. */
final class Comparison {
  final Entry entry;
  final List<String> differences = new ArrayList<>();
  private final Map<String, String> otherDefinitions;
  private int checked;
  private int explained;

  /**
   * @param otherDefinitions facts that we define otherwise, by "file fact", with the reason. A
   *     difference that is not listed there fails, and so does an entry that no longer differs.
   */
  Comparison(Entry entry, Map<String, String> otherDefinitions) {
    this.entry = entry;
    this.otherDefinitions = otherDefinitions;
  }

  void check(String fact, Object expected, Object actual) {
    checked++;
    boolean listed = otherDefinitions.containsKey(entry + " " + fact);
    boolean equal = Objects.equals(expected, actual);
    if (equal == listed) {
      differences.add(
          fact + ": fact " + expected + ", report " + actual + (listed ? ", yet listed" : ""));
    }
    explained += !equal && listed ? 1 : 0;
  }

  /**
   * The report of a file as {@code plumb report --json} prints it; it must end without an error.
   */
  static Map<String, Object> report(String file) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), "report", "--json", file);
    assertThat(code).as("%s: %s", file, err).isZero();
    return JsonTree.object(out.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Prints all as one table and fails if any differs. */
  static void printAndAssertEqual(List<Comparison> comparisons) {
    StringBuilder table = new StringBuilder();
    table.append(String.format("%-90s %6s  %s%n", "file", "facts", "result"));
    for (Comparison one : comparisons) {
      String result =
          one.differences.isEmpty()
              ? "equal" + (one.explained > 0 ? ", " + one.explained + " by definition" : "")
              : "DIFFERS: " + one.differences;
      String name = one.entry.toString();
      String tail = name.length() > 90 ? "…" + name.substring(name.length() - 89) : name;
      table.append(String.format("%-90s %6d  %s%n", tail, one.checked, result));
    }
    System.out.print(table);
    assertThat(comparisons.stream().filter(one -> !one.differences.isEmpty()))
        .as("files that differ; the table above says where")
        .isEmpty();
  }

  @Override
  public String toString() {
    return entry + " " + differences;
  }
}
