package dev.plumb.importers.xplane;

import dev.plumb.importers.ImportSession;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Reads one {@code .xplane.pb}. */
final class XPlaneSession implements ImportSession {
  private final TraceBuilder out;

  XPlaneSession(TraceBuilder out) {
    this.out = out;
  }

  @Override
  public void accept(byte[] buffer, int from, int to) {
    throw new UnsupportedOperationException("reads files");
  }

  @Override
  public void acceptFile(Path path) throws UnreadableInputException {
    try (FileChannel file = FileChannel.open(path)) {
      out.setBytes(file.size());
      new SpaceReader(out, file).read();
    } catch (UnreadableInputException e) {
      throw e;
    } catch (IOException e) {
      out.problems().add(ProblemCode.READ_FAILED, Problems.NO_OFFSET);
    }
  }

  @Override
  public void finish() {}
}
