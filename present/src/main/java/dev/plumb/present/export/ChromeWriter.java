package dev.plumb.present.export;

import dev.plumb.present.frames.FramePaths;
import dev.plumb.present.json.JsonMembers;
import dev.plumb.present.json.JsonText;
import dev.plumb.profile.Run;
import dev.plumb.trace.DeviceTable;
import dev.plumb.trace.Trace;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The document around the events. One input keeps its processes, clock and top-level values;
 * several become one trace, their processes told apart by the input's label, their events by {@code
 * rank} in the arguments.
 */
final class ChromeWriter {
  private final Run run;
  private final Writer out;
  private final Notes notes;

  ChromeWriter(Run run, OutputStream out, Notes notes) {
    this.run = run;
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    this.notes = notes;
  }

  void write() throws IOException {
    boolean several = run.inputs().size() > 1;
    long base = 0;
    // A first key of ours: readers guess what follows from it.
    out.write("{\"exporter\":\"plumb\"");
    Map<String, String> values = several ? merged() : metadata(trace(0), run.rank(0));
    for (Map.Entry<String, String> entry : values.entrySet()) {
      String member = JsonMembers.repair(JsonText.quoted(entry.getKey()) + ":" + entry.getValue());
      if (member == null) {
        notes.add("the value '" + entry.getKey() + "' of the input is no JSON and was left out");
      } else if (!member.isEmpty()) {
        out.append(",\n").append(member);
      }
    }
    if (several) {
      base = commonBase();
      notes.add(
          run.inputs().size()
              + " inputs became one trace: process ids begin with the input's label, and each event"
              + " has its rank in args");
    }
    out.write(",\n\"traceEvents\":[");
    FramePaths paths = new FramePaths(run.tree());
    boolean first = true;
    for (int input = 0; input < run.inputs().size(); input++) {
      ChromeInput events = new ChromeInput(run, input, several, out, paths, first, notes);
      long own = trace(input).baseTimeNs();
      events.write(base == 0 ? 0 : own - base);
      first = events.first();
    }
    out.write("\n]}\n");
    out.flush();
  }

  private Trace trace(int input) {
    return run.inputs().get(input).trace();
  }

  /** What the input had at the top, and what it knows otherwise. */
  private static Map<String, String> metadata(Trace trace, int rank) {
    Map<String, String> values = new LinkedHashMap<>(trace.metadata());
    values.remove("traceEvents");
    values.remove("exporter");
    if (trace.baseTimeNs() != 0) {
      values.putIfAbsent("baseTimeNanoseconds", Long.toString(trace.baseTimeNs()));
    }
    if (rank >= 0) {
      String world = trace.worldSize() < 0 ? "" : ",\"world_size\":" + trace.worldSize();
      values.putIfAbsent("distributedInfo", "{\"rank\":" + rank + world + "}");
    }
    Set<String> devices = new LinkedHashSet<>();
    describe(trace.devices(), devices);
    if (!devices.isEmpty()) {
      values.putIfAbsent("deviceProperties", "[" + String.join(",", devices) + "]");
    }
    return values;
  }

  private Map<String, String> merged() {
    Map<String, String> values = new LinkedHashMap<>();
    if (commonBase() != 0) {
      values.put("baseTimeNanoseconds", Long.toString(commonBase()));
    }
    Set<String> devices = new LinkedHashSet<>();
    for (int input = 0; input < run.inputs().size(); input++) {
      describe(trace(input).devices(), devices);
    }
    if (!devices.isEmpty()) {
      values.put("deviceProperties", "[" + String.join(",", devices) + "]");
    }
    return values;
  }

  private static void describe(DeviceTable devices, Set<String> to) {
    for (int row = 0; row < devices.size(); row++) {
      String name = devices.name(row);
      if (name != null) {
        String id = devices.id(row);
        String value = ChromeEvent.isSafeInteger(id) ? id : JsonText.quoted(id);
        to.add("{\"id\":" + value + ",\"name\":" + JsonText.quoted(name) + "}");
      }
    }
  }

  /** The first input's base time if all inputs have one, so that their clocks can be aligned. */
  private long commonBase() {
    for (int input = 0; input < run.inputs().size(); input++) {
      if (trace(input).baseTimeNs() == 0) {
        return 0;
      }
    }
    return trace(0).baseTimeNs();
  }
}
