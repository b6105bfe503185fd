package dev.plumb.cli;

import dev.plumb.trace.io.Limits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that reads inputs. */
final class InputOptions {
  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "Read the inputs as this format instead of finding it by content.")
  private @Nullable String format;

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      converter = Size.class,
      description =
          "Refuse content beyond this many uncompressed bytes; K, M, G and T are powers of 1024"
              + " (default: 1T).")
  private long maxBytes = Limits.DEFAULTS.maxUncompressedBytes();

  @Option(
      names = "--max-ratio",
      paramLabel = "N",
      description =
          "Refuse compressed content that expands more than this, after 64 MiB (default: ${DEFAULT-VALUE}).")
  private long maxRatio = Limits.DEFAULTS.maxRatio();

  @Option(
      names = "--max-depth",
      paramLabel = "N",
      description = "Containers inside one another (default: ${DEFAULT-VALUE}).")
  private int maxDepth = Limits.DEFAULTS.maxDepth();

  @Option(
      names = "--max-members",
      paramLabel = "N",
      description = "Files inside one archive (default: ${DEFAULT-VALUE}).")
  private int maxMembers = Limits.DEFAULTS.maxMembers();

  Loader loader() {
    if (maxBytes < 1 || maxRatio < 1 || maxDepth < 1 || maxMembers < 1) {
      throw CommandFailure.usage("limits must be at least 1");
    }
    return new Loader(
        new Limits(maxBytes, maxRatio, maxDepth, maxMembers), format, Progress.onTerminal());
  }
}
