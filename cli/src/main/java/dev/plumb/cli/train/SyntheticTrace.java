package dev.plumb.cli.train;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a PyTorch profiler trace of a training run that never took place: a transformer with
 * Python stacks, shapes, memory, backward thread, collectives, and all links between them. The same
 * options give the same bytes on every machine. Serves to train the AOT cache, for benchmarks, and
 * for tests, because what the right answers are is known while writing: {@link Truth}.
 */
public final class SyntheticTrace {
  /** How the JSON text is laid out. */
  public enum Layout {
    /** As PyTorch exports it: a few keys on each line. */
    PRETTY,
    /** As Python's {@code json.dump} writes it: one line, a blank after each comma and colon. */
    LINE,
    /** No white space at all. */
    COMPACT
  }

  /** Which profiler seems to have written it. */
  public enum Flavour {
    /** Kineto of today on NVIDIA. */
    CUDA,
    /** Kineto of today on AMD. */
    HIP,
    /**
     * PyTorch 1.8: other category names, whole microseconds, string thread ids, Python stacks as a
     * text on each operator.
     */
    OLD
  }

  /**
   * What to write.
   *
   * @param seed of all that is random
   * @param events at least so many; the last step is written to its end
   * @param layout how the text is laid out
   * @param flavour which profiler seems to have written it
   * @param graphs whether the forward pass is replayed as a graph: hundreds of kernels to one
   *     launch
   */
  public record Options(long seed, long events, Layout layout, Flavour flavour, boolean graphs) {
    /** Enough for one small step: under 1 MB. */
    public static final long SMALL = 2_000;

    /** A trace as it is usually recorded: about 50 MB. */
    public static final long MEDIUM = 150_000;

    /** About 1 GB. */
    public static final long LARGE = 3_300_000;

    /** So many events of a run on NVIDIA as PyTorch exports it. */
    public static Options of(long events) {
      return new Options(1, events, Layout.PRETTY, Flavour.CUDA, false);
    }

    /** The same in another layout. */
    public Options with(Layout newLayout) {
      return new Options(seed, events, newLayout, flavour, graphs);
    }

    /** The same by another profiler. */
    public Options with(Flavour newFlavour) {
      return new Options(seed, events, layout, newFlavour, graphs);
    }

    /** The same with graph launches. */
    public Options withGraphs() {
      return new Options(seed, events, layout, flavour, true);
    }
  }

  private SyntheticTrace() {}

  /** Writes a trace and answers what a reader must find in it; does not close {@code out}. */
  public static Truth write(Options options, OutputStream out) throws IOException {
    KinetoWriter writer = new KinetoWriter(options, out);
    Workload workload = new Workload(options, writer);
    workload.run();
    return workload.truth();
  }

  /**
   * Usage: {@code --events N [--seed N] [--layout L] [--flavour F] [--graphs] [--truth FILE]
   * [FILE]}.
   */
  public static void main(String[] args) throws IOException {
    Options options = Options.of(Options.SMALL);
    @Nullable Path file = null;
    @Nullable Path truth = null;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--events" ->
            options =
                new Options(
                    options.seed,
                    Long.parseLong(args[++i]),
                    options.layout,
                    options.flavour,
                    options.graphs);
        case "--seed" ->
            options =
                new Options(
                    Long.parseLong(args[++i]),
                    options.events,
                    options.layout,
                    options.flavour,
                    options.graphs);
        case "--layout" ->
            options = options.with(Layout.valueOf(args[++i].toUpperCase(Locale.ROOT)));
        case "--flavour" ->
            options = options.with(Flavour.valueOf(args[++i].toUpperCase(Locale.ROOT)));
        case "--graphs" -> options = options.withGraphs();
        case "--truth" -> truth = Path.of(args[++i]);
        default -> file = Path.of(args[i]);
      }
    }
    Truth found;
    try (OutputStream out = open(file)) {
      found = write(options, out);
    }
    if (truth != null) {
      Files.writeString(truth, found.json() + "\n");
    }
  }

  private static OutputStream open(@Nullable Path file) throws IOException {
    if (file == null) {
      return new FileOutputStream(FileDescriptor.out);
    }
    OutputStream out = Files.newOutputStream(file);
    return file.toString().endsWith(".gz")
        ? new BufferedOutputStream(new FastGzip(out), 1 << 16)
        : out;
  }

  /** As {@code gzip -1}. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(1);
    }
  }
}
