package dev.plumb.cli;

import dev.plumb.devices.DeviceCatalogue;
import dev.plumb.explain.Analyzer;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every command that looks for findings. */
final class FindingOptions {
  private static final int SHOWN = 8;

  @Option(
      names = "--findings",
      paramLabel = "N",
      description = "Print this many findings, or all (default: 8).")
  private String shown = String.valueOf(SHOWN);

  @Mixin private LimitOptions limits = new LimitOptions();

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

  /** The devices that are known. */
  DeviceCatalogue devices() {
    return limits.devices();
  }

  /** All analyses, with the thresholds that the user set. */
  Analyzer analyzer() throws IOException {
    shown(); // before a long read, not after it
    return limits.analyzer();
  }
}
