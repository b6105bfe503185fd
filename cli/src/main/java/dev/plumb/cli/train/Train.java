package dev.plumb.cli.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.plumb.cli.Main;
import dev.plumb.cli.train.SyntheticTrace.Flavour;
import dev.plumb.cli.train.SyntheticTrace.Layout;
import dev.plumb.cli.train.SyntheticTrace.Options;
import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.Importers;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * What the JVM watches while it trains the AOT cache: the command lines that users run most, on
 * synthetic traces and the small recordings under {@code examples/}. It keeps which classes were
 * loaded and which branches were taken how often, so the traces must show all that is usual.
 * Outcomes do not matter here; tests look after them.
 */
public final class Train {
  private static final long LARGEST_EXAMPLE_BYTES = 4L << 20;
  private static final int MOST_EXAMPLES = 8;

  /** Shorter than an event, and prime: the pieces end at every place of events. */
  private static final int PIECE_BYTES = 211;

  private Train() {}

  public static void main(String[] args) throws IOException {
    plumb("--version");
    plumb("--help");
    plumb("devices");
    plumb("devices", "NVIDIA H100 80GB HBM3");
    Path folder = Files.createTempDirectory("plumb-train");
    try {
      Options medium = Options.of(Options.MEDIUM);
      Options small = Options.of(5_000);
      report(folder.resolve("pretty.json.gz"), medium);
      report(folder.resolve("line.json"), medium.with(Layout.LINE));
      report(folder.resolve("hip.json.gz"), small.with(Flavour.HIP).withGraphs());
      report(folder.resolve("compact.json"), small.with(Layout.COMPACT));
      report(folder.resolve("old.json"), small.with(Flavour.OLD));
      for (Layout layout : Layout.values()) {
        readInPieces(Options.of(Options.SMALL).with(layout));
      }
    } finally {
      delete(folder);
    }
    for (String examples : args) {
      for (Path example : smallFiles(Path.of(examples))) {
        plumb("report", example.toString());
        plumb("report", "--json", example.toString());
        plumb("report", "--html", "-", example.toString());
      }
    }
  }

  private static void report(Path file, Options options) throws IOException {
    try (OutputStream out = open(file)) {
      SyntheticTrace.write(options, out);
    }
    plumb("report", "--json", file.toString());
    plumb("report", file.toString());
    PageVisit.to(file.toString());
  }

  /**
   * In a large file an event is cut off by the end of a chunk at every place that there is, though
   * each seldom. What never happened while training is no part of compiled code: the first time
   * throws that code away.
   */
  private static void readInPieces(Options options) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SyntheticTrace.write(options, out);
    byte[] text = out.toByteArray();
    Importer importer =
        Importers.ALL.stream()
            .filter(one -> one.match(text, Math.min(text.length, 4096)) == Match.CERTAIN)
            .findFirst()
            .orElseThrow();
    ImportSession session =
        importer.open(new TraceBuilder("pieces", importer.format(), new Problems()));
    for (int at = 0; at < text.length; at += PIECE_BYTES) {
      session.accept(text, at, Math.min(text.length, at + PIECE_BYTES));
    }
    session.finish();
  }

  private static OutputStream open(Path file) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    return file.toString().endsWith(".gz")
        ? new BufferedOutputStream(new GZIPOutputStream(out, 1 << 16), 1 << 16)
        : out;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static void plumb(String... args) {
    // As Main does it, with an encoder.
    PrintWriter nowhere = new PrintWriter(OutputStream.nullOutputStream(), false, UTF_8);
    Main.run(nowhere, nowhere, args);
  }

  private static List<Path> smallFiles(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Train::isSmallTrace).sorted().limit(MOST_EXAMPLES).toList();
    }
  }

  private static boolean isSmallTrace(Path path) {
    return path.toString().endsWith(".json.gz")
        && Files.isRegularFile(path)
        && path.toFile().length() <= LARGEST_EXAMPLE_BYTES;
  }
}
