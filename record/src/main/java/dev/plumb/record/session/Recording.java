package dev.plumb.record.session;

import dev.plumb.record.tree.ContextTree;
import dev.plumb.record.tree.StepIntervals;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What has been recorded so far: the tree, what went wrong, and what there is to say. */
public final class Recording {
  private final Plan plan;
  private final ContextTree tree = new ContextTree();
  private final Problems problems = new Problems();
  private final Map<String, String> notes = new LinkedHashMap<>();
  private final Map<String, String> missing = new TreeMap<>();
  private final List<String> remarks = new ArrayList<>();
  private final Map<Integer, Steps> steps = new TreeMap<>();
  private final long beginNs = System.nanoTime();
  private Level level = Level.NONE;

  /** An empty recording. */
  public Recording(Plan plan) {
    this.plan = plan;
  }

  /** What was asked for. */
  public Plan plan() {
    return plan;
  }

  /** Where everything is merged. */
  public ContextTree tree() {
    return tree;
  }

  /** What was lost, counted. */
  public Problems problems() {
    return problems;
  }

  /** Keeps a fact in the file's metadata, under {@code plumb.KEY}. */
  public void note(String key, String json) {
    notes.put("plumb." + key, json);
  }

  /** Facts by key. */
  public Map<String, String> notes() {
    return notes;
  }

  /** Steps of one process; {@code track} is that of the thread that ends them. */
  public record Steps(long pid, int track, StepIntervals intervals) {}

  /**
   * Keeps steps: of several processes that are one rank, those of the process that made most.
   *
   * @param rank of the process; −1 if it is none, or not known yet
   */
  public void steps(int rank, Steps fresh) {
    steps.values().removeIf(each -> each.pid == fresh.pid);
    Steps known = steps.get(rank);
    long count = fresh.intervals.count();
    if (count > (known == null ? 0 : known.intervals.count())) {
      steps.put(rank, fresh);
    }
  }

  /** Steps by rank; the ranks in order. */
  public Collection<Steps> steps() {
    return steps.values();
  }

  /**
   * What the program wanted not to be recorded: how often, how long, and its CPU time meanwhile.
   *
   * @param ns of the process that paused longest: others may have done so at the same time
   * @param cpuNs of all processes, in pauses that have ended; {@link #UNKNOWN} if nobody knows
   */
  public record Paused(long count, long ns, long cpuNs) {
    /** Nothing was. */
    public static final Paused NEVER = new Paused(0, 0, 0);

    /** Stands for CPU time. */
    public static final long UNKNOWN = -1;

    /** That of more processes. */
    public Paused and(Paused other) {
      boolean isKnown = (cpuNs >= 0 || count == 0) && (other.cpuNs >= 0 || other.count == 0);
      long cpu = Math.max(cpuNs, 0) + Math.max(other.cpuNs, 0);
      return new Paused(count + other.count, Math.max(ns, other.ns), isKnown ? cpu : UNKNOWN);
    }

    String json() {
      String cpu = cpuNs < 0 ? "" : ",\"cpu_ns\":" + cpuNs;
      return "{\"count\":" + count + ",\"ns\":" + ns + cpu + "}";
    }

    String words() {
      String cpu = cpuNs < 0 ? "" : String.format(Locale.ROOT, ", %.2f s of CPU time", cpuNs / 1e9);
      return String.format(Locale.ROOT, "%.2f s%s", ns / 1e9, cpu);
    }
  }

  private final Map<String, Paused> paused = new TreeMap<>();

  /** What some processes of the program wanted not to be recorded, up to now. */
  public void paused(String who, Paused now) {
    paused.put(who, now);
    Paused all = paused();
    if (all.count > 0) {
      note("paused", all.json());
    }
  }

  /** What the program wanted not to be recorded, up to now. */
  Paused paused() {
    return paused.values().stream().reduce(Paused.NEVER, Paused::and);
  }

  /** When the recording began, of CLOCK_MONOTONIC in ns. */
  public long beginNs() {
    return beginNs;
  }

  /** Says how much is recorded; the best that any process reached stays. */
  public void reached(Level now) {
    if (now.compareTo(level) < 0) {
      level = now;
    }
  }

  /** How much is recorded. */
  public Level level() {
    return level;
  }

  /**
   * Says that something could not be recorded, once.
   *
   * @param what is missing: "operators", "native stacks"
   * @param why it is, and what would help
   */
  public void lacks(String what, String why) {
    if (missing.put(what, why) == null) {
      problems.add(ProblemCode.RECORDED_LESS, Problems.NO_OFFSET, what + ": " + why);
    }
  }

  /** Says something that people should see, and that is no lack. */
  public void remark(String text) {
    if (!remarks.contains(text)) {
      remarks.add(text);
    }
  }

  /** What people should see. */
  public List<String> remarks() {
    return remarks;
  }

  /** What could not be recorded, and why. */
  public Map<String, String> missing() {
    return missing;
  }
}
