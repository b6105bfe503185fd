package dev.plumb.bench;

import dev.plumb.cli.train.SyntheticTrace;
import dev.plumb.cli.train.SyntheticTrace.Options;
import dev.plumb.cli.train.Truth;
import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.Importers;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Links;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.io.ByteSource;
import dev.plumb.trace.io.Chunk;
import dev.plumb.trace.io.Limits;
import dev.plumb.trace.io.Sources;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** The stages of a report, one at a time, as {@code plumb report} puts them together. */
public final class Stages {
  private static final int PIECE = Chunk.CAPACITY;

  private Stages() {}

  /** A synthetic trace in memory. */
  public static final class Text {
    final byte[] bytes;
    final Truth truth;

    Text(byte[] bytes, Truth truth) {
      this.bytes = bytes;
      this.truth = truth;
    }
  }

  /** Generates so many events. */
  public static Text text(long events) throws IOException {
    return text(Options.of(events));
  }

  /** Generates what the options say. */
  static Text text(Options options) throws IOException {
    long bytes = Math.min(options.events() * 330, 1 << 30);
    ByteArrayOutputStream out = new ByteArrayOutputStream((int) bytes);
    Truth truth = SyntheticTrace.write(options, out);
    return new Text(out.toByteArray(), truth);
  }

  /** Writes {@code text} as gzip to a temporary file. */
  public static Path gzip(Text text) throws IOException {
    Path file = Files.createTempFile("plumb-bench", ".json.gz");
    try (OutputStream out =
        new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(file)), 1 << 16)) {
      out.write(text.bytes);
    }
    return file;
  }

  /** Reads all of a file and answers how many bytes there were. */
  public static long drain(Path file) throws IOException {
    long bytes = 0;
    try (Sources sources = Sources.open(file, Limits.DEFAULTS, new Problems())) {
      ByteSource source;
      while ((source = sources.next()) != null) {
        Chunk chunk;
        while ((chunk = source.next()) != null) {
          bytes += chunk.length();
          source.release(chunk);
        }
      }
    }
    return bytes;
  }

  /** Parses text into tables. */
  public static Trace parse(byte[] text) throws IOException {
    Importer importer = importer(text);
    TraceBuilder builder = new TraceBuilder("synthetic", importer.format(), new Problems());
    ImportSession session = importer.open(builder);
    for (int at = 0; at < text.length; at += PIECE) {
      session.accept(text, at, Math.min(text.length, at + PIECE));
    }
    session.finish();
    return builder.seal();
  }

  private static Importer importer(byte[] text) {
    List<Importer> certain = new ArrayList<>();
    for (Importer one : Importers.ALL) {
      if (one.match(text, Math.min(text.length, ByteSource.MAX_HEAD)) == Match.CERTAIN) {
        certain.add(one);
      }
    }
    require(certain.size() == 1, "one importer knows the text");
    return certain.getFirst();
  }

  /** Links a trace. */
  public static Links link(Trace trace) {
    return Linker.link(trace, new Problems());
  }

  /** Builds the tree and the summary. */
  public static Run run(Links links) {
    return Run.of(List.of(links));
  }

  /** Fails unless Plumb finds in {@code text} what was written into it. */
  public static Run check(Text text) throws IOException {
    Run run = run(link(parse(text.bytes)));
    Truth truth = text.truth;
    require(run.summary().events() == truth.events(), "events");
    require(run.summary().categories().equals(truth.categories()), "categories");
    require(run.summary().spanNs() == truth.spanNs(), "span");
    require(run.summary().work(SliceKind.KERNEL).sumNs() == truth.kernelNs(), "kernel time");
    require(run.summary().linkedToLaunch() == truth.linkedToLaunch(), "launches");
    require(run.summary().linkedToOperator() == truth.linkedToOperator(), "operators");
    require(run.summary().linkedToPython() == truth.linkedToPython(), "Python");
    require(run.summary().backwardLinks() == truth.backwardLinks(), "backward");
    require(
        run.tree().inclusive(CallingContextTree.ROOT, Metric.KERNEL_NS) == truth.kernelNs(),
        "the tree's kernel time");
    return run;
  }

  static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("wrong answer: " + what);
    }
  }
}
