package dev.plumb.cli;

import dev.plumb.devices.DeviceCatalogue;
import dev.plumb.explain.Analyses;
import dev.plumb.explain.Analyzer;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that runs analyses. */
final class LimitOptions {
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

  @Option(
      names = "--device",
      paramLabel = "ID",
      description = "What devices are that the input does not tell; plumb devices lists them.")
  private @Nullable String device;

  /** The devices that are known here; refuses a {@code --device} that is none of them. */
  DeviceCatalogue devices() {
    DeviceCatalogue known = DeviceCatalogue.with(DeviceCatalogue.userFolders(System.getenv()));
    if (device == null) {
      return known;
    }
    try {
      return known.assuming(device);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(e.getMessage() + "; plumb devices lists them");
    }
  }

  /** All analyses, with the thresholds that the user set. */
  Analyzer analyzer() throws IOException {
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

  static Properties properties(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw CommandFailure.usage("cannot read thresholds from " + file + ": no such file");
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
