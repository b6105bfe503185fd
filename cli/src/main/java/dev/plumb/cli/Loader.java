package dev.plumb.cli;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import dev.plumb.trace.io.ByteSource;
import dev.plumb.trace.io.Limits;
import dev.plumb.trace.io.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Bytes to run: finds the format of each input, imports it, links it and builds the tree. */
final class Loader {
  private final Limits limits;
  private final @Nullable String format;
  private final Progress progress;

  /**
   * @param format id of the importer to use, or null to find it by content
   */
  Loader(Limits limits, @Nullable String format, Progress progress) {
    this.limits = limits;
    this.format = format;
    this.progress = progress;
  }

  /** Reads all files as ranks or sources of one run. */
  Run load(List<String> files) throws IOException {
    if (files.contains("")) {
      throw CommandFailure.usage("a file name is empty");
    }
    if (files.size() == 1) {
      return Run.of(file(files.getFirst()));
    }
    // Each file already keeps two threads busy: one unpacks, one reads.
    int threads = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, files.size());
    List<Links> linked = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<List<Links>>> reading = new ArrayList<>();
      for (String file : files) {
        reading.add(pool.submit(() -> file(file)));
      }
      for (Future<List<Links>> one : reading) {
        linked.addAll(one.get());
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException unreadable -> throw unreadable;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading", e);
    }
    return Run.of(linked);
  }

  private List<Links> file(String file) throws IOException {
    List<Links> linked = new ArrayList<>();
    @Nullable String unknown = null;
    long passedOver = 0;
    Problems container = new Problems();
    @Nullable Problems first = null;
    try (Sources sources = Sources.open(file, limits, container)) {
      ByteSource source;
      while ((source = sources.next()) != null) {
        try (Spool spool = new Spool(source)) {
          Importer importer = Formats.find(source.name(), spool, format);
          if (importer == null) {
            unknown = unknown == null ? source.name() : unknown;
            passedOver++;
            continue;
          }
          List<TraceBuilder> traces = read(source, importer, spool);
          if (traces.isEmpty()) {
            unknown = unknown == null ? source.name() : unknown;
            passedOver++;
          }
          for (TraceBuilder trace : traces) {
            first = first == null ? trace.problems() : first;
            linked.add(Linker.link(trace.seal(), trace.problems()));
          }
        }
      }
    }
    if (first == null) {
      throw new UnreadableInputException(
          unknown == null ? file : unknown,
          Problems.NO_OFFSET,
          "this is no format that Plumb reads",
          "'plumb formats' lists what it reads and how to record it; --format NAME insists on one.");
    }
    if (unknown != null) {
      container.add(
          ProblemCode.MEMBER_NOT_A_TRACE,
          Problems.NO_OFFSET,
          passedOver,
          "the first: " + unknown.substring(unknown.lastIndexOf('!') + 1));
    }
    // Damage of the container belongs to the file, so it is told once, with its first content.
    for (Problem problem : container.list()) {
      first.add(problem.code(), problem.firstOffset(), problem.count(), problem.detail());
    }
    return linked;
  }

  /** One trace, or as many as the input holds; none if it is not of the format after all. */
  private List<TraceBuilder> read(ByteSource source, Importer importer, Spool spool)
      throws IOException {
    TraceBuilder builder = new TraceBuilder(source.name(), importer.format(), new Problems());
    ImportSession session = importer.open(builder);
    if (importer.access() == Importer.Access.FILE) {
      Path file = spool.file();
      builder.setBytes(Files.size(file));
      session.acceptFile(file);
    } else {
      spool.feed(session, () -> progress.read(source));
    }
    session.finish();
    progress.done();
    builder.setFileBytes(
        source.compressedSize() >= 0 ? source.compressedSize() : source.compressedRead());
    if (!session.isOfFormat()) {
      return List.of();
    }
    List<TraceBuilder> several = session.traces();
    return several.isEmpty() ? List.of(builder) : several;
  }
}
