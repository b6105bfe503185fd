package dev.plumb.trace.io;

/**
 * What a hostile or broken file may cost. A file that goes past a limit ends there with a {@link
 * dev.plumb.trace.Problem}; what came before stays usable.
 *
 * @param maxUncompressedBytes content of all files inside one input, in bytes
 * @param maxRatio uncompressed bytes for each byte of the file, over all layers and members
 *     together; judged only once 64 MiB have come out, so that no small file is ever refused
 * @param maxDepth containers inside one another: {@code a.tar.gz} has two
 * @param maxMembers files inside one input
 */
public record Limits(long maxUncompressedBytes, long maxRatio, int maxDepth, int maxMembers) {
  /**
   * 1 TiB, 500:1, 4 layers, 10,000 members.
   *
   * <p>Real traces, even highly repetitive ones, stay near 100:1; identical events over and over
   * reach 300:1. Deflate cannot pass 1032:1, so that a ratio above that would let every gzip bomb
   * through.
   */
  public static final Limits DEFAULTS = new Limits(1L << 40, 500, 4, 10_000);

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if any limit is below 1
   */
  public Limits {
    if (maxUncompressedBytes < 1 || maxRatio < 1 || maxDepth < 1 || maxMembers < 1) {
      throw new IllegalArgumentException("every limit must be at least 1");
    }
  }
}
