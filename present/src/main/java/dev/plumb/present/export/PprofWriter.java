package dev.plumb.present.export;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.profile.SampleSummary.Measure;
import dev.plumb.profile.SampleSummary.Total;
import dev.plumb.profile.SourceFrame;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import dev.plumb.trace.io.ProtoWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One profile message, field by field. A frame of the tree is a function and a location of the same
 * id; a context is a sample, leaf first. Strings are written when they are first used: the order of
 * fields is free.
 */
final class PprofWriter {
  // Fields of Profile.
  private static final int SAMPLE_TYPE = 1;
  private static final int SAMPLE = 2;
  private static final int MAPPING = 3;
  private static final int LOCATION = 4;
  private static final int FUNCTION = 5;
  private static final int STRING_TABLE = 6;
  private static final int TIME_NANOS = 9;
  private static final int DURATION_NANOS = 10;
  private static final int COMMENT = 13;
  private static final int DEFAULT_SAMPLE_TYPE = 14;

  private record Value(String type, String unit, ExportedValue exported) {
    static Value of(ExportedValue exported) {
      ExportMetric metric = exported.metric();
      String unit = metric.unit().equals("none") ? "count" : metric.unit();
      return new Value(metric.id(), unit, exported);
    }
  }

  private static final List<ExportMetric> ALWAYS =
      List.of(ExportMetric.COUNT, ExportMetric.GPU, ExportMetric.CPU, ExportMetric.ALLOC);

  private final Run run;
  private final CallingContextTree tree;
  private final OutputStream out;
  private final Map<String, Integer> strings = new HashMap<>();
  private final ProtoWriter field = new ProtoWriter();
  private final ProtoWriter message = new ProtoWriter();
  private final ProtoWriter inner = new ProtoWriter();

  /** The default of the file, if one was asked for. */
  private final @Nullable ExportMetric chosen;

  private final Stacks stacks;
  private final List<Value> values;
  private final Map<String, Integer> mappings = new HashMap<>();

  PprofWriter(Run run, @Nullable ExportMetric chosen, OutputStream out) {
    this.run = run;
    this.tree = run.tree();
    this.out = out;
    this.chosen = chosen;
    this.stacks = new Stacks(run);
    this.values = values(run, stacks.values(ALWAYS));
  }

  /** Readers know samples by the name "samples"; perf calls them after its events. */
  private static List<Value> values(Run run, List<ExportedValue> exported) {
    List<String> counts =
        run.summary().samples().measures().stream()
            .map(Total::measure)
            .filter(measure -> measure.quantity() == Quantity.SAMPLES)
            .map(Measure::name)
            .toList();
    boolean rename = counts.size() == 1;
    List<Value> values = new ArrayList<>();
    for (ExportedValue each : exported) {
      Value value = Value.of(each);
      boolean samples = rename && value.unit.equals("count") && counts.contains(value.type);
      values.add(samples ? new Value("samples", value.unit, each) : value);
    }
    return values;
  }

  void write() throws IOException {
    string("");
    for (Value value : values) {
      long type = string(value.type);
      long unit = string(value.unit);
      message.clear();
      message.numberUnlessZero(1, type);
      message.numberUnlessZero(2, unit);
      emit(SAMPLE_TYPE);
    }
    for (int frame = 0; frame < tree.frames(); frame++) {
      frame(frame);
    }
    samples();
    times();
    number(COMMENT, string("plumb; file and line of a Python frame are where its function begins"));
    quantities();
    String usual = (chosen == null ? ExportMetric.usual(run) : chosen).id();
    int measured = run.measured().usual();
    if (stacks.bare() && chosen == null && measured >= 0) {
      usual = values.get(measured).type;
    }
    for (Value value : values) {
      if (value.type.equals(usual)) {
        number(DEFAULT_SAMPLE_TYPE, string(usual));
        break;
      }
    }
  }

  /** What the values are, which pprof's types cannot say: for reading them back. */
  private void quantities() throws IOException {
    for (int i = 0; i < values.size(); i++) {
      ExportedValue value = values.get(i).exported;
      String unit = value.metric().measureUnit();
      String text = "plumb quantity " + i + " " + value.quantity() + " " + unit;
      number(COMMENT, string(text.strip()));
    }
  }

  private void frame(int frame) throws IOException {
    String name = tree.frameName(frame);
    SourceFrame source = SourceFrame.of(tree, frame);
    long mapping = mapping(tree.frameLibrary(frame));
    long function = string(source.function().isEmpty() ? "[unnamed]" : source.function());
    // pprof shows it nowhere, and keeps functions apart by it: here it says what the frame is.
    long system = string("[" + tree.frameKind(frame).label() + "] " + name);
    long file = source.file() == null ? 0 : string(source.file());
    message.clear();
    message.numberUnlessZero(1, frame + 1L);
    message.numberUnlessZero(2, function);
    message.numberUnlessZero(3, system);
    message.numberUnlessZero(4, file);
    message.numberUnlessZero(5, source.line());
    emit(FUNCTION);
    inner.clear();
    inner.numberUnlessZero(1, frame + 1L);
    inner.numberUnlessZero(2, source.line());
    message.clear();
    message.numberUnlessZero(1, frame + 1L);
    message.numberUnlessZero(2, mapping);
    message.message(4, inner);
    emit(LOCATION);
  }

  /** Id of the mapping of a library; 0 for none. */
  private long mapping(@Nullable String library) throws IOException {
    if (library == null) {
      return 0;
    }
    Integer known = mappings.get(library);
    if (known != null) {
      return known;
    }
    long file = string(library);
    mappings.put(library, mappings.size() + 1);
    message.clear();
    message.numberUnlessZero(1, mappings.size());
    message.numberUnlessZero(5, file);
    emit(MAPPING);
    return mappings.size();
  }

  private void samples() throws IOException {
    long kindKey = string("kind");
    long rankKey = string("rank");
    long threadKey = string("thread");
    long[] values = new long[this.values.size()];
    long[] locations = new long[tree.depth() + 1];
    for (int node = 1; node < tree.size(); node++) {
      boolean any = false;
      for (int i = 0; i < values.length; i++) {
        values[i] = this.values.get(i).exported.metric().self(tree, node);
        any |= values[i] != 0;
      }
      if (!any) {
        continue;
      }
      int depth = 0;
      int rank = 0;
      int[] path = stacks.path(node);
      for (int i = path.length - 1; i >= 0; i--) {
        locations[depth++] = tree.frame(path[i]) + 1L;
      }
      for (int at = node; at > 0; at = tree.parent(at)) {
        rank = tree.kind(at) == FrameKind.RANK ? at : rank;
      }
      long kind = string(tree.kind(node).label());
      long rankName = rank > 0 ? string(tree.name(rank)) : 0;
      int thread = stacks.thread(node);
      long threadName = thread > 0 ? string(tree.name(thread)) : 0;
      message.clear();
      message.packed(1, locations, depth);
      message.packed(2, values, values.length);
      label(kindKey, kind);
      if (rankName > 0) {
        label(rankKey, rankName);
      }
      if (threadName > 0) {
        label(threadKey, threadName);
      }
      emit(SAMPLE);
    }
  }

  private void label(long key, long text) {
    inner.clear();
    inner.numberUnlessZero(1, key);
    inner.numberUnlessZero(2, text);
    message.message(3, inner);
  }

  /** Begin in Unix time, if a trace knows it, and length of the longest input. */
  private void times() throws IOException {
    long begin = Long.MAX_VALUE;
    long longest = 0;
    for (Links links : run.inputs()) {
      Trace trace = links.trace();
      SliceTable slices = trace.slices();
      long first = Long.MAX_VALUE;
      long last = Long.MIN_VALUE;
      for (int row = 0, n = slices.size(); row < n; row++) {
        first = Math.min(first, slices.startNs(row));
        last = Math.max(last, slices.endNs(row));
      }
      if (last >= first) {
        longest = Math.max(longest, last - first);
        if (trace.baseTimeNs() != 0) {
          begin = Math.min(begin, first + trace.baseTimeNs());
        }
      }
    }
    if (begin != Long.MAX_VALUE) {
      number(TIME_NANOS, begin);
    }
    number(DURATION_NANOS, longest);
  }

  private long string(String text) throws IOException {
    Integer known = strings.get(text);
    if (known != null) {
      return known;
    }
    field.clear();
    field.text(STRING_TABLE, text);
    field.writeTo(out);
    strings.put(text, strings.size());
    return strings.size() - 1L;
  }

  private void number(int number, long value) throws IOException {
    field.clear();
    field.numberUnlessZero(number, value);
    field.writeTo(out);
  }

  private void emit(int number) throws IOException {
    field.clear();
    field.message(number, message);
    field.writeTo(out);
  }
}
