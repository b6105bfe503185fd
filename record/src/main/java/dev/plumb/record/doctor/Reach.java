package dev.plumb.record.doctor;

import dev.plumb.record.session.Level;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How much of each kind of program can be recorded here.
 *
 * @param program kind of program, for people
 * @param level what is reached
 * @param without what stands in the way of more; empty if nothing does
 */
public record Reach(String program, Level level, List<Need> without) {
  /** What follows from findings. */
  public static List<Reach> of(List<Finding> findings) {
    Map<Need, Finding> by = new EnumMap<>(Need.class);
    for (Finding each : findings) {
      by.put(each.need(), each);
    }
    if (!has(by, Need.PYTHON)) { // only such as are not known
      Level natives = has(by, Need.PERF_EVENTS) ? Level.NATIVE : Level.NONE;
      return List.of(
          withoutPython(pytorch(by), natives),
          withoutPython(python(by), natives),
          jvm(by),
          others(by));
    }
    return List.of(pytorch(by), python(by), jvm(by), others(by));
  }

  private static boolean has(Map<Need, Finding> by, Need need) {
    Finding finding = by.get(need);
    return finding != null && finding.status() != Finding.Status.MISSING;
  }

  private static List<Need> lacking(Map<Need, Finding> by, Need... needs) {
    return List.of(needs).stream().filter(need -> !has(by, need)).toList();
  }

  /**
   * The library inside counts operators and takes samples; what it cannot see is seen from outside.
   */
  private static Reach pytorch(Map<Need, Finding> by) {
    List<Need> inside = lacking(by, Need.TEMPORARY_FILES, Need.LIBRARY);
    if (!inside.isEmpty()) {
      return new Reach(
          "Python with PyTorch",
          Level.MODULES,
          lacking(by, Need.TEMPORARY_FILES, Need.LIBRARY, Need.PERF_EVENTS, Need.PROCESS_MEMORY));
    }
    List<Need> without = lacking(by, Need.PERF_EVENTS, Need.PROCESS_MEMORY);
    return new Reach("Python with PyTorch", Level.OPERATORS_AND_SIGNALS, without);
  }

  private static Reach withoutPython(Reach reach, Level level) {
    List<Need> without = new ArrayList<>(reach.without());
    without.add(Need.PYTHON);
    return new Reach(reach.program(), level, without);
  }

  private static Reach python(Map<Need, Finding> by) {
    List<Need> without = lacking(by, Need.PERF_EVENTS, Need.PROCESS_MEMORY);
    boolean isInside = has(by, Need.TEMPORARY_FILES);
    boolean isOutside = has(by, Need.PROCESS_MEMORY);
    return new Reach(
        "other Python", isInside ? Level.SIGNALS : isOutside ? Level.STACKS : Level.NONE, without);
  }

  private static Reach jvm(Map<Need, Finding> by) {
    List<Need> without = lacking(by, Need.ASYNC_PROFILER, Need.TEMPORARY_FILES);
    return new Reach("Java", without.isEmpty() ? Level.AGENT_AND_STACKS : Level.OPERATORS, without);
  }

  private static Reach others(Map<Need, Finding> by) {
    List<Need> without = lacking(by, Need.PERF_EVENTS);
    return new Reach("C, C++, Rust", without.isEmpty() ? Level.STACKS : Level.NONE, without);
  }
}
