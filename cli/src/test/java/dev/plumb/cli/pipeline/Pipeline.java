package dev.plumb.cli.pipeline;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.Importer.Access;
import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.Importers;
import dev.plumb.present.ReportJson;
import dev.plumb.present.html.HtmlReport;
import dev.plumb.present.text.ReportText;
import dev.plumb.present.text.Style;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.trace.Problem;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import dev.plumb.trace.io.ByteSource;
import dev.plumb.trace.io.Chunk;
import dev.plumb.trace.io.Limits;
import dev.plumb.trace.io.Sources;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Bytes to run in the way of {@code plumb report}, but from memory and in any pieces. */
public final class Pipeline {
  private Pipeline() {}

  /** How the text of an input is cut into chunks. */
  @FunctionalInterface
  public interface Pieces {
    /** Everything in one chunk. */
    Pieces WHOLE = rest -> rest;

    /** Length of the next chunk, from 1 to {@code rest}. */
    int next(int rest);

    /** Chunks of one length. */
    static Pieces of(int length) {
      return rest -> Math.min(length, rest);
    }

    /** Chunks of random lengths, the same for the same seed. */
    static Pieces random(long seed, int max) {
      Seeded random = new Seeded(seed);
      return rest -> Math.min(1 + random.below(max), rest);
    }
  }

  /** Imports one uncompressed text, found by its content, and links it. */
  public static Links link(String name, byte[] text, Pieces pieces) {
    try {
      Problems problems = new Problems();
      Importer importer = importer(text);
      TraceBuilder builder = new TraceBuilder(name, importer.format(), problems);
      ImportSession session = importer.open(builder);
      if (importer.access() == Access.FILE) {
        acceptFile(session, builder, text);
      } else {
        accept(session, text, pieces);
      }
      session.finish();
      return Linker.link(builder.seal(), problems);
    } catch (UnreadableInputException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void accept(ImportSession session, byte[] text, Pieces pieces)
      throws UnreadableInputException {
    for (int at = 0; at < text.length; ) {
      int length = pieces.next(text.length - at);
      // The array is the caller's: nothing may depend on what lies around a chunk, or comes
      // later.
      byte[] chunk = new byte[length + 24];
      Arrays.fill(chunk, (byte) '"');
      System.arraycopy(text, at, chunk, 8, length);
      session.accept(chunk, 8, 8 + length);
      Arrays.fill(chunk, (byte) '}');
      at += length;
    }
  }

  private static void acceptFile(ImportSession session, TraceBuilder builder, byte[] text)
      throws UnreadableInputException {
    try {
      Path file = Files.createTempFile("plumb-test", ".input");
      try {
        Files.write(file, text);
        builder.setBytes(text.length);
        session.acceptFile(file);
      } finally {
        Files.delete(file);
      }
    } catch (UnreadableInputException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One uncompressed text to a run. */
  public static Run run(byte[] text) {
    return Run.of(List.of(link("trace.json", text, Pieces.WHOLE)));
  }

  /** Imports and links all that a file holds, as the byte sources deliver it. */
  public static List<Links> open(Path file) throws IOException {
    Problems container = new Problems();
    try (Sources sources = Sources.open(file, Limits.DEFAULTS, container)) {
      return drain(sources, container);
    }
  }

  /** As {@link #open(Path)}, from a stream. */
  public static List<Links> open(String name, byte[] file) throws IOException {
    Problems container = new Problems();
    try (Sources sources =
        Sources.open(name, new ByteArrayInputStream(file), Limits.DEFAULTS, container)) {
      return drain(sources, container);
    }
  }

  private static List<Links> drain(Sources sources, Problems container) throws IOException {
    List<Links> linked = new ArrayList<>();
    ByteSource source;
    while ((source = sources.next()) != null) {
      Problems problems = new Problems();
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      List<byte[]> chunks = new ArrayList<>();
      Chunk chunk;
      while ((chunk = source.next()) != null) {
        chunks.add(Arrays.copyOfRange(chunk.array(), chunk.from(), chunk.to()));
        content.writeBytes(chunks.getLast());
        source.release(chunk);
      }
      byte[] whole = content.toByteArray();
      Importer importer = importer(whole);
      TraceBuilder builder = new TraceBuilder(source.name(), importer.format(), problems);
      ImportSession session = importer.open(builder);
      if (importer.access() == Access.FILE) {
        acceptFile(session, builder, whole);
      } else {
        for (byte[] one : chunks) {
          session.accept(one, 0, one.length);
        }
      }
      session.finish();
      if (linked.isEmpty()) {
        for (Problem problem : container.list()) {
          problems.add(problem.code(), problem.firstOffset(), problem.count(), problem.detail());
        }
      }
      linked.add(Linker.link(builder.seal(), problems));
    }
    return linked;
  }

  private static Importer importer(byte[] content) throws UnreadableInputException {
    byte[] head = Arrays.copyOf(content, Math.min(content.length, ByteSource.MAX_HEAD));
    Importer best = null;
    for (Importer importer : Importers.ALL) {
      Match match = importer.match(head, head.length);
      if (match == Match.POSSIBLE && importer.access() == Access.FILE) {
        match = matchFile(importer, content);
      }
      if (match == Match.CERTAIN) {
        return importer;
      }
      if (match == Match.POSSIBLE && best == null) {
        best = importer;
      }
    }
    return best == null ? Importers.ALL.getFirst() : best;
  }

  private static Match matchFile(Importer importer, byte[] content)
      throws UnreadableInputException {
    try {
      Path file = Files.createTempFile("plumb-test", ".input");
      try {
        Files.write(file, content);
        return importer.matchFile(file);
      } finally {
        Files.delete(file);
      }
    } catch (UnreadableInputException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code plumb report} prints on a terminal without colours. */
  public static String text(Run run) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    ReportText.write(run, writer, Style.PLAIN, 100);
    writer.flush();
    return out.toString();
  }

  /** What {@code plumb report --html} writes. */
  public static String html(Run run) throws IOException {
    StringWriter out = new StringWriter();
    HtmlReport.write(run, RunSummary.of(run), out);
    return out.toString();
  }

  /** What {@code plumb report --json} prints. */
  public static String json(Run run) {
    StringWriter out = new StringWriter();
    ReportJson.write(run, RunSummary.of(run), out);
    return out.toString();
  }
}
