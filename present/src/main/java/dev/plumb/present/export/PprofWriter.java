package dev.plumb.present.export;

import dev.plumb.present.frames.SourceFrame;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One profile message, field by field. A frame of the tree is a function and a location of the same
 * id; a context is a sample, leaf first. Strings are written when they are first used: the order of
 * fields is free.
 */
final class PprofWriter {
  // Fields of Profile.
  private static final int SAMPLE_TYPE = 1;
  private static final int SAMPLE = 2;
  private static final int LOCATION = 4;
  private static final int FUNCTION = 5;
  private static final int STRING_TABLE = 6;
  private static final int TIME_NANOS = 9;
  private static final int DURATION_NANOS = 10;
  private static final int COMMENT = 13;
  private static final int DEFAULT_SAMPLE_TYPE = 14;

  private record Value(String type, String unit, ExportMetric metric) {}

  private static final List<Value> VALUES =
      List.of(
          new Value("count", "count", ExportMetric.COUNT),
          new Value("gpu", "nanoseconds", ExportMetric.GPU),
          new Value("cpu", "nanoseconds", ExportMetric.CPU),
          new Value("alloc", "bytes", ExportMetric.ALLOC));

  private final Run run;
  private final CallingContextTree tree;
  private final OutputStream out;
  private final Map<String, Integer> strings = new HashMap<>();
  private final Proto field = new Proto();
  private final Proto message = new Proto();
  private final Proto inner = new Proto();

  PprofWriter(Run run, OutputStream out) {
    this.run = run;
    this.tree = run.tree();
    this.out = out;
  }

  void write() throws IOException {
    string("");
    for (Value value : VALUES) {
      long type = string(value.type);
      long unit = string(value.unit);
      message.clear();
      message.integer(1, type);
      message.integer(2, unit);
      emit(SAMPLE_TYPE);
    }
    for (int frame = 0; frame < tree.frames(); frame++) {
      frame(frame);
    }
    samples();
    times();
    number(COMMENT, string("plumb; file and line of a Python frame are where its function begins"));
    ExportMetric usual = ExportMetric.usual(tree);
    for (Value value : VALUES) {
      if (value.metric == usual) {
        number(DEFAULT_SAMPLE_TYPE, string(value.type));
      }
    }
  }

  private void frame(int frame) throws IOException {
    String name = tree.frameName(frame);
    SourceFrame source = SourceFrame.of(name);
    long function = string(source.function().isEmpty() ? "[unnamed]" : source.function());
    long system = string(name);
    long file = source.file() == null ? 0 : string(source.file());
    message.clear();
    message.integer(1, frame + 1L);
    message.integer(2, function);
    message.integer(3, system);
    message.integer(4, file);
    message.integer(5, source.line());
    emit(FUNCTION);
    inner.clear();
    inner.integer(1, frame + 1L);
    inner.integer(2, source.line());
    message.clear();
    message.integer(1, frame + 1L);
    message.message(4, inner);
    emit(LOCATION);
  }

  private void samples() throws IOException {
    long kindKey = string("kind");
    long rankKey = string("rank");
    long[] values = new long[VALUES.size()];
    long[] locations = new long[tree.depth() + 1];
    for (int node = 1; node < tree.size(); node++) {
      boolean any = false;
      for (int i = 0; i < values.length; i++) {
        values[i] = VALUES.get(i).metric.self(tree, node);
        any |= values[i] != 0;
      }
      if (!any) {
        continue;
      }
      int depth = 0;
      int rank = 0;
      for (int at = node; at > 0; at = tree.parent(at)) {
        locations[depth++] = tree.frame(at) + 1L;
        rank = tree.kind(at) == FrameKind.RANK ? at : rank;
      }
      long kind = string(tree.kind(node).label());
      long rankName = rank > 0 ? string(tree.name(rank)) : 0;
      message.clear();
      message.packed(1, locations, depth);
      message.packed(2, values, values.length);
      label(kindKey, kind);
      if (rankName > 0) {
        label(rankKey, rankName);
      }
      emit(SAMPLE);
    }
  }

  private void label(long key, long text) {
    inner.clear();
    inner.integer(1, key);
    inner.integer(2, text);
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
    field.string(STRING_TABLE, text);
    field.writeTo(out);
    strings.put(text, strings.size());
    return strings.size() - 1L;
  }

  private void number(int number, long value) throws IOException {
    field.clear();
    field.integer(number, value);
    field.writeTo(out);
  }

  private void emit(int number) throws IOException {
    field.clear();
    field.message(number, message);
    field.writeTo(out);
  }
}
