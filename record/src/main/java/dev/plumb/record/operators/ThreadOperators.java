package dev.plumb.record.operators;

import dev.plumb.record.ring.DeviceRecord;
import dev.plumb.record.ring.PythonCode;
import dev.plumb.record.ring.ThreadSink;
import dev.plumb.record.tree.ContextTree;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * The operators, modules and ranges of one thread: a stack of what is open, merged into the tree as
 * it ends. A range hangs under the calls of Python that led to it, and those under the range around
 * it.
 */
final class ThreadOperators implements ThreadSink {

  /** Calls of Python that are told at most, innermost first; plumb.h has the same. */
  private static final int MOST_CALLS = 256;

  private static final String ENGINE = "autograd::engine::evaluate_function";

  private final ProcessOperators process;
  private final ContextTree tree;
  private final PythonFrames python;
  private final int tid;
  private final int track;
  private final Tally tally = new Tally();
  private boolean ended;

  // What the ring defined. Index 0 stands for none.
  private int[] nameIds = new int[64];
  private boolean[] isEngine = new boolean[64];
  private final PythonCalls calls;

  // What is open, outermost first.
  private int depth;
  private int[] context = new int[64];

  /** Without pauses before it. */
  private long[] startNs = new long[64];

  private long[] insideNs = new long[64];
  private int[] openCalls = new int[64];
  private int[] openName = new int[64];

  /** How many ranges were around each, by the writer's count: some of them may have been lost. */
  private int[] openOuter = new int[64];

  /** Contexts of calls of Python under a context: (parent, calls) to context. */
  private final LongMap below = new LongMap();

  private long began;
  private long beganBefore;
  private boolean ignoring;
  private long forwardThread;
  private long unfinished;

  // Samples of this thread, and of workers, that wait for events.
  private final Queue<Sampled> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Sampled::timeNs));
  private long nextSampleNs = Long.MAX_VALUE;

  ThreadOperators(ProcessOperators process, int tid, int track) {
    this.process = process;
    this.tree = process.tree();
    this.python = process.python();
    this.tid = tid;
    this.track = track;
    Arrays.fill(nameIds, process.unnamed());
    this.calls = new PythonCalls(process);
  }

  int tid() {
    return tid;
  }

  PythonCalls calls() {
    return calls;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Ranges that began and whose end was never seen. */
  long unfinished() {
    return unfinished;
  }

  /** Whether the thread runs operators, and is none of those that others give work to. */
  boolean runsOperators() {
    return began > 0;
  }

  /** Ranges that began since the last call. */
  long takeBegan() {
    long more = began - beganBefore;
    beganBefore = began;
    return more;
  }

  // Definitions.

  @Override
  public void name(int number, String text) {
    if (number <= 0 || number > 1 << 20) {
      return;
    }
    if (number >= nameIds.length) {
      int size = Math.max(number + 1, nameIds.length * 2);
      int known = nameIds.length;
      nameIds = Arrays.copyOf(nameIds, size);
      Arrays.fill(nameIds, known, size, process.unnamed());
      isEngine = Arrays.copyOf(isEngine, size);
    }
    nameIds[number] = tree.strings().intern(text);
    isEngine[number] = text.startsWith(ENGINE);
  }

  @Override
  public void code(int number, PythonCode code) {
    calls.code(number, code);
  }

  @Override
  public void context(long number, int[] pairs, int count) {
    calls.context(number, pairs, count);
  }

  @Override
  public void thread(long number) {
    forwardThread = number & 0x7FFF;
  }

  @Override
  public void note(String key, String value) {
    if (key.equals("ignore")) {
      ignoring = value.equals("1");
      close(0);
    } else {
      process.note(key, value);
    }
  }

  @Override
  public void step(int source, boolean recorded, long timeNs, long number, long durationNs) {
    resolveUntil(timeNs);
    process.step(track, source, recorded, timeNs, number, durationNs);
  }

  // Events.

  @Override
  public void start(int scope, int outer, int name, long timeNs, long callsNumber, long sequence) {
    if (timeNs > nextSampleNs) {
      resolveUntil(timeNs);
    }
    if (ignoring) {
      return;
    }
    began++;
    close(outer); // ends that were lost
    int here = calls.index(callsNumber);
    int parent = depth == 0 ? Ids.NONE : context[depth - 1];
    int around = depth == 0 ? PythonCalls.NONE : openCalls[depth - 1];
    boolean range = scope == SCOPE_USER || scope == SCOPE_PLUMB || scope == SCOPE_MODULE;
    int under;
    if (scope == SCOPE_BACKWARD && sequence >= 0) {
      under = forward(parent, sequence);
    } else if (here == around) {
      under = parent;
    } else {
      under = under(parent, around, here, range);
    }
    int row = tree.child(under, process.frame(kind(scope), nameId(name)));
    if (scope != SCOPE_BACKWARD && !range && sequence >= 0) {
      process.forwards().put(forwardThread, sequence, row);
    }
    push(row, outer, timeNs, here, name);
    if (process.isJournaling()) {
      process.journal(tid).add(timeNs, row);
    }
  }

  private int nameId(int name) {
    return nameIds[name < 0 || name >= nameIds.length ? 0 : name];
  }

  private static CodeKind kind(int scope) {
    return switch (scope) {
      case SCOPE_USER, SCOPE_PLUMB -> CodeKind.ANNOTATION;
      case SCOPE_MODULE -> CodeKind.MODULE;
      default -> CodeKind.OPERATOR;
    };
  }

  /**
   * Where a backward operator belongs: under the forward operator that made it, together with the
   * call of autograd's engine around it.
   */
  private int forward(int parent, long sequence) {
    long thread = sequence >>> 48;
    long number = sequence & 0xFFFF_FFFF_FFFFL;
    int forward = process.forwards().get(thread == 0 ? forwardThread : thread, number);
    if (forward < 0) {
      process.countLonelyBackward();
      return parent;
    }
    process.countPair();
    int last = depth - 1;
    if (last >= 0 && openName[last] < isEngine.length && isEngine[openName[last]]) {
      int engine = tree.stacks().frameRow(context[last]);
      context[last] = tree.child(forward, engine);
      return context[last];
    }
    return forward;
  }

  /** The context of calls of Python that lie inside of what is open. */
  private int under(int parent, int around, int here, boolean range) {
    long key = ((long) parent + 1) << 32 | (long) here << 1 | (range ? 1 : 0);
    int known = below.get(key);
    if (known >= 0) {
      return known - 1;
    }
    int[] outer = calls.frames(around);
    int[] inner = calls.frames(here);
    int length = inner.length;
    while (range && length > 0 && python.beginsRange(inner[length - 1])) {
      length--;
    }
    int row = parent;
    for (int i = common(outer, inner, length); i < length; i++) {
      if (!python.isHidden(inner[i])) {
        row = tree.child(row, inner[i]);
      }
    }
    if (below.size() > ContextTree.MOST_CONTEXTS) {
      below.clear();
    }
    below.put(key, row + 1);
    return row;
  }

  /**
   * How many outer frames of a stack are of calls around a range, whatever their lines, or of C
   * between them.
   */
  private int common(int[] calls, int[] frames, int length) {
    if (!isCut(frames, length)) {
      return common(calls, 0, frames, length, false);
    }
    // The outermost ones are not known: it begins somewhere among the calls, and goes on behind
    // them.
    for (int first = 0; first < calls.length; first++) {
      int same = common(calls, first, frames, length, true);
      if (same > 0) {
        return same;
      }
    }
    return 0;
  }

  private int common(int[] calls, int first, int[] frames, int length, boolean all) {
    int same = 0;
    int next = first;
    for (int i = 0; i < length && next < calls.length; i++) {
      if (python.isCall(frames[i])) {
        if (!python.sameFunction(calls[next], frames[i])) {
          break;
        }
        next++;
        same = i + 1;
      }
    }
    return all && next < calls.length ? 0 : same;
  }

  private boolean isCut(int[] frames, int length) {
    int count = 0;
    for (int i = 0; i < length && length >= MOST_CALLS; i++) {
      count += python.isCall(frames[i]) ? 1 : 0;
    }
    return count >= MOST_CALLS;
  }

  private void push(int row, int outer, long timeNs, int here, int name) {
    if (depth == context.length) {
      int size = depth * 2;
      context = Arrays.copyOf(context, size);
      startNs = Arrays.copyOf(startNs, size);
      insideNs = Arrays.copyOf(insideNs, size);
      openCalls = Arrays.copyOf(openCalls, size);
      openName = Arrays.copyOf(openName, size);
      openOuter = Arrays.copyOf(openOuter, size);
    }
    context[depth] = row;
    startNs[depth] = withoutPauses(timeNs);
    insideNs[depth] = 0;
    openCalls[depth] = here;
    openName[depth] = Math.max(name, 0);
    openOuter[depth] = outer;
    depth++;
  }

  private long withoutPauses(long timeNs) {
    return timeNs - process.pauses().beforeNs(timeNs);
  }

  @Override
  public void end(int outer, long timeNs) {
    if (timeNs > nextSampleNs) {
      resolveUntil(timeNs);
    }
    close(outer + 1);
    if (depth == 0 || openOuter[depth - 1] != outer) {
      return; // its start was lost, or is not looked at
    }
    int last = --depth;
    long tookNs = Math.max(0, withoutPauses(timeNs) - startNs[last]);
    // What was inside is counted to its own end, so no more than all of it.
    tally.add(context[last], Math.max(0, tookNs - insideNs[last]));
    if (last > 0) {
      insideNs[last - 1] += tookNs;
    }
    if (process.isJournaling()) {
      process.journal(tid).add(timeNs, last > 0 ? context[last - 1] : Ids.NONE);
    }
  }

  @Override
  public void launch(int outer, int name, long timeNs, long callsNumber, int correlation) {
    if (timeNs > nextSampleNs) {
      resolveUntil(timeNs);
    }
    int row = tree.child(now(outer, callsNumber), process.frame(CodeKind.RUNTIME, nameId(name)));
    tally.add(row, 0);
    DeviceSink device = process.deviceSink();
    if (device != null) {
      device.launched(correlation, track, row);
    }
  }

  @Override
  public void graphNode(int outer, long callsNumber, long node, long original) {
    DeviceSink device = process.deviceSink();
    if (device == null) {
      return;
    }
    if (original != 0) {
      device.graphNodeCopied(node, original);
    } else {
      device.graphNode(node, now(outer, callsNumber));
    }
  }

  /** The context of what runs right now, inside of so many ranges. */
  private int now(int outer, long callsNumber) {
    int last = Math.min(outer, depth) - 1; // what is open beyond has ends that were lost
    int here = calls.index(callsNumber);
    int parent = last < 0 ? Ids.NONE : context[last];
    int around = last < 0 ? PythonCalls.NONE : openCalls[last];
    return here == around ? parent : under(parent, around, here, false);
  }

  // What a device tells has a ring of its own, and this is then its reader.

  @Override
  public void work(DeviceRecord record) {
    DeviceSink device = process.deviceSink();
    if (device != null) {
      device.work(record, nameId(record.name()));
    }
  }

  @Override
  public void deviceSamples(DeviceRecord record) {
    DeviceSink device = process.deviceSink();
    if (device != null) {
      int reason = record.sampledReason();
      device.samples(
          record, nameId(record.sampledFunction()), reason == 0 ? Ids.NONE : nameId(reason));
    }
  }

  @Override
  public void deviceLost(long records, long samples) {
    DeviceSink device = process.deviceSink();
    if (device != null) {
      device.lost(records, samples);
    }
  }

  /** Takes away what is open inside of so many ranges: their ends will not come. */
  private void close(int outer) {
    while (depth > 0 && openOuter[depth - 1] >= outer) {
      depth--;
      tally.add(context[depth], 0);
      unfinished++;
    }
  }

  @Override
  public void lost(long count) {
    process.countLost(count);
  }

  @Override
  public void samplesLost(long count) {
    process.lostSamples(tid, count);
  }

  @Override
  public void ended() {
    resolveAll();
    close(0);
    flush();
    ended = true;
  }

  // Samples.

  @Override
  public void sample(MemorySegment record) {
    process.sample(this, record);
  }

  @Override
  public void sampledCode(long address, PythonCode code) {
    calls.sampled(address, code);
  }

  /** Keeps a sample until the events before it are known. */
  void wait(Sampled sample) {
    waiting.add(sample);
    nextSampleNs = Math.min(nextSampleNs, sample.timeNs());
  }

  /** Places the samples that were taken before a time, now that all events before it are known. */
  void resolveUntil(long timeNs) {
    Sampled next;
    while ((next = waiting.peek()) != null && next.timeNs() <= timeNs) {
      waiting.remove();
      place(next);
    }
    nextSampleNs = next == null ? Long.MAX_VALUE : next.timeNs();
  }

  void resolveAll() {
    resolveUntil(Long.MAX_VALUE);
  }

  /** Adds a sample under what is open right now. */
  void place(Sampled sample) {
    int last = depth - 1;
    int parent = last < 0 ? Ids.NONE : context[last];
    boolean worker = sample.track() != track;
    int[] frames = sample.frames();
    int row = parent;
    // A worker's frames are all inside of the operator that it works for.
    int from =
        worker || last < 0 ? 0 : common(calls.frames(openCalls[last]), frames, sample.nativeFrom());
    for (int i = from; i < frames.length; i++) {
      if (i >= sample.nativeFrom() || !python.isHidden(frames[i])) {
        row = tree.child(row, frames[i]);
      }
    }
    process.add(sample, row, last >= 0);
  }

  /** Moves what was added up to the tree. */
  void flush() {
    tally.moveTo(tree, track, process.callsMeasure(), process.timeMeasure());
  }

  @Override
  public String toString() {
    return "thread " + tid + ", " + depth + " open";
  }
}
