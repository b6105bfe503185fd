package dev.plumb.importers.jfr;

import dev.plumb.importers.ImportSession;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import jdk.jfr.consumer.RecordingFile;

/** One recording: its whole chunks, event by event. */
final class JfrSession implements ImportSession {
  private final TraceBuilder out;

  JfrSession(TraceBuilder out) {
    this.out = out;
  }

  @Override
  public void accept(byte[] buffer, int from, int to) {
    throw new UnsupportedOperationException("reads a file");
  }

  @Override
  public void acceptFile(Path file) throws UnreadableInputException {
    EventReader events = new EventReader(out);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      out.setBytes(channel.size());
      List<Chunks.Chunk> chunks = new Chunks(channel, out.problems()).find();
      if (chunks.isEmpty()) {
        throw unreadable("no chunk of the recording is whole: " + why());
      }
      out.setBaseTimeNs(chunks.getFirst().startNanos());
      events.setBase(chunks.getFirst().startNanos());
      long end = chunks.getLast().offset() + chunks.getLast().size();
      boolean all = chunks.getFirst().offset() == 0 && follow(chunks) && end == channel.size();
      if (all) {
        read(file, events, 0);
      } else {
        for (Chunks.Chunk chunk : chunks) {
          readCopy(channel, chunk, events);
        }
      }
    } catch (UnreadableInputException e) {
      throw e;
    } catch (IOException e) {
      out.problems()
          .add(ProblemCode.READ_FAILED, Problems.NO_OFFSET, String.valueOf(e.getMessage()));
    }
    if (events.count() == 0 && out.problems().count(ProblemCode.CHUNK_DAMAGED) > 0) {
      throw unreadable("no event of the recording can be read");
    }
    events.finish();
  }

  private String why() {
    return out.problems().list().stream()
        .map(problem -> String.valueOf(problem.detail()))
        .findFirst()
        .orElse("it is empty");
  }

  private static boolean follow(List<Chunks.Chunk> chunks) {
    long at = 0;
    for (Chunks.Chunk chunk : chunks) {
      if (chunk.offset() != at) {
        return false;
      }
      at += chunk.size();
    }
    return true;
  }

  private UnreadableInputException unreadable(String reason) {
    return new UnreadableInputException(
        out.name(),
        0,
        reason,
        "Stop the recording (jcmd PID JFR.stop) before copying the file, or repair it: jfr"
            + " disassemble, then jfr assemble.");
  }

  /** The JDK's reader takes whole files only, so a whole chunk beside a broken one is copied. */
  private void readCopy(FileChannel channel, Chunks.Chunk chunk, EventReader events)
      throws IOException {
    Path copy = Files.createTempFile("plumb-", ".jfr");
    try {
      try (FileChannel to = FileChannel.open(copy, StandardOpenOption.WRITE)) {
        long done = 0;
        while (done < chunk.size()) {
          long count = channel.transferTo(chunk.offset() + done, chunk.size() - done, to);
          if (count <= 0) {
            break;
          }
          done += count;
        }
      }
      read(copy, events, chunk.offset());
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private void read(Path file, EventReader events, long offset) {
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        events.read(recording.readEvent());
      }
    } catch (IOException | UncheckedIOException e) {
      damaged(offset, e);
    } catch (RuntimeException | VirtualMachineError e) {
      // The JDK's reader trusts what is inside events: damage there ends in any of these.
      damaged(offset, e);
    }
  }

  private void damaged(long offset, Throwable e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    out.problems()
        .add(
            ProblemCode.CHUNK_DAMAGED,
            offset,
            reason.length() > 200 ? reason.substring(0, 200) : reason);
  }

  @Override
  public void finish() {
    // All was read at once.
  }
}
