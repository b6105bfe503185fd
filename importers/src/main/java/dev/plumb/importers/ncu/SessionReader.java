package dev.plumb.importers.ncu;

import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Reads {@code ReportSessionDetails}, which blocks add to piece by piece. */
final class SessionReader {
  private static final int LONGEST = 1 << 16;

  private final Executions executions;

  /** What the trace's metadata will say, by key, as JSON. */
  private final Map<String, String> values = new TreeMap<>();

  SessionReader(Executions executions) {
    this.executions = executions;
  }

  void read(WireReader in) throws IOException {
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field() << 3 | in.type()) {
        case 2 << 3 | WireReader.VARINT -> put("created_unix_s", in.varint());
        case 4 << 3 | WireReader.BYTES -> system(in);
        case 6 << 3 | WireReader.BYTES -> device(in);
        case 8 << 3 | WireReader.BYTES -> version(in);
        case 11 << 3 | WireReader.BYTES -> put("command", Texts.read(in, LONGEST));
        default -> in.skip();
      }
    }
  }

  void put(String key, long value) {
    values.put(key, Long.toString(value));
  }

  private void put(String key, String text) {
    if (!key.isEmpty() && (values.size() < 1000 || values.containsKey(key))) {
      values.put(key, Texts.json(text));
    }
  }

  private void system(WireReader in) throws IOException {
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field() << 3 | in.type()) {
        case 1 << 3 | WireReader.BYTES -> put("target_os", Texts.read(in, LONGEST));
        case 3 << 3 | WireReader.BYTES -> put("target_processor", Texts.read(in, LONGEST));
        case 5 << 3 | WireReader.BYTES -> put("target_host", Texts.read(in, LONGEST));
        default -> in.skip();
      }
    }
  }

  private void device(WireReader in) throws IOException {
    long id = 0;
    String name = "";
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field() << 3 | in.type()) {
        case 1 << 3 | WireReader.VARINT -> id = in.varint();
        case 2 << 3 | WireReader.BYTES -> name = Texts.read(in, LONGEST);
        default -> in.skip();
      }
    }
    executions.device(Long.toString(id), name);
  }

  private void version(WireReader in) throws IOException {
    String provider = "";
    String version = "";
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field() << 3 | in.type()) {
        case 1 << 3 | WireReader.BYTES -> provider = Texts.read(in, LONGEST);
        case 2 << 3 | WireReader.BYTES -> version = Texts.read(in, LONGEST);
        default -> in.skip();
      }
    }
    put(provider, version);
  }

  void writeTo(TraceBuilder out) {
    StringBuilder json = new StringBuilder("{");
    values.forEach((key, value) ->
        json.append(json.length() > 1 ? ", " : "")
            .append(Texts.json(key))
            .append(": ")
            .append(value));
    out.putMetadata("nsight_compute", json.append('}').toString());
  }
}
