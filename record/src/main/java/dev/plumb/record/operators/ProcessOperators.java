package dev.plumb.record.operators;

import dev.plumb.record.ring.Pauses;
import dev.plumb.record.ring.PythonCode;
import dev.plumb.record.ring.ThreadSink;
import dev.plumb.record.tree.ContextTree;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Quantity;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the threads of one process have in common. */
public final class ProcessOperators {
  private static final String UNNAMED = "[more names]";
  private static final String UNKNOWN_FUNCTION = "[unknown function]";

  /** Who said when steps end, best first; the bootstrap has the same numbers. */
  private static final List<String> STEP_SOURCES = List.of("", "program", "optimizer", "loader");

  private final ContextTree tree;
  private final PythonFrames python;
  private final IntUnaryOperator tracks;
  private final ForwardIndex forwards = new ForwardIndex();
  private final Map<Long, Integer> frames = new HashMap<>();
  private final Map<Integer, ThreadOperators> threads = new HashMap<>();
  private final Map<String, String> notes = new LinkedHashMap<>();
  private final Map<PythonCode, PythonCode> codes = new HashMap<>();
  private final StepTimes[] steps = new StepTimes[STEP_SOURCES.size()];
  private final int unnamed;
  private final int unknownFunction;
  private final int callsMeasure;
  private final int timeMeasure;
  private final int samplesMeasure;
  private @Nullable SampleReader sampleReader;
  private @Nullable ThreadOperators busiest;
  private long lonelyBackward;
  private long pairs;
  private long lost;
  private long unfinished;
  private long samples;
  private long samplesInOperators;

  /** Reads records of the sampler in the process. */
  public interface SampleReader {
    /** Takes one record of a thread; it is only valid during the call. */
    void read(int tid, MemorySegment record);
  }

  /**
   * Operators of a process.
   *
   * @param python shared by all processes of the tree
   * @param tracks the tree's track of a thread
   */
  public ProcessOperators(ContextTree tree, PythonFrames python, IntUnaryOperator tracks) {
    this.tree = tree;
    this.python = python;
    this.tracks = tracks;
    this.unnamed = tree.strings().intern(UNNAMED);
    this.unknownFunction = tree.frame(CodeKind.PYTHON, UNKNOWN_FUNCTION, null, 0, null);
    this.callsMeasure = tree.measure(Quantity.CALLS, "calls", "");
    this.timeMeasure = tree.measure(Quantity.WALL_NS, "time in operators", "ns");
    this.samplesMeasure = tree.measure(Quantity.SAMPLES, "samples", "");
    for (int i = 0; i < steps.length; i++) {
      steps[i] = new StepTimes();
    }
  }

  /** Where records of the sampler in the process go; they are passed over without. */
  public void setSampleReader(SampleReader reader) {
    sampleReader = reader;
  }

  /** Hears of samples that the sampler in the process could not keep. */
  public interface LostSamples {
    /** So many of a thread. */
    void lost(int tid, long count);
  }

  private LostSamples lostSamples = (tid, count) -> {};

  /** Sets who hears of samples that were lost. */
  public void setLostSamples(LostSamples listener) {
    lostSamples = listener;
  }

  void lostSamples(int tid, long count) {
    lostSamples.lost(tid, count);
  }

  private Pauses pauses = Pauses.NONE;

  /** Sets when nothing was to be recorded: that time is none of what is open meanwhile. */
  public void setPauses(Pauses ofProcess) {
    pauses = ofProcess;
  }

  Pauses pauses() {
    return pauses;
  }

  private Supplier<@Nullable DeviceSink> deviceSink = () -> null;

  /** Where work of devices goes, asked for when there is any; it is passed over without. */
  public void setDeviceSink(Supplier<@Nullable DeviceSink> sink) {
    deviceSink = sink;
  }

  @Nullable DeviceSink deviceSink() {
    return deviceSink.get();
  }

  /** The sink of a thread. */
  public ThreadSink thread(int tid) {
    ThreadOperators before = threads.get(tid);
    if (before != null) {
      unfinished += before.unfinished();
    }
    ThreadOperators thread = new ThreadOperators(this, tid, tracks.applyAsInt(tid));
    threads.put(tid, thread);
    return thread;
  }

  ContextTree tree() {
    return tree;
  }

  PythonFrames python() {
    return python;
  }

  ForwardIndex forwards() {
    return forwards;
  }

  int unnamed() {
    return unnamed;
  }

  int unknownFunction() {
    return unknownFunction;
  }

  int callsMeasure() {
    return callsMeasure;
  }

  int timeMeasure() {
    return timeMeasure;
  }

  /** The tree's frame of a name; asked for at every event. */
  int frame(CodeKind kind, int nameId) {
    if (kind == CodeKind.OPERATOR) {
      // Most frames by far.
      if (nameId < operatorFrames.length && operatorFrames[nameId] > 0) {
        return operatorFrames[nameId] - 1;
      }
      int frame = tree.frames().row(kind, nameId);
      if (nameId >= operatorFrames.length) {
        operatorFrames =
            Arrays.copyOf(operatorFrames, Math.max(nameId + 1, operatorFrames.length * 2));
      }
      operatorFrames[nameId] = frame + 1;
      return frame;
    }
    return frames.computeIfAbsent(
        (long) kind.ordinal() << 32 | nameId, key -> tree.frames().row(kind, nameId));
  }

  private int[] operatorFrames = new int[256];

  void note(String key, String value) {
    notes.put(key, value);
    if (noteListener != null) {
      noteListener.note(key, value);
    }
  }

  /** Hears facts as they come. */
  public interface NoteListener {
    /** One fact. */
    void note(String key, String value);
  }

  private @Nullable NoteListener noteListener;

  /** Sets who hears facts about the process. */
  public void setNoteListener(NoteListener listener) {
    noteListener = listener;
  }

  /** Facts that the process told. */
  public Map<String, String> notes() {
    return notes;
  }

  void step(int track, int source, boolean recorded, long endNs, long number, long durationNs) {
    if (source > 0 && source < steps.length) {
      // Numbers in between are of steps whose records had no room.
      steps[source].addUnseen(Math.max(0, number - lastStep - 1));
      // The program's first step did not begin when its optimizer's ended, nor that one's with a
      // batch.
      boolean isFirst = steps[source].count() == 0;
      steps[source].add(track, endNs, isFirst ? 0 : durationNs, recorded);
    }
    lastStep = Math.max(lastStep, number);
  }

  private long lastStep;

  /** Steps by whoever knows best when they end. */
  public StepTimes steps() {
    for (StepTimes each : steps) {
      if (each.count() > 0) {
        return each;
      }
    }
    return steps[0];
  }

  /** Who said when steps end: program, optimizer, loader; empty if nobody did. */
  public String stepSource() {
    for (int i = 0; i < steps.length; i++) {
      if (steps[i].count() > 0) {
        return STEP_SOURCES.get(i);
      }
    }
    return "";
  }

  private boolean journaling;
  private final Map<Integer, Journal> journals = new HashMap<>();

  boolean isJournaling() {
    return journaling;
  }

  Journal journal(int tid) {
    return journals.computeIfAbsent(tid, key -> new Journal());
  }

  /** From now on it is kept which context is innermost at which time. */
  public void beginJournal() {
    journals.clear();
    journaling = true;
  }

  /** No more is kept; what was kept stays until {@link #forgetJournal}. */
  public void endJournal() {
    journaling = false;
  }

  /** Frees what was kept. */
  public void forgetJournal() {
    journals.clear();
  }

  /**
   * The innermost context of a thread at a time within the journal; {@link Ids#NONE} if none was
   * open, or nothing is known.
   */
  public int contextAt(int tid, long timeNs) {
    Journal journal = journals.get(tid);
    return journal == null ? Ids.NONE : journal.at(timeNs);
  }

  void countLonelyBackward() {
    lonelyBackward++;
  }

  void countPair() {
    pairs++;
  }

  void countLost(long count) {
    lost += count;
  }

  /** Backward operators whose forward operator is not known. */
  public long lonelyBackward() {
    return lonelyBackward;
  }

  /** Backward operators that stand under their forward operator. */
  public long pairs() {
    return pairs;
  }

  /** Events that the process dropped. */
  public long lost() {
    return lost;
  }

  /** Ranges whose end was not seen. */
  public long unfinished() {
    long sum = unfinished;
    for (ThreadOperators each : threads.values()) {
      sum += each.unfinished();
    }
    return sum;
  }

  /** Samples that were placed. */
  public long samples() {
    return samples;
  }

  /** Samples that were placed inside of an open operator, module or range. */
  public long samplesInOperators() {
    return samplesInOperators;
  }

  /** A code object by its address, as samples of a thread mean it; null if it was not told. */
  public @Nullable PythonCode sampledCode(int tid, long address) {
    ThreadOperators thread = threads.get(tid);
    return thread == null ? null : thread.calls().sampled(address);
  }

  /** The same code object once, however many threads and samples tell it. */
  PythonCode kept(PythonCode code) {
    PythonCode known = codes.putIfAbsent(code, code);
    return known == null ? code : known;
  }

  void sample(ThreadOperators thread, MemorySegment record) {
    if (sampleReader != null) {
      sampleReader.read(thread.tid(), record);
    }
  }

  /**
   * Places a sample that was taken at this point of the thread's events: between those that were
   * handed on and those that will be.
   */
  public void placeNow(int tid, Sampled sample) {
    ThreadOperators thread = threads.get(tid);
    if (thread != null && !thread.hasEnded() && (hasPython(sample) || thread.runsOperators())) {
      thread.place(sample);
    } else {
      ThreadOperators launcher = launcher(tid);
      if (launcher != null) {
        launcher.place(sample);
      } else {
        placeAlone(sample);
      }
    }
  }

  /**
   * Takes a sample from outside. It is placed once the events before it are known: call before the
   * rings are drained, and {@link #settle} after.
   */
  public void wait(int tid, Sampled sample) {
    ThreadOperators thread = threads.get(tid);
    if (thread == null || thread.hasEnded()) {
      thread = hasPython(sample) ? null : launcher(tid);
    } else if (!hasPython(sample) && !thread.runsOperators()) {
      ThreadOperators launcher = launcher(tid);
      thread = launcher == null ? thread : launcher;
    }
    if (thread == null) {
      placeAlone(sample);
    } else {
      thread.wait(sample);
    }
  }

  private static boolean hasPython(Sampled sample) {
    return sample.nativeFrom() > 0;
  }

  /**
   * The thread that gives work to threads of a framework's pool: the one that ran most operators of
   * late.
   */
  private @Nullable ThreadOperators launcher(int tid) {
    ThreadOperators thread = busiest;
    return thread == null || thread.hasEnded() || thread.tid() == tid ? null : thread;
  }

  private void placeAlone(Sampled sample) {
    int row = Ids.NONE;
    for (int i = 0; i < sample.frames().length; i++) {
      if (i >= sample.nativeFrom() || !python.isHidden(sample.frames()[i])) {
        row = tree.child(row, sample.frames()[i]);
      }
    }
    add(sample, row, false);
  }

  void add(Sampled sample, int context, boolean inOperator) {
    if (context < 0) {
      context = tree.child(Ids.NONE, unknownFunction);
    }
    samples++;
    if (inOperator) {
      samplesInOperators++;
    }
    tree.add(sample.track(), context, sample.measure(), sample.state(), sample.value());
    tree.add(sample.track(), context, samplesMeasure, sample.state(), 1);
  }

  /** Places samples whose events have all been handed on. */
  public void settle() {
    long most = 0;
    for (ThreadOperators each : threads.values()) {
      each.resolveAll();
      long began = each.takeBegan();
      if (began > most) {
        most = began;
        busiest = each;
      }
    }
  }

  /** Moves what was added up to the tree. */
  public void flush() {
    List<Integer> gone = new ArrayList<>();
    threads.forEach((tid, thread) -> {
      thread.flush();
      if (thread.hasEnded()) {
        gone.add(tid);
      }
    });
    for (int tid : gone) {
      ThreadOperators thread = threads.remove(tid);
      unfinished += thread == null ? 0 : thread.unfinished();
    }
  }

  /** The process has ended: what is open stays without its time. */
  public void finish() {
    threads.values().forEach(ThreadOperators::ended);
    flush();
  }
}
