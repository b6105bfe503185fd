package dev.plumb.cli;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Links;
import dev.plumb.profile.Program;
import dev.plumb.profile.Run;
import dev.plumb.profile.combine.Combiner;
import dev.plumb.profile.combine.Part;
import dev.plumb.profile.combine.Timeline;
import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import dev.plumb.trace.io.ByteSource;
import dev.plumb.trace.io.Limits;
import dev.plumb.trace.io.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Bytes to run: finds the format of each input, imports it, links it and builds the tree. */
final class Loader {
  private final Limits limits;
  private final @Nullable String format;
  private final Progress progress;

  /** What is wrong with files of folders. */
  private final Queue<UnreadableInputException> passedOver = new ConcurrentLinkedQueue<>();

  /**
   * @param format id of the importer to use, or null to find it by content
   */
  Loader(Limits limits, @Nullable String format, Progress progress) {
    this.limits = limits;
    this.format = format;
    this.progress = progress;
  }

  /** Reads all files, and those in folders, as ranks or sources of one run. */
  Run load(List<String> names) throws IOException {
    return load(names, trace -> {});
  }

  /**
   * Reads all files, and those in folders, as ranks or sources of one run.
   *
   * @param found told each trace before it is linked
   */
  Run load(List<String> names, Consumer<Trace> found) throws IOException {
    if (names.contains("")) {
      throw CommandFailure.usage("a file name is empty");
    }
    List<Inputs.Input> named = Inputs.of(names);
    List<Inputs.Input> files = Inputs.distinct(named);
    // Each file already keeps two threads busy: one unpacks, one reads.
    int threads = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, files.size());
    List<Part> parts = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    List<List<Part>> imported = each(files, threads, this::file);
    for (int i = 0; i < imported.size(); i++) {
      parts.addAll(imported.get(i));
      if (imported.get(i).isEmpty()) {
        skipped.add(files.get(i).name());
      }
    }
    if (parts.isEmpty()) {
      throw passedOver.stream()
          .min(Comparator.comparing(UnreadableInputException::file))
          .orElseGet(() -> unknown(names.getFirst()));
    }
    if (!skipped.isEmpty()) {
      parts
          .getFirst()
          .problems()
          .add(
              ProblemCode.FILES_SKIPPED,
              Problems.NO_OFFSET,
              skipped.size(),
              "the first: " + skipped.getFirst());
    }
    if (files.size() < named.size()) {
      int repeats = named.size() - files.size();
      parts.getFirst().problems().add(ProblemCode.FILE_TWICE, Problems.NO_OFFSET, repeats);
    }
    List<Timeline> timelines = Combiner.combine(parts);
    Set<Integer> ranks = new HashSet<>();
    for (Timeline one : timelines) {
      int rank = one.trace().rank();
      if (rank >= 0 && !ranks.add(rank)) {
        one.problems().add(ProblemCode.RANK_TWICE, Problems.NO_OFFSET, "rank " + rank);
      }
    }
    timelines.forEach(one -> found.accept(one.trace()));
    List<Links> links = each(timelines, threads, one -> Linker.link(one.trace(), one.problems()));
    String apart = Program.whyApart(links);
    if (apart != null) {
      timelines.getFirst().problems().add(ProblemCode.RUNS_APART, Problems.NO_OFFSET, apart);
    }
    return Run.of(links, timelines.stream().map(Timeline::sources).toList());
  }

  private interface Step<T, R> {
    R run(T one) throws IOException;
  }

  /** Runs a step on all, several at once; the results are in order. */
  private static <T, R> List<R> each(List<T> all, int threads, Step<T, R> step) throws IOException {
    List<R> results = new ArrayList<>();
    if (all.size() == 1) {
      results.add(step.run(all.getFirst()));
      return results;
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<R>> running = new ArrayList<>();
      for (T one : all) {
        running.add(pool.submit(() -> step.run(one)));
      }
      for (Future<R> one : running) {
        results.add(one.get());
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException unreadable -> throw unreadable;
        case RuntimeException bug -> throw bug;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading", e);
    }
    return results;
  }

  /** The traces of one file; none if it is one of a folder's and no trace. */
  private List<Part> file(Inputs.Input file) throws IOException {
    List<Part> parts = new ArrayList<>();
    @Nullable String unknown = null;
    long others = 0;
    Problems container = new Problems();
    try (Sources sources = Sources.open(file.name(), limits, container)) {
      ByteSource source;
      while ((source = sources.next()) != null) {
        try (Spool spool = new Spool(source)) {
          Importer importer = Formats.find(source.name(), spool, format);
          if (importer == null) {
            unknown = unknown == null ? source.name() : unknown;
            others++;
            continue;
          }
          List<TraceBuilder> traces = read(source, importer, spool);
          if (traces.isEmpty()) {
            unknown = unknown == null ? source.name() : unknown;
            others++;
          }
          for (TraceBuilder trace : traces) {
            parts.add(new Part(trace.seal(), trace.problems(), importer.ofSet()));
          }
        }
      }
      Damage.refuseIfNothingIsLeft(parts, container);
    } catch (UnreadableInputException e) {
      if (!file.found()) {
        throw e;
      }
      passedOver.add(e); // whoever names a folder need not know all that is in it
      return List.of();
    }
    if (parts.isEmpty()) {
      if (file.found()) {
        return parts;
      }
      String name = unknown == null ? file.name() : unknown;
      Damage.refuse(name, container); // a limit may have cut off what says what it is
      throw unknown(name);
    }
    if (unknown != null) {
      container.add(
          ProblemCode.MEMBER_NOT_A_TRACE,
          Problems.NO_OFFSET,
          others,
          "the first: " + unknown.substring(unknown.lastIndexOf('!') + 1));
    }
    // Damage of the container belongs to the file, so it is told once, with its first content.
    Problems first = parts.getFirst().problems();
    for (Problem problem : container.list()) {
      first.add(problem.code(), problem.firstOffset(), problem.count(), problem.detail());
    }
    return parts;
  }

  private static UnreadableInputException unknown(String name) {
    return new UnreadableInputException(
        name,
        Problems.NO_OFFSET,
        "this is no format that Plumb reads",
        "'plumb formats' lists what it reads and how to record it; --format NAME insists on one.");
  }

  /** One trace, or as many as the input holds; none if it is not of the format after all. */
  private List<TraceBuilder> read(ByteSource source, Importer importer, Spool spool)
      throws IOException {
    TraceBuilder builder = new TraceBuilder(source.name(), importer.format(), new Problems());
    ImportSession session = importer.open(builder);
    if (importer.access() == Importer.Access.FILE) {
      Path file = spool.file();
      builder.setBytes(Files.size(file));
      try {
        session.acceptFile(file);
      } catch (UnreadableInputException e) { // nobody knows the temporary file by its name
        throw new UnreadableInputException(source.name(), e.offset(), e.reason(), e.nextStep());
      }
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
