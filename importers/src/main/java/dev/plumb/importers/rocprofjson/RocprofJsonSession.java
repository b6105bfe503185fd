package dev.plumb.importers.rocprofjson;

import dev.plumb.importers.PullSession;
import dev.plumb.importers.json.Json;
import dev.plumb.importers.records.Timeline;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** One file: an object with a list of processes. */
final class RocprofJsonSession extends PullSession {
  /** rocprofv3 writes one; each needs tables of its own. */
  private static final int MOST_PROCESSES = 10_000;

  private final TraceBuilder out;
  private final Timeline timeline;
  private int processes;

  RocprofJsonSession(TraceBuilder out) {
    this.out = out;
    this.timeline = new Timeline(out);
  }

  @Override
  protected void read(InputStream in) throws IOException {
    Json.read(out, in, this::file);
  }

  private void file(JsonParser in) {
    in.nextToken();
    Values.members(
        in,
        name -> {
          if (name.equals("rocprofiler-sdk-tool")) {
            Values.elements(in, () -> process(in));
          } else {
            in.skipChildren();
          }
        });
  }

  private void process(JsonParser in) {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      in.skipChildren();
      return;
    }
    if (processes == MOST_PROCESSES) {
      long offset = in.currentTokenLocation().getByteOffset();
      out.problems().add(ProblemCode.EVENT_BROKEN, offset, "more than 10,000 processes");
      in.skipChildren();
      return;
    }
    ProcessReader process = new ProcessReader(in, out, timeline, processes++);
    try {
      process.read();
    } finally {
      process.finish(); // also of a file that is cut off
    }
  }
}
