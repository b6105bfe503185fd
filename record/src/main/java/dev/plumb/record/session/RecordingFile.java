package dev.plumb.record.session;

import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.store.StoreWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The file of a recording. It is written beside its place and moved there, again and again, so that
 * whatever happens a whole file stands there: the last one.
 */
final class RecordingFile {
  private final Recording recording;
  private final Path file;
  private final Path part;
  private CompletableFuture<Boolean> writing = CompletableFuture.completedFuture(true);

  RecordingFile(Recording recording) {
    this.recording = recording;
    this.file = settled(recording.plan().out().toAbsolutePath());
    this.part =
        file.resolveSibling(
            "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".plumb-part");
  }

  /**
   * The place that a path leads to now: by a link, which stays one; or with "..", where a program
   * may remove the folder before it.
   */
  private static Path settled(Path file) {
    boolean isLink = Files.isSymbolicLink(file) && Files.exists(file);
    if (!isLink && file.equals(file.normalize())) {
      return file;
    }
    try {
      if (isLink) {
        return file.toRealPath();
      }
      return file.resolveSibling("").toRealPath().resolve(file.getFileName());
    } catch (IOException e) {
      return file; // Writing to it says why.
    }
  }

  Path path() {
    return file;
  }

  /** Fails where it could not be written; what is in its place stays. */
  void probe() throws IOException {
    try {
      writePart(copy(false));
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Begins to write the recording as it is now, aside; the last one must have been written. */
  void begin() {
    TraceBuilder trace = copy(false);
    writing =
        CompletableFuture.supplyAsync(() -> {
          store(trace);
          return true;
        });
  }

  /** Whether what {@link #begin} began goes on. */
  boolean isBusy() {
    return !writing.isDone();
  }

  /** Waits for what goes on, then writes the recording as it is now. */
  void write(boolean finished) throws IOException {
    try {
      writing.join();
    } catch (CompletionException e) {
      // What is written now is what counts.
    }
    write(copy(finished));
  }

  /** Why the last writing aside failed; null if it did not. */
  @Nullable String failure() {
    return writing.isCompletedExceptionally()
        ? String.valueOf(writing.exceptionNow().getMessage())
        : null;
  }

  private void store(TraceBuilder trace) {
    try {
      write(trace);
    } catch (IOException e) {
      throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The recording as it is now, to write while recording goes on.
   *
   * @param finished false while the program runs: the file then says that its end is missing
   */
  private TraceBuilder copy(boolean finished) {
    Problems problems = new Problems();
    for (Problem one : recording.problems().list()) {
      problems.add(one.code(), one.firstOffset(), one.count(), one.detail());
    }
    if (!finished) {
      problems.add(ProblemCode.RECORDING_UNFINISHED, Problems.NO_OFFSET);
    }
    Recording.Paused paused = recording.paused();
    if (paused.count() > 0) {
      problems.add(
          ProblemCode.RECORDING_PAUSED, Problems.NO_OFFSET, paused.count(), paused.words());
    }
    long more = recording.tree().overflowed();
    if (more > 0) {
      problems.add(ProblemCode.CONTEXTS_FULL, Problems.NO_OFFSET, more);
    }
    TraceBuilder trace = recording.tree().builder(String.valueOf(file.getFileName()), problems);
    for (Recording.Steps each : recording.steps()) {
      each.intervals().addTo(trace, each.track(), recording.beginNs(), problems);
    }
    recording.notes().forEach(trace::putMetadata);
    return trace;
  }

  private void write(TraceBuilder trace) throws IOException {
    try {
      writePart(trace);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void writePart(TraceBuilder trace) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
      StoreWriter.write(List.of(trace.seal()), out);
      out.flush();
      // A full network disk may say so only now; the file that is there must not go for less.
      channel.force(false);
    }
  }
}
