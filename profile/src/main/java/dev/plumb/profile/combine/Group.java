package dev.plumb.profile.combine;

import dev.plumb.profile.Join;
import dev.plumb.profile.LinkQuality;
import dev.plumb.profile.Source;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceAppender;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A timeline in the making: what was found to belong to its first part, and why. */
final class Group {
  private record Metrics(Part part, MetricJoin join) {}

  private final List<Part> parts = new ArrayList<>();

  /** How each part but the first came here. */
  private final List<Join> joins = new ArrayList<>();

  private final List<Metrics> metrics = new ArrayList<>();
  private final List<Part> samples = new ArrayList<>();
  private final List<Part> leftOut = new ArrayList<>();

  /** Recordings that tell the same kernels again, each with its sources. */
  private final Map<Group, RepeatJoin> repeats = new LinkedHashMap<>();

  private final Set<String> processes = new HashSet<>();
  private final Set<String> threads = new HashSet<>();
  private boolean kernels;
  private boolean host;
  private @Nullable Trace base;

  Group(Part part, Shape shape) {
    add(part, shape);
  }

  private void add(Part part, Shape shape) {
    parts.add(part);
    processes.addAll(shape.processes);
    threads.addAll(shape.threads);
    kernels |= shape.kernels;
    host |= shape.host;
  }

  Part first() {
    return parts.getFirst();
  }

  Set<String> processes() {
    return processes;
  }

  Set<String> threads() {
    return threads;
  }

  boolean kernels() {
    return kernels;
  }

  boolean host() {
    return host;
  }

  /** Adds another file of the same recording. */
  void addOfSet(Part part, Shape shape) {
    boolean sameProcess = !Collections.disjoint(processes, shape.processes);
    joins.add(
        new Join(
            first().trace().name(),
            sameProcess ? "process id" : "format and folder",
            sameProcess ? LinkQuality.EXACT : LinkQuality.INFERRED,
            1,
            1,
            offset(part)));
    add(part, shape);
  }

  /** Adds kernel metrics that were found to fit {@link #base}. */
  void addMetrics(Part part, MetricJoin join) {
    metrics.add(new Metrics(part, join));
  }

  /** Adds samples of the same threads. */
  void addSamples(Part part) {
    samples.add(part);
  }

  /** Adds a recording of the same kernels. */
  void addRepeat(Group other, RepeatJoin join) {
    repeats.put(other, join);
  }

  /** Keeps a file that sums up what the recording holds as a source, and its sums out of it. */
  void leaveOut(Part part) {
    part.problems()
        .add(ProblemCode.SUMS_LEFT_OUT, Problems.NO_OFFSET, part.trace().samples().size());
    leftOut.add(part);
  }

  /** All files of the recording in one trace. No file of it may be added afterwards. */
  Trace base() {
    if (base == null) {
      base = parts.size() == 1 ? first().trace() : recording().seal();
    }
    return base;
  }

  private TraceBuilder recording() {
    Trace trace = first().trace();
    TraceBuilder out = new TraceBuilder(trace.name(), trace.format(), first().problems());
    out.setBaseTimeNs(trace.baseTimeNs());
    out.setRank(trace.rank());
    out.setWorldSize(trace.worldSize());
    TraceAppender appender = new TraceAppender(out);
    long bytes = 0;
    long fileBytes = 0;
    for (Part part : parts) {
      appender.append(part.trace(), offset(part));
      part.trace().metadata().forEach(out::putMetadata);
      bytes += part.trace().bytes();
      fileBytes += Math.max(0, part.trace().fileBytes());
    }
    out.setBytes(bytes);
    out.setFileBytes(fileBytes);
    return out;
  }

  /** From the clock of a part to that of the first, as far as both say where they begin. */
  private long offset(Part part) {
    long own = part.trace().baseTimeNs();
    long first = first().trace().baseTimeNs();
    return own == 0 || first == 0 ? 0 : own - first;
  }

  /** Puts everything together. */
  Timeline timeline() {
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      sources.add(new Source(parts.get(i).trace(), i == 0 ? null : joins.get(i - 1)));
    }
    for (Part part : leftOut) {
      String name = first().trace().name();
      String by = "nothing: its sums are of events that are here";
      sources.add(new Source(part.trace(), new Join(name, by, LinkQuality.NONE, 0, 1, 0)));
    }
    if (metrics.isEmpty() && samples.isEmpty() && repeats.isEmpty()) {
      return new Timeline(base(), first().problems(), sources);
    }
    // The parts come first, so that the rows that joins refer to are the same as in base().
    TraceBuilder out = recording();
    TraceAppender appender = new TraceAppender(out);
    for (Metrics each : metrics) {
      Join join = each.join.appendTo(appender, each.part.problems());
      sources.add(new Source(each.part.trace(), join));
    }
    for (Part part : samples) {
      Join join = new SampleJoin(base(), part.trace()).appendTo(appender);
      sources.add(new Source(part.trace(), join));
    }
    repeats.forEach((other, join) -> {
      other.base().metadata().forEach(out::putMetadata);
      Join joined = join.appendTo(appender);
      for (Part part : other.parts) {
        sources.add(new Source(part.trace(), joined));
      }
    });
    return new Timeline(out.seal(), first().problems(), sources);
  }
}
