package dev.plumb.record.session;

import dev.plumb.record.gpu.DeviceWork;
import dev.plumb.record.operators.ProcessOperators;
import dev.plumb.record.operators.PythonFrames;
import dev.plumb.record.operators.Sampled;
import dev.plumb.record.os.Linux;
import dev.plumb.record.os.PidNamespace;
import dev.plumb.record.os.ProcessFiles;
import dev.plumb.record.os.ThreadIds;
import dev.plumb.record.python.PythonStack;
import dev.plumb.record.ring.Pauses;
import dev.plumb.record.ring.PythonCode;
import dev.plumb.record.ring.RingFile;
import dev.plumb.record.ring.RingReader;
import dev.plumb.record.ring.ThreadSink;
import dev.plumb.record.sample.InsideStacks;
import dev.plumb.record.sample.InsideThreads;
import dev.plumb.record.sample.Limit;
import dev.plumb.record.sample.Sampling;
import dev.plumb.record.sample.SamplingCounts;
import dev.plumb.record.sample.StackSink;
import dev.plumb.record.stack.SampledStack;
import dev.plumb.record.stack.ThreadState;
import dev.plumb.record.tree.ContextTree;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One process of a recorded program: its rings, its samples, its threads' names. */
final class RecordedProcess implements AutoCloseable, Rhythm.Looked {
  /** The ring of what devices did has this for its thread. */
  private static final int NO_THREAD = 0;

  /** Has the CPU time of samples that were lost, so that it is not taken for that of others. */
  private static final String UNSEEN = "[samples lost]";

  /** Has the CPU time of children of which nothing else is known. */
  private static final String SHORT_LIVED = "[short-lived processes]";

  private final Recording recording;
  private final ContextTree tree;
  private final PythonFrames python;
  private final long pid;
  private final boolean signals;
  private final ProcessOperators operators;
  private final Map<Integer, Integer> tracks = new HashMap<>();
  private final int cpu;
  private final int waiting;
  private int rank;
  private @Nullable String command;
  private @Nullable RingFile ring;
  private @Nullable RingReader reader;
  private @Nullable Sampling sampling;
  private @Nullable InsideStacks insideStacks;
  private @Nullable Path ringPath;

  /** Whether another program runs in the process than the one that made the ring. */
  private boolean wasReplaced;

  private Runnable opener = () -> {};

  private final ProcessFiles files;
  private final String label;
  private final ThreadIds threadIds;
  private final InsideThreads insideThreads = new InsideThreads(new Questions());
  private @Nullable DeviceWork device;
  private int[] sampledFrames = new int[64];
  private boolean isWhole;
  private long runningSamples;
  private long sampledNs;
  private long shortLivedNs;

  /** Of rings that are closed. */
  private Recording.Paused pausedBefore = Recording.Paused.NEVER;

  /**
   * A process.
   *
   * @param signals whether its threads may sample themselves
   */
  RecordedProcess(Recording recording, PythonFrames python, long pid, boolean signals) {
    this.signals = signals;
    this.recording = recording;
    this.tree = recording.tree();
    this.python = python;
    this.pid = pid;
    this.files = new ProcessFiles((int) pid);
    this.label = PidNamespace.label((int) pid);
    this.threadIds = new ThreadIds(files);
    this.operators = new ProcessOperators(tree, python, this::track);
    operators.setDeviceSink(this::newOrKnownDevice);
    this.cpu = tree.measure(Quantity.CPU_NS, "CPU time", "ns");
    this.waiting = tree.measure(Quantity.WAIT_NS, "waiting time", "ns");
    this.rank = ProcessFacts.rank(ProcessFacts.environment(pid));
    this.command = ProcessFacts.command(pid);
  }

  long pid() {
    return pid;
  }

  /** What the process is called in the names of its files. */
  String label() {
    return ringPath == null ? label : labelOf(ringPath);
  }

  /** Of which process a file of rings is; one that execs has several. */
  static String labelOf(Path ring) {
    String name = String.valueOf(ring.getFileName());
    return name.substring(0, name.indexOf('.')).replaceFirst("-.*", "");
  }

  /** A thread's number here, by that which the process has for it. */
  int outside(int tid) {
    return threadIds.outside(tid);
  }

  ProcessOperators operators() {
    return operators;
  }

  @Nullable RingFile ring() {
    return ring;
  }

  /** The file of {@link #ring()}, without its folder; null if there was none. */
  @Nullable String ringName() {
    return ringPath == null ? null : String.valueOf(ringPath.getFileName());
  }

  @Nullable RingReader reader() {
    return reader;
  }

  @Nullable Sampling sampling() {
    return sampling;
  }

  private DeviceWork newOrKnownDevice() {
    if (device == null) {
      device = new DeviceWork(tree, track(NO_THREAD));
    }
    return device;
  }

  /** What devices did for the process; null if there was nothing. */
  @Nullable DeviceWork device() {
    return device;
  }

  /** A fact about devices. */
  void noteOfDevice(String key, String value) {
    newOrKnownDevice().note(key, value);
  }

  /** Reads the rings that the process made. */
  void open(Path file) throws IOException {
    closeRing();
    if (device != null) {
      device.restart();
    }
    RingFile opened = new RingFile(file);
    // Also where nothing may be read from outside: the process tells what its code objects are.
    InsideStacks inside =
        new InsideStacks((int) pid, tree, sink(this::takeNow), this::framesOfSample);
    insideStacks = inside;
    operators.setSampleReader(inside::accept);
    operators.setLostSamples((tid, count) -> count(tid, inside.lost(tid, count)));
    insideThreads.forget();
    ring = opened;
    ringPath = file;
    wasReplaced = false;
    RingReader made = new RingReader(opened, this::thread);
    made.setThreadIds(threadIds::outside);
    made.setNames(
        (tid, name) -> tree.tracks().setThreadNameId(track(tid), tree.strings().intern(name)));
    reader = made;
    operators.setPauses(made.pauses());
  }

  private Pauses pauses() {
    return reader == null || wasReplaced ? Pauses.NONE : reader.pauses();
  }

  /** What the process wanted not to be recorded, up to now or to its end. */
  Recording.Paused paused() {
    Pauses now = pauses();
    return pausedBefore.and(
        new Recording.Paused(now.count(), now.beforeNs(System.nanoTime()), now.cpuNs()));
  }

  /** Takes no more samples from outside; those taken stay. */
  void stopSampling() {
    if (sampling != null) {
      sampling.close();
      sampling = null;
      isWhole = false;
    }
  }

  /** Takes samples from outside. */
  void sampleBy(Sampling outside) {
    sampling = outside;
    isWhole =
        !outside.limits().containsKey(Limit.NO_PERF)
            && !outside.limits().containsKey(Limit.NO_KERNEL_TIME);
  }

  /** Whether samples are of all its CPU time. */
  boolean isWhole() {
    return isWhole;
  }

  /** Called where threads ought to be known and are not: there may be rings by now. */
  void whenUnknown(Runnable task) {
    opener = task;
  }

  /** Which threads sample themselves. */
  InsideThreads insideThreads() {
    return insideThreads;
  }

  /** Whether threads of the process sample themselves. */
  boolean samplesItself() {
    return ring != null && !wasReplaced && ring.samplesItself();
  }

  @Override
  public boolean isReadFromOutside() {
    return sampling != null && !samplesItself();
  }

  /** Looks into the process for who samples itself. */
  private final class Questions implements InsideThreads.Source {
    @Override
    public void tell(InsideThreads threads) {
      if (reader == null || wasReplaced) {
        opener.run();
      }
      RingReader known = reader;
      if (known != null && !wasReplaced) {
        known.tell(threads::samplesSince);
      }
    }

    @Override
    public boolean isPossible() {
      return signals;
    }

    @Override
    public Pauses pauses() {
      if (reader == null) {
        opener.run();
      }
      return RecordedProcess.this.pauses();
    }

    @Override
    public long pausedCpuNs(int tid) {
      return reader == null ? -1 : reader.pausedCpuNs(tid);
    }
  }

  /** After an exec the rings are those of a program that is no more, and its timers are gone. */
  void lookForExec() {
    if (samplesItself()) {
      ProcessFiles.Signals signals = files.signals((int) pid);
      if (signals != null && !signals.catches(Linux.SIGURG)) {
        pausedBefore = paused();
        wasReplaced = true;
        insideThreads.forget();
      }
    }
  }

  private int @Nullable [] framesOfSample(int tid, PythonStack chain) {
    if (chain.size() > sampledFrames.length) {
      sampledFrames = new int[chain.size() * 2];
    }
    for (int i = 0; i < chain.size(); i++) {
      PythonCode code = operators.sampledCode(tid, chain.code(i));
      if (code == null) {
        return null;
      }
      sampledFrames[i] = python.frame(code, code.place(chain.code(i), chain.instruction(i)));
    }
    return sampledFrames;
  }

  /** What became of samples that were taken in the process; null if there were none. */
  @Nullable SamplingCounts insideCounts() {
    return insideStacks == null ? null : insideStacks.counts();
  }

  private ThreadSink thread(int tid, String name) {
    ThreadSink sink = operators.thread(tid);
    int track = track(tid);
    if (tree.tracks().threadNameId(track) < 0 && !name.isEmpty()) {
      tree.tracks().setThreadNameId(track, tree.strings().intern(name));
    }
    return sink;
  }

  /** The track of a thread. */
  int track(int tid) {
    return tracks.computeIfAbsent(tid, this::newTrack);
  }

  private int newTrack(int tid) {
    int track = tree.track(String.valueOf(pid), String.valueOf(tid));
    String name = tid == NO_THREAD ? "GPU" : ProcessFacts.threadName(pid, tid);
    if (name != null) {
      tree.tracks().setThreadNameId(track, tree.strings().intern(name));
    }
    if (command == null) {
      command = ProcessFacts.command(pid);
    }
    if (command != null) {
      tree.tracks().setProcessNameId(track, tree.strings().intern(command));
    }
    tree.tracks().setRank(track, rank < 0 ? Ids.NONE : rank);
    return track;
  }

  /** The rank that the process is; −1 if it is none, or it is not known yet. */
  int rank() {
    return rank;
  }

  /** Where the environment does not say it, the framework does. */
  void setRank(int value) {
    if (rank < 0) {
      rank = value;
      for (int track : tracks.values()) {
        tree.tracks().setRank(track, value);
      }
    }
  }

  /**
   * Merges what came.
   *
   * @return ranges that began or ended
   */
  long drain() {
    if (reader == null) {
      return 0;
    }
    long count = reader.drain();
    operators.settle();
    if (device != null) {
      device.settle();
    }
    return count;
  }

  /** Takes samples from outside, before the rings are drained. */
  StackSink sinkOfOutside() {
    return sink(stack -> operators.wait(stack.tid(), sampled(stack)));
  }

  /** Takes a sample of the sampler in the process, while its ring is drained. */
  private void takeNow(SampledStack stack) {
    if (insideThreads.isTrusted(stack.tid())) {
      count(stack.tid(), stack.valueNs());
      operators.placeNow(stack.tid(), sampled(stack));
    }
  }

  private void count(int tid, long cpuNs) {
    if (sampling != null && cpuNs > 0) {
      sampling.sampledInside(tid, cpuNs);
    }
  }

  private StackSink sink(Consumer<SampledStack> samples) {
    return new StackSink() {
      @Override
      public void accept(SampledStack stack) {
        samples.accept(stack);
      }

      @Override
      public void unseen(int tid, long cpuNs) {
        int frame = tree.frame(CodeKind.NATIVE, UNSEEN, null, 0, null);
        tree.add(track(tid), tree.child(Ids.NONE, frame), cpu, Ids.NONE, cpuNs);
        sampledNs += cpuNs;
      }
    };
  }

  private Sampled sampled(SampledStack stack) {
    int[] frames = new int[stack.size()];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = stack.frame(i);
    }
    boolean ran = stack.state() == ThreadState.RUNNING;
    runningSamples += ran ? 1 : 0;
    sampledNs += ran ? stack.valueNs() : 0;
    int state = ran ? Ids.NONE : tree.strings().intern(stack.state().words());
    return new Sampled(
        track(stack.tid()),
        stack.timeNs(),
        frames,
        stack.nativeFrom(),
        ran ? cpu : waiting,
        stack.valueNs(),
        state);
  }

  /** CPU time that is in the tree: of samples, and of those that were lost; ns. */
  long sampledNs() {
    return sampledNs;
  }

  /** Samples of threads that ran. */
  long runningSamples() {
    return runningSamples;
  }

  /** CPU time of children of which nothing else is known; ns. */
  long shortLivedNs() {
    return shortLivedNs;
  }

  /** Says how much CPU time children had of which nothing else is known; ns. */
  void shortLived(long ns) {
    if (ns != shortLivedNs) {
      int frame = tree.frame(CodeKind.NATIVE, SHORT_LIVED, null, 0, null);
      long more = ns - shortLivedNs;
      tree.add(track((int) pid), tree.child(Ids.NONE, frame), cpu, Ids.NONE, more);
      shortLivedNs = ns;
    }
  }

  /** Counts events of a thread, to know which of them gives work to the others. */
  void flush() {
    operators.flush();
  }

  /** The program that made the ring is no more, and all that it wrote is there. */
  void endProgram() {
    drain();
    operators.finish();
  }

  /** The last of its events are merged; whether it left in order is for the caller to say. */
  void finish() {
    endProgram();
    if (device != null) {
      device.finish();
    }
  }

  private void closeRing() {
    if (ring != null) {
      pausedBefore = paused();
      ring.close();
      ring = null;
      reader = null;
      deleteRing();
    }
  }

  /** It has been read; shared memory is scarce where many processes come and go. */
  private void deleteRing() {
    try {
      if (ringPath != null) {
        Files.deleteIfExists(ringPath);
      }
    } catch (IOException e) {
      // It goes with the session's folder.
    }
  }

  @Override
  public void close() {
    closeRing();
    if (sampling != null) {
      sampling.close();
      sampling = null;
    }
  }

  @Override
  public String toString() {
    return "process " + pid + " of " + recording.plan().command();
  }
}
