package dev.plumb.importers.perfetto;

import dev.plumb.importers.perfetto.Tracks.Track;
import dev.plumb.importers.records.Timeline;
import dev.plumb.importers.rocm.Domain;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Joins begins and ends, and knows the slices of rocprofv3 by what they annotate. */
final class Slices {
  /** Slices that are open at once; of a hostile trace the outermost are kept. */
  private static final int MOST_OPEN = 1 << 22;

  private static final int NO_DOMAIN = -1;

  private record Key(long sequence, long track) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int sequences = Long.compare(sequence, other.sequence);
      return sequences != 0 ? sequences : Long.compare(track, other.track);
    }
  }

  private record Open(int row, long track) {}

  private record End(long timeNs, long track, long offset) {}

  private final TraceBuilder out;
  private final Tracks tracks;
  private final Timeline timeline;
  private final Annotations annotations;
  private final Map<Key, List<Open>> open = new HashMap<>();
  private final List<End> ends = new ArrayList<>();

  /** Ordinal of {@link Domain} by category. */
  private final Map<Integer, Integer> domains = new HashMap<>();

  private int opened;
  private long lastNs = Long.MIN_VALUE;

  Slices(TraceBuilder out, Tracks tracks, Annotations annotations) {
    this.out = out;
    this.tracks = tracks;
    this.timeline = tracks.timeline();
    this.annotations = annotations;
  }

  void begin(long timeNs, Track track, Sequence sequence, int name, int category, long offset) {
    lastNs = Math.max(lastNs, timeNs);
    int row = complete(timeNs, 0, track, name, category, offset);
    if (opened < MOST_OPEN) {
      opened++;
      open.computeIfAbsent(new Key(sequence.id, track.uuid), key -> new ArrayList<>())
          .add(new Open(row, track.uuid));
    } else {
      out.problems().add(ProblemCode.BEGIN_WITHOUT_END, offset);
    }
  }

  void end(long timeNs, Track track, Sequence sequence, long offset) {
    lastNs = Math.max(lastNs, timeNs);
    List<Open> stack = open.get(new Key(sequence.id, track.uuid));
    if (stack != null && !stack.isEmpty()) {
      close(stack.removeLast().row, timeNs, offset);
    } else if (ends.size() < MOST_OPEN) {
      ends.add(new End(timeNs, track.uuid, offset));
    } else {
      out.countEvent(Ids.NONE);
      out.problems().add(ProblemCode.END_WITHOUT_BEGIN, offset);
    }
  }

  private void close(int row, long timeNs, long offset) {
    opened--;
    out.countEvent(out.slices().categoryId(row));
    out.closeSlice(row, timeline.duration(out.slices().startNs(row), timeNs, offset));
  }

  /** Adds a slice, whose length may not be known yet. */
  int complete(long timeNs, long durNs, Track track, int name, int category, long offset) {
    long endNs = timeNs + Math.max(0, durNs);
    if (annotations.gpuCall) {
      int call = out.launches().add(annotations.submitted, Ids.ABSENT);
      int args = annotations.intern(out);
      return timeline.slice(
          timeNs, endNs, SliceKind.RUNTIME, name, category, tracks.row(track), args, call, offset);
    }
    int ordinal = domain(category);
    if (ordinal == NO_DOMAIN || annotations.correlation == Ids.ABSENT) {
      SliceKind kind = track.isThread() || track.uuid == 0 ? SliceKind.CPU : SliceKind.ASYNC;
      int row = tracks.row(track);
      int args = annotations.intern(out);
      return timeline.slice(timeNs, endNs, kind, name, category, row, args, Ids.NONE, offset);
    }
    Domain domain = Domain.values()[ordinal];
    boolean device = domain == Domain.KERNEL || domain == Domain.COPY;
    int row = device ? deviceTrack(track) : threadTrack(track);
    int args = annotations.intern(out);
    int detail = detail(domain);
    return timeline.slice(timeNs, endNs, domain.kind(), name, category, row, args, detail, offset);
  }

  private int domain(int category) {
    return category < 0 ? NO_DOMAIN : domains.computeIfAbsent(category, this::newDomain);
  }

  private int newDomain(int category) {
    Domain domain = Domain.of(out.strings().get(category).toUpperCase(Locale.ROOT));
    return domain == Domain.OTHER ? NO_DOMAIN : domain.ordinal();
  }

  private int threadTrack(Track track) {
    long tid = annotations.tid;
    return tid == Ids.ABSENT ? tracks.row(track) : timeline.thread(tracks.pid(track), tid);
  }

  private String device() {
    boolean copy = annotations.agent.isEmpty();
    return copy ? annotations.destination : annotations.agent;
  }

  private int deviceTrack(Track track) {
    long stream = annotations.stream;
    String line = stream == Ids.ABSENT ? "queue " + annotations.queue : "stream " + stream;
    int pid = timeline.id(tracks.pid(track));
    return timeline.deviceTrack(pid, out.strings().intern(device()), out.strings().intern(line));
  }

  private int detail(Domain domain) {
    long id = annotations.correlation == 0 ? Ids.ABSENT : annotations.correlation;
    return switch (domain.kind()) {
      case RUNTIME -> out.launches().add(id, Ids.ABSENT);
      case ANNOTATION ->
          out.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
      case KERNEL, MEMCPY -> {
        boolean streamed = annotations.stream != Ids.ABSENT;
        String stream = streamed ? Long.toString(annotations.stream) : "queue " + annotations.queue;
        yield out.deviceWork()
            .add(
                id,
                Ids.ABSENT,
                out.devices().row(device()),
                out.strings().intern(stream),
                annotations.bytes);
      }
      default -> Ids.NONE;
    };
  }

  /** Ends of one writer may belong to begins of another; time decides. */
  void finish() {
    Map<Long, List<Open>> left = new HashMap<>();
    open.values()
        .forEach(stack ->
            stack.forEach(
                one -> left.computeIfAbsent(one.track, track -> new ArrayList<>()).add(one)));
    left.values()
        .forEach(list -> list.sort(Comparator.comparingLong(one -> out.slices().startNs(one.row))));
    ends.sort(Comparator.comparingLong(End::timeNs));
    Map<Long, List<Open>> stacks = new HashMap<>();
    Map<Long, Integer> next = new HashMap<>();
    for (End end : ends) {
      List<Open> begins = left.getOrDefault(end.track, List.of());
      List<Open> stack = stacks.computeIfAbsent(end.track, track -> new ArrayList<>());
      int at = next.getOrDefault(end.track, 0);
      while (at < begins.size() && out.slices().startNs(begins.get(at).row) <= end.timeNs) {
        stack.add(begins.get(at++));
      }
      next.put(end.track, at);
      if (stack.isEmpty()) {
        out.countEvent(Ids.NONE);
        out.problems().add(ProblemCode.END_WITHOUT_BEGIN, end.offset);
      } else {
        close(stack.removeLast().row, end.timeNs, end.offset);
      }
    }
    stacks.values().forEach(stack -> stack.forEach(this::leaveOpen));
    left.forEach((track, begins) ->
        begins.subList(next.getOrDefault(track, 0), begins.size()).forEach(this::leaveOpen));
  }

  private void leaveOpen(Open one) {
    out.problems().add(ProblemCode.BEGIN_WITHOUT_END, Problems.NO_OFFSET);
    long start = out.slices().startNs(one.row);
    out.closeSlice(one.row, timeline.duration(start, Math.max(start, lastNs), Problems.NO_OFFSET));
  }
}
