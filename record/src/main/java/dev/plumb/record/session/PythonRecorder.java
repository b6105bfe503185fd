package dev.plumb.record.session;

import dev.plumb.record.gpu.DeviceWork;
import dev.plumb.record.operators.PythonFrames;
import dev.plumb.record.operators.StepTimes;
import dev.plumb.record.os.PidNamespace;
import dev.plumb.record.os.ProcessFiles;
import dev.plumb.record.os.TaskStat;
import dev.plumb.record.ring.RingFile;
import dev.plumb.record.ring.RingReader;
import dev.plumb.record.sample.Limit;
import dev.plumb.record.sample.Sampling;
import dev.plumb.record.sample.SamplingCounts;
import dev.plumb.record.sample.SamplingMode;
import dev.plumb.record.sample.SamplingOptions;
import dev.plumb.record.tree.Json;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Records Python and native programs: a bootstrap in each Python that puts events into rings, and
 * samples from outside, or by signals from inside where that is not allowed.
 */
final class PythonRecorder implements Recorder {
  private static final long LOOK_NS = 50_000_000;
  private static final long CHILDREN_NS = 200_000_000;
  private static final long FLUSH_NS = 500_000_000;

  /** What helps a program, as the servers of multiprocessing, ends so soon after it. */
  private static final long HELPERS_END_NS = 300_000_000;

  private static final long LOOK_WHO_ENDS_NS = 10_000_000;

  /** Samples among which there would be one of Python, if it were known. */
  private static final int FEW = 30;

  /** Samples from which on their rate is known. */
  private static final int FEWEST_FOR_RATE = 100;

  /** Part of the samples that were asked for below which it is said how many there are. */
  private static final double TOO_FEW = 0.75;

  /** Of less time the first steps, which are recorded whatever they cost, are the most. */
  private static final long LONG_ENOUGH_NS = 1_000_000_000;

  private final Recording recording;
  private final Target kind;
  private final Rhythm rhythm;
  private final PythonFrames python;
  private final Map<Long, RecordedProcess> processes = new LinkedHashMap<>();
  private final Set<String> files = new HashSet<>();
  private final Set<String> told = new HashSet<>();
  private final Map<Long, String> devices = new LinkedHashMap<>();
  private @Nullable SessionFolder folder;
  private @Nullable Windows windows;
  private long target;

  /** Whether threads are asked to sample themselves; what they cannot is sampled from outside. */
  private boolean signals;

  /** Whether nothing is sampled from outside. */
  private boolean onlySignals;

  /** Whether JVMs that the program starts are another's to sample. */
  private boolean hasAgents;

  private final SampledBy sampledBy = new SampledBy();
  private long looked;

  private long lookedForChildren;
  private long flushed;

  private final ChildTimes times = new ChildTimes();

  /** CPU time of Plumb's own children that had ended before the program was started, ns. */
  private long helpersNs;

  /** Whether any process is sampled from outside. */
  private boolean isSampledOutside;

  // Of processes that have gone.
  private long shortLivedNs;
  private long timesReadLate;
  private long runningSamples;
  private long sampledNs;
  private boolean hasUnknownPython;
  private long samples;
  private long samplesInOperators;
  private Recording.Paused paused = Recording.Paused.NEVER;

  PythonRecorder(Recording recording, Target kind) {
    this.recording = recording;
    this.kind = kind;
    this.python = new PythonFrames(recording.tree());
    Plan plan = recording.plan();
    this.rhythm =
        new Rhythm(1_000_000_000L / plan.hz(), plan.mode() == Mode.WALL, System.nanoTime());
  }

  @Override
  public void prepare(Launch launch) throws IOException {
    Plan plan = recording.plan();
    hasAgents = kind == Target.NATIVE;
    SessionFolder made = new SessionFolder();
    folder = made;
    windows = new Windows(recording, made.windows());
    Map<String, String> environment = launch.environment();
    launch.prepend("PYTHONPATH", made.bootstrap().toString());
    environment.put("PLUMB_SESSION", made.path().toString());
    environment.put("PLUMB_READER", String.valueOf(ProcessHandle.current().pid()));
    environment.put("PLUMB_NAMESPACE", String.valueOf(PidNamespace.own()));
    environment.put("PLUMB_BUDGET", String.valueOf(plan.operatorBudget()));
    environment.put("PLUMB_OPERATORS", plan.mode().operators() ? "1" : "0");
    environment.put("PLUMB_WINDOWS", plan.windows().name().toLowerCase(Locale.ROOT));
    if (plan.mode().stacks()) {
      JitDumps.prepare(environment, made.path());
    }
    NativeLibrary chosen = NativeLibrary.choose(made.path(), environment);
    Path library = chosen.file();
    tellLibrary(chosen.how(), chosen.built());
    if (library == null) {
      recording.lacks("operators", chosen.how());
    } else {
      environment.put("PLUMB_LIBRARY", library.toString());
      NativeLibrary.prepare(made.path(), environment);
      Injection.prepare(plan, environment, library).forEach(this::withoutInjection);
    }
    String only = environment.getOrDefault("PLUMB_STACKS", "");
    boolean samples = plan.mode() == Mode.CPU || plan.mode() == Mode.STACKS;
    signals = samples && library != null && !only.equals("outside");
    onlySignals = signals && only.equals("signals");
    if (plan.mode().stacks() && !onlySignals) {
      StackAccess.warmUp();
    }
    if (signals) {
      environment.put("PLUMB_SIGNALS_HZ", String.valueOf(plan.hz()));
    }
    helpersNs = childrenOfPlumbNs();
  }

  private static long childrenOfPlumbNs() {
    TaskStat stat = new ProcessFiles((int) ProcessHandle.current().pid()).stat();
    return stat == null ? 0 : stat.childrenNs();
  }

  private void tellLibrary(String how, boolean built) {
    recording.note("library", Json.text(how));
    if (built) {
      recording.remark("native library: " + how);
    }
  }

  private void withoutInjection(String why) {
    recording.lacks("work of the GPU", why);
  }

  @Override
  public void started(long pid) throws IOException {
    target = pid;
    process(pid);
  }

  private RecordedProcess process(long pid) {
    RecordedProcess known = processes.get(pid);
    if (known != null) {
      return known;
    }
    RecordedProcess process = new RecordedProcess(recording, python, pid, signals);
    process.whenUnknown(() -> openNew(process));
    processes.put(pid, process);
    process.operators().setNoteListener((key, value) -> note(process, key, value));
    if (recording.plan().mode().stacks()) {
      sample(process);
      observeTimes(pid);
    }
    return process;
  }

  private void sample(RecordedProcess process) {
    Plan plan = recording.plan();
    SamplingOptions options =
        SamplingOptions.DEFAULT
            .withHertz(plan.hz())
            .withMode(mode(plan))
            .withWholeLife(folder != null);
    int pid = (int) process.pid();
    Sampling sampling =
        Sampling.open(
            pid, options, recording.tree(), process.sinkOfOutside(), process.insideThreads());
    process.sampleBy(sampling);
    Map<Limit, String> limits = sampling.limits();
    boolean isSampled = !limits.containsKey(Limit.NO_PERF) || !limits.containsKey(Limit.NO_MEMORY);
    isSampledOutside |= isSampled && !onlySignals;
  }

  private SamplingMode mode(Plan plan) {
    return plan.mode() == Mode.WALL
        ? SamplingMode.WALL
        : onlySignals ? SamplingMode.REST : SamplingMode.CPU;
  }

  @Override
  public long poll() throws IOException {
    long now = System.nanoTime();
    if (now - looked > LOOK_NS) {
      looked = now;
      lookForRings();
      times.pids().forEach(pid -> times.own(pid, new ProcessFiles(pid.intValue()).cpuNs()));
      if (windows != null) {
        windows.look();
      }
    }
    if (now - lookedForChildren > CHILDREN_NS) {
      lookedForChildren = now;
      lookForProcesses();
    }
    long events = 0;
    int taken = 0;
    for (RecordedProcess each : processes.values()) {
      Sampling sampling = each.sampling();
      if (sampling != null) {
        taken += sampling.poll(0);
      }
      events += each.drain();
    }
    if (windows != null) {
      windows.merge();
    }
    if (now - flushed > FLUSH_NS) {
      flushed = now;
      processes.values().forEach(RecordedProcess::flush);
      noteProgress();
    }
    return rhythm.waitNs(now, events, taken, processes.values());
  }

  /** Opens new rings in the order in which they were made: a process has another after an exec. */
  private void lookForRings() throws IOException {
    if (folder == null) {
      return;
    }
    // All are listed before any is opened: that may delete the one before, which a folder that is
    // still being read would show once more.
    List<Path> fresh = new ArrayList<>();
    for (Path file : SessionFolder.files(folder.rings(), "*.ring")) {
      if (files.add(String.valueOf(file.getFileName()))) {
        fresh.add(file);
      }
    }
    if (fresh.size() > 1) {
      Map<Path, Long> starts = new HashMap<>();
      fresh.forEach(file -> starts.put(file, RingFile.startNs(file)));
      fresh.sort(Comparator.comparing(starts::get));
    }
    fresh.forEach(this::open);
  }

  private void open(Path file) {
    open(file, pidOf(RecordedProcess.labelOf(file)));
  }

  private void open(Path file, long pid) {
    try {
      RecordedProcess process = process(pid);
      if (process.ring() != null) { // an exec: what was before is over
        process.endProgram();
        countRing(process, true);
      }
      String old = process.ringName();
      process.open(file);
      if (old != null) {
        files.remove(old); // deleted, and its name may be given again
      }
      if (recording.plan().mode().stacks()) {
        times.observeEnded(pid, parentOf(process), target);
      }
    } catch (IOException e) {
      recording.lacks("events of process " + pid, String.valueOf(e.getMessage()));
    }
  }

  /**
   * A process in a PID namespace that has ended before it was seen gets a number of no process.
   * Where one that has a ring has gone, another has its name: numbers of namespaces are used again.
   */
  private long pidOf(String label) {
    for (RecordedProcess each : processes.values()) {
      boolean isOver = each.ring() != null && ProcessHandle.of(each.pid()).isEmpty();
      if (each.label().equals(label) && !(isOver && PidNamespace.isOther(label))) {
        return each.pid();
      }
    }
    int pid = PidNamespace.find(label);
    return pid > 0 ? pid : --unseen;
  }

  private long unseen;

  /**
   * Opens rings of a process as soon as it is asked for them: what is in them may also be among the
   * samples from outside that are being taken.
   */
  private void openNew(RecordedProcess process) {
    if (folder != null) {
      for (String name : List.of(process.label() + ".ring", process.label() + "-1.ring")) {
        Path file = folder.rings().resolve(name);
        if (!files.contains(name) && Files.exists(file)) {
          files.add(name);
          open(file, process.pid());
        }
      }
    }
  }

  /** What is left of a process that has ended says who its parent was; −1 if that is not known. */
  private long parentOf(RecordedProcess child) {
    RingFile ring = child.ring();
    String label = child.label();
    String space = PidNamespace.isOther(label) ? label.substring(label.indexOf('@')) : "";
    String parent = ring == null ? "" : ring.parentPid() + space;
    for (RecordedProcess each : processes.values()) {
      if (each.label().equals(parent)) {
        return each.pid();
      }
    }
    return -1;
  }

  private void observeTimes(long pid) {
    TaskStat stat = new ProcessFiles((int) pid).stat();
    if (stat != null) {
      times.observe(pid, folder == null ? stat.childrenNs() : 0);
      // It may be gone before all are asked who their parents are.
      times.children(pid, stat.parent(), stat.childrenNs());
    }
  }

  /** Asks the kernel for the times of children, before it is looked which of them have gone. */
  private void lookAtChildren() {
    for (long pid : times.pids()) {
      TaskStat stat = new ProcessFiles((int) pid).stat();
      if (stat != null) {
        times.children(pid, stat.parent(), stat.childrenNs());
      }
    }
  }

  private void placeShortLived() {
    for (long pid : times.pids()) {
      RecordedProcess parent = processes.get(pid);
      if (parent != null) {
        parent.shortLived(times.unseenNs(pid));
      }
    }
  }

  /** A JVM that a script starts has an agent, and would be sampled twice. */
  private void observeFromOutside(ProcessHandle child) {
    observeTimes(child.pid());
    boolean isJvm = Target.of(child) == Target.JVM;
    if (!isJvm || !hasAgents) {
      process(child.pid());
      if (isJvm) {
        recording.lacks(
            "methods of Java",
            "JVMs have agents only where a script starts them; helps: plumb record -- sh -c '…'");
      }
      return;
    }
    RecordedProcess known = processes.get(child.pid());
    if (known != null) { // a moment ago it was the shell's
      known.stopSampling();
    }
  }

  /** Children that do not (yet) have rings are sampled too; what has gone is put away. */
  private void lookForProcesses() throws IOException {
    if (recording.plan().mode().stacks()) {
      try (Stream<ProcessHandle> children =
          ProcessHandle.of(target).map(ProcessHandle::descendants).orElseGet(Stream::empty)) {
        children.forEach(this::observeFromOutside);
      }
    }
    processes.values().forEach(RecordedProcess::lookForExec);
    lookAtChildren();
    Set<Long> gone = gone();
    if (!gone.isEmpty()) {
      lookForRings(); // they make no more of them
    }
    Map<Long, Long> ended = new HashMap<>();
    for (Long pid : gone) {
      RecordedProcess process = processes.get(pid);
      if (process != null) {
        finish(process);
        processes.remove(pid);
        paused = paused.and(process.paused());
        shortLivedNs += process.shortLivedNs();
      }
      ended.put(pid, placedNs(pid, process));
    }
    times.ended(ended);
    placeShortLived();
  }

  /** CPU time of a process that is in the tree; −1 if not all of it was to be. */
  private long placedNs(long pid, @Nullable RecordedProcess process) {
    long placed = process == null ? 0 : process.sampledNs() + process.paused().cpuNs();
    if (process != null && process.isWhole()) {
      return placed;
    }
    times.own(pid, placed); // the only word on it if it had ended by the time it was found
    return -1;
  }

  /** Processes that are known and are no more, without the program itself. */
  private Set<Long> gone() {
    Set<Long> gone = new LinkedHashSet<>(processes.keySet());
    gone.addAll(times.pids());
    gone.removeIf(pid -> pid == target || ProcessHandle.of(pid).isPresent());
    return gone;
  }

  private void note(RecordedProcess process, String key, String value) {
    if (key.equals("rank") && value.matches("[0-9]{1,7}")) {
      process.setRank(Integer.parseInt(value));
    } else if (windows != null && key.startsWith("window.")) {
      windows.note(process, key, value);
    } else if (DeviceWork.isFact(key)) {
      process.noteOfDevice(key, value);
    } else {
      tell(key, value);
    }
  }

  private void tell(String key, String value) {
    if (key.startsWith("lacks.")) {
      recording.lacks(key.substring("lacks.".length()), value);
    } else if (key.equals("bootstrap")) {
      recording.lacks("the bootstrap in Python", value);
    } else if (key.equals("library")) {
      tellLibrary(value, true);
    } else if (key.equals("framework")) {
      recording.note("framework", Json.text(value));
    } else if (key.equals("operators")) {
      hasOperators = true;
      recording.reached(
          sampledBy.isInside()
              ? Level.OPERATORS_AND_SIGNALS
              : isSampledOutside ? Level.OPERATORS_AND_STACKS : Level.OPERATORS);
    } else if (key.equals("modules")) {
      recording.reached(Level.MODULES);
    } else if (key.equals("signals")) {
      sampledBy.inside();
    } else if (key.equals("no signals")) {
      sampledBy.notInside(value);
    }
  }

  private void notePauses() {
    Recording.Paused all = paused;
    for (RecordedProcess each : processes.values()) {
      all = all.and(each.paused());
    }
    recording.paused("processes", all);
  }

  private void noteProgress() {
    notePauses();
    RecordedProcess most = null;
    for (RecordedProcess each : processes.values()) {
      keepSteps(each);
      if (most == null || each.operators().steps().count() > most.operators().steps().count()) {
        most = each;
      }
    }
    if (most == null || most.operators().steps().count() == 0 || isLess(most)) {
      return;
    }
    stepsNoted = most.operators().steps().count();
    stepsWithOperators = most.operators().steps().recorded();
    stepsNotedOf = most.pid();
    recording.note("steps", most.operators().steps().json(most.operators().stepSource()));
    RingFile ring = most.ring();
    if (ring != null) {
      spentNs = ring.spentNs();
      countedNs = ring.countedNs();
    }
    if (ring != null && ring.costPs() > 0 && ring.observedNs() > 0) {
      recording.note(
          "budget",
          "{\"allowed\":"
              + recording.plan().budget()
              + ",\"ns_for_each_operator\":"
              + ring.costPs() / 1000.0
              + ",\"share_of_time_recorded\":"
              + (double) ring.recordedNs() / ring.observedNs()
              + ",\"share_spent\":"
              + (double) ring.spentNs() / Math.max(1, ring.countedNs())
              + "}");
    }
  }

  private long stepsNoted;
  private long stepsWithOperators;
  private long stepsNotedOf;
  private long spentNs;
  private long countedNs;

  /** Whether operators are recorded in any process; else it is calls of modules alone. */
  private boolean hasOperators;

  private boolean isLess(RecordedProcess process) {
    // Of one process the number may fall: when somebody who knows better says when steps end.
    return process.pid() != stepsNotedOf && process.operators().steps().count() < stepsNoted;
  }

  private void keepSteps(RecordedProcess process) {
    StepTimes steps = process.operators().steps();
    recording.steps(
        process.rank(), new Recording.Steps(process.pid(), steps.track(), steps.intervals()));
  }

  @Override
  public void finish() throws IOException {
    lookForRings();
    for (RecordedProcess each : new ArrayList<>(processes.values())) {
      Sampling sampling = each.sampling();
      if (sampling != null) {
        sampling.poll(0);
      }
      each.drain();
    }
    noteProgress();
    readMessages();
    if (windows != null) {
      windows.finish();
    }
    lookAtChildren();
    Set<Long> gone = gone();
    Map<Long, Long> ended = new HashMap<>();
    for (RecordedProcess each : processes.values()) {
      finish(each);
    }
    gone.forEach(pid -> ended.put(pid, placedNs(pid, processes.get(pid))));
    times.ended(ended);
    tellShortLived();
    tellRate();
    tellStacks();
    tellOperators();
    tellPauses();
    tellWhoRunsOn();
    if (recording.tree().contexts() > 0) {
      recording.reached(Level.MODULES); // scopes at least
    }
    recording.note("samples", String.valueOf(samples));
    recording.note("samples_in_operators", String.valueOf(samplesInOperators));
    if (recording.plan().mode().stacks()) {
      recording.note("stacks", sampledBy.json());
    }
  }

  /** Of how many steps operators are, where the budget left some out. */
  private void tellOperators() {
    if (recording.problems().count(ProblemCode.OPERATORS_PARTLY) > 0) {
      String when =
          stepsNoted > stepsWithOperators
              ? String.format(
                  Locale.ROOT,
                  "%,d of %,d steps, and in a part of the time outside of them",
                  stepsWithOperators,
                  stepsNoted)
              : "a part of the time";
      recording.remark(
          "%s were recorded in %s: counts and times are of that; --budget 100%% has all"
              .formatted(hasOperators ? "operators" : "calls of modules", when));
    }
    double share = (double) spentNs / Math.max(1, countedNs);
    double allowed = recording.plan().budget();
    if (countedNs > LONG_ENOUGH_NS && allowed < 1 && share > allowed) {
      recording.remark(
          String.format(
              Locale.ROOT,
              "the budget of %.1f %% could not be kept: scopes, the hook of modules and what the first"
                  + " steps need took %.1f %% by the account of the process that made most steps",
              allowed * 100,
              share * 100));
    }
  }

  private void tellPauses() {
    if (timesReadLate > 0) {
      recording.remark(
          String.format(
              Locale.ROOT,
              "%,d times of scopes, operators and samples were read when thousands of pauses had"
                  + " passed: they may have a part of those",
              timesReadLate));
    }
  }

  private void tellStacks() {
    boolean isPython = hasUnknownPython || kind == Target.PYTHON && runningSamples >= FEW;
    boolean isUnknown = isPython && !sampledBy.hasPython();
    if (isUnknown && (isSampledOutside || sampledBy.isInside())) {
      recording.reached(Level.NATIVE);
    } else if (sampledBy.isInside()) {
      recording.reached(Level.SIGNALS);
    } else if (isSampledOutside) {
      recording.reached(Level.STACKS);
    }
    if (isUnknown && told.add(Limit.UNKNOWN_PYTHON.name())) {
      String known = Limit.UNKNOWN_PYTHON.advice();
      recording.lacks(words(Limit.UNKNOWN_PYTHON), "none that is known was seen; helps: " + known);
    }
  }

  /** A daemon, say, that the program has left behind. */
  private void tellWhoRunsOn() {
    long until = System.nanoTime() + HELPERS_END_NS;
    List<String> running = whoRunsOn();
    while (!running.isEmpty() && System.nanoTime() < until) {
      LockSupport.parkNanos(LOOK_WHO_ENDS_NS);
      running = whoRunsOn();
    }
    if (folder != null && !running.isEmpty()) {
      recording.remark(
          "processes of the program run on, and are not recorded any more (plumb attach does it): "
              + String.join(", ", running));
    }
  }

  private List<String> whoRunsOn() {
    return processes.keySet().stream()
        .filter(pid -> pid != target && new ProcessFiles(pid.intValue()).isAlive())
        .map(String::valueOf)
        .toList();
  }

  private void tellShortLived() {
    RecordedProcess program = processes.get(target);
    if (program != null && folder != null && recording.plan().mode().stacks()) {
      times.endedAll(target, program.sampledNs(), childrenOfPlumbNs() - helpersNs);
    }
    placeShortLived();
    processes.values().forEach(each -> shortLivedNs += each.shortLivedNs());
    if (shortLivedNs > 0) {
      recording
          .problems()
          .add(
              ProblemCode.PROCESSES_UNSEEN,
              Problems.NO_OFFSET,
              String.format(Locale.ROOT, "%.2f s of CPU time", shortLivedNs / 1e9));
    }
    recording.note("short_lived_ns", String.valueOf(shortLivedNs));
  }

  /** Says how many samples there are a second of CPU time, where it was to be more. */
  private void tellRate() {
    int asked = recording.plan().hz();
    double expected = sampledNs / 1e9 * asked;
    if (!recording.plan().mode().stacks() || sampledNs == 0) {
      return;
    }
    double reached = runningSamples * 1e9 / sampledNs;
    recording.note(
        "hz", String.format(Locale.ROOT, "{\"asked\":%d,\"reached\":%.1f}", asked, reached));
    if (expected >= FEWEST_FOR_RATE && runningSamples < expected * TOO_FEW) {
      recording.remark(
          String.format(
              Locale.ROOT,
              "%.0f samples a second of CPU time, not %d: the kernel's timers and limits"
                  + " (kernel.perf_event_max_sample_rate) or a busy machine allow no more",
              reached,
              asked));
    }
  }

  private void finish(RecordedProcess process) {
    Sampling sampling = process.sampling();
    if (sampling != null) {
      sampling.poll(0); // what came since the last time
    }
    process.finish();
    keepSteps(process);
    count(process);
    String ring = process.ringName();
    process.close();
    runningSamples += process.runningSamples();
    sampledNs += process.sampledNs();
    if (ring != null) {
      files.remove(ring); // the number may be another process's
    }
  }

  /**
   * Tells what the rings of a program lost.
   *
   * @param becameAnother whether the process runs another program now
   */
  private void countRing(RecordedProcess process, boolean becameAnother) {
    Problems problems = recording.problems();
    RingReader reader = process.reader();
    RingFile ring = process.ring();
    if (reader != null && ring != null) {
      add(problems, ProblemCode.EVENTS_LOST, reader.eventsLost());
      add(problems, ProblemCode.SAMPLES_LOST, reader.samplesLost());
      add(problems, ProblemCode.CHUNK_DAMAGED, reader.broken());
      if (ring.threadsWithoutRing() > 0) {
        recording.lacks("threads", ring.threadsWithoutRing() + " without room for a ring");
      }
      timesReadLate += reader.pauses().askedTooLate();
      if (!becameAnother && !ring.hasEnded() && ProcessHandle.of(process.pid()).isEmpty()) {
        problems.add(ProblemCode.TARGET_KILLED, Problems.NO_OFFSET, "process " + process.pid());
      }
      boolean some =
          ring.recordedNs() > 0; // none at all: no framework whose operators are observed
      if (some && (ring.stepsRecorded() < ring.steps() || ring.recordedNs() < ring.observedNs())) {
        add(problems, ProblemCode.OPERATORS_PARTLY, 1);
      }
    }
    SamplingCounts inside = process.insideCounts();
    if (inside != null) {
      add(problems, ProblemCode.SAMPLE_BROKEN, inside.malformed());
      sampledBy.addInside(inside);
    }
  }

  /** Tells what a process lost. */
  private void count(RecordedProcess process) {
    countRing(process, false);
    Problems problems = recording.problems();
    DeviceWork device = process.device();
    if (device != null) {
      add(problems, ProblemCode.EVENTS_LOST, device.dropped());
      add(problems, ProblemCode.SAMPLES_LOST, device.samplesDropped());
      devices.put(process.pid(), device.json());
      recording.note("devices", devices.values().toString());
    }
    var operators = process.operators();
    SamplingCounts inside = process.insideCounts();
    sampledBy.addSilent(process.insideThreads().everSilent());
    add(problems, ProblemCode.EVENTS_UNBALANCED, operators.unfinished());
    add(problems, ProblemCode.BACKWARD_WITHOUT_FORWARD, operators.lonelyBackward());
    samples += operators.samples();
    samplesInOperators += operators.samplesInOperators();
    Sampling sampling = process.sampling();
    if (sampling != null) {
      boolean isInside = inside != null && inside.samples() > 0;
      // Of threads that sample themselves nothing is lost here: what is, stands as time in the
      // tree.
      add(problems, ProblemCode.SAMPLES_LOST, isInside ? 0 : sampling.counts().lost());
      add(problems, ProblemCode.PYTHON_READ_LATE, sampling.counts().late());
      sampledBy.addOutside(sampling.counts());
      hasUnknownPython |= sampling.limits().containsKey(Limit.UNKNOWN_PYTHON);
      sampling
          .limits()
          .forEach((limit, why) -> {
            if (!isInside && limit != Limit.NO_PROCESS && told.add(limit.name())) {
              recording.lacks(words(limit), why + "; helps: " + limit.advice());
            }
          });
    }
  }

  private static String words(Limit limit) {
    return switch (limit) {
      case NO_PERF -> "native stacks";
      case NO_KERNEL_TIME -> "time in the kernel";
      case NO_MEMORY -> "Python stacks";
      case UNKNOWN_PYTHON -> "calls of Python";
      case NO_PROCESS -> "some stacks";
    };
  }

  private static void add(Problems problems, ProblemCode code, long count) {
    if (count > 0) {
      problems.add(code, Problems.NO_OFFSET, count);
    }
  }

  private void readMessages() throws IOException {
    if (folder == null) {
      return;
    }
    for (Path file : SessionFolder.files(folder.messages(), "*")) {
      for (String line : Files.readAllLines(file)) {
        String[] parts = line.split("\t", 2);
        if (parts.length == 2) {
          tell(parts[0], parts[1]);
        }
      }
    }
  }

  @Override
  public void close() {
    processes.values().forEach(RecordedProcess::close);
    if (folder != null) {
      folder.close();
    }
  }
}
