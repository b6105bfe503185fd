package dev.plumb.importers.rocviewer;

import dev.plumb.importers.PullSession;
import dev.plumb.importers.json.Json;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** One file: rows of instructions under the names of their kernels. */
final class RocViewerSession extends PullSession {
  private final TraceBuilder out;

  RocViewerSession(TraceBuilder out) {
    this.out = out;
  }

  @Override
  protected void read(InputStream in) throws IOException {
    Json.read(out, in, this::file);
    if (out.samples().size() == 0) {
      out.problems().add(ProblemCode.NO_EVENTS, Problems.NO_OFFSET);
    }
  }

  private void file(JsonParser in) {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      return;
    }
    LineReader lines = new LineReader(in, out);
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean code = in.currentName().equals("code");
      if (in.nextToken() == JsonToken.START_ARRAY && code) {
        lines.readAll();
      } else {
        in.skipChildren();
      }
    }
  }
}
