package dev.plumb.present.export;

import dev.plumb.present.frames.FramePaths;
import dev.plumb.present.json.JsonMembers;
import dev.plumb.present.json.JsonText;
import dev.plumb.profile.Run;
import dev.plumb.trace.DeviceProperties;
import dev.plumb.trace.DeviceTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Trace;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

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
    if (any(trace -> trace.stacks().size() + trace.samples().size())) {
      values.remove("stackFrames");
      values.remove("samples");
    }
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
    List<ChromeProfile> profiles = new ArrayList<>();
    boolean first = true;
    long stacks = 0;
    long slices = 0;
    for (int input = 0; input < run.inputs().size(); input++) {
      Trace trace = trace(input);
      long shiftNs = base == 0 ? 0 : trace.baseTimeNs() - base;
      ChromeTracks places = places(input, several);
      ChromeProfile profile = new ChromeProfile(trace, places, stacks, slices, shiftNs);
      ChromeInput events = new ChromeInput(run, input, out, paths, places, profile, first, notes);
      events.write(shiftNs);
      first = events.first();
      profiles.add(profile);
      stacks += trace.stacks().size();
      slices += trace.slices().size();
    }
    out.write("\n]");
    profiles(profiles);
    out.write("}\n");
    out.flush();
  }

  private ChromeTracks places(int input, boolean several) {
    if (!several) {
      return new ChromeTracks(trace(input), "", Ids.NONE);
    }
    int rank = run.rank(input) >= 0 ? run.rank(input) : freeRank(input);
    return new ChromeTracks(trace(input), run.label(input) + "/", rank);
  }

  /** A rank that no input has, for an input that does not name its own. */
  private int freeRank(int input) {
    int rank = input;
    for (int i = 0; i < run.inputs().size(); i++) {
      rank = Math.max(rank, run.rank(i) + 1 + input);
    }
    return rank;
  }

  /** What stands beside the events; nothing if there is none. */
  private void profiles(List<ChromeProfile> profiles) throws IOException {
    if (any(trace -> trace.stacks().size())) {
      out.write(",\n\"stackFrames\":{");
      boolean more = false;
      for (ChromeProfile profile : profiles) {
        more = profile.frames(out, more);
      }
      out.write("\n}");
    }
    if (any(trace -> trace.samples().size())) {
      out.write(",\n\"samples\":[");
      boolean more = false;
      for (ChromeProfile profile : profiles) {
        more = profile.samples(out, more);
      }
      out.write("\n]");
    }
    profiles.forEach(profile -> profile.notes(notes));
  }

  private boolean any(ToIntFunction<Trace> rows) {
    return run.inputs().stream().anyMatch(links -> rows.applyAsInt(links.trace()) > 0);
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
        to.add(
            "{\"id\":"
                + value
                + ",\"name\":"
                + JsonText.quoted(name)
                + properties(devices.properties(row))
                + "}");
      }
    }
  }

  /** What is known beside the name, as PyTorch's profiler writes it. */
  private static String properties(DeviceProperties known) {
    StringBuilder json = new StringBuilder();
    String capability = known.computeCapability();
    if (capability != null && capability.matches("\\d+\\.\\d+")) {
      int dot = capability.indexOf('.');
      json.append(",\"computeMajor\":").append(capability, 0, dot);
      json.append(",\"computeMinor\":").append(capability, dot + 1, capability.length());
    }
    number(json, "numSms", known.processors());
    number(json, "totalGlobalMem", known.memoryBytes());
    number(json, "warpSize", known.waveSize());
    return json.toString();
  }

  private static void number(StringBuilder json, String key, long value) {
    if (value > 0) {
      json.append(",\"").append(key).append("\":").append(value);
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
