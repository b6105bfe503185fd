package dev.plumb.cli;

import dev.plumb.explain.Analyses;
import dev.plumb.explain.Analyzer;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that looks for findings. */
final class FindingOptions {
  private static final int SHOWN = 8;

  @Option(
      names = "--findings",
      paramLabel = "N",
      description = "Print this many findings, or all (default: 8).")
  private String shown = String.valueOf(SHOWN);

  @Option(
      names = "--limits",
      paramLabel = "FILE",
      description =
          "Thresholds to use instead of the defaults, a line each: gpu.idle/min_share=0.1."
              + " plumb analyses lists them.")
  private @Nullable Path file;

  @Option(
      names = "--limit",
      paramLabel = "NAME=VALUE",
      description = "One threshold; wins over --limits.")
  private Map<String, String> limits = Map.of();

  /** Findings to print at most. */
  int shown() {
    if (shown.equals("all")) {
      return Integer.MAX_VALUE;
    }
    try {
      int count = Integer.parseInt(shown);
      if (count >= 0) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw CommandFailure.usage("--findings takes a number or all, not " + shown);
  }

  /** All analyses, with the thresholds that the user set. */
  Analyzer analyzer() throws IOException {
    shown(); // before a long read, not after it
    Map<String, Double> values = new HashMap<>();
    if (file != null) {
      properties(file).forEach((key, value) -> values.put((String) key, number(key, value)));
    }
    limits.forEach((key, value) -> values.put(key, number(key, value)));
    Analyzer analyzer = new Analyzer(Analyses.ALL, values);
    List<String> unknown = analyzer.unknown();
    if (!unknown.isEmpty()) {
      throw CommandFailure.usage(
          "no threshold is called " + unknown.getFirst() + "; plumb analyses lists them");
    }
    return analyzer;
  }

  private static Properties properties(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw CommandFailure.usage("cannot read thresholds from " + file + ": " + e.getMessage());
    }
    return properties;
  }

  private static double number(Object name, Object value) {
    try {
      double number = Double.parseDouble(value.toString().strip());
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw CommandFailure.usage("threshold " + name + " is no number: " + value);
  }
}
