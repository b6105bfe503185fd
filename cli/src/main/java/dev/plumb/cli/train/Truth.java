package dev.plumb.cli.train;

import java.util.Map;
import java.util.StringJoiner;

/**
 * What a reader must find in a synthetic trace. Times are nanoseconds.
 *
 * @param events objects of the event array
 * @param categories events by category; those without one stand under "None"
 * @param spanNs last end minus first start of all complete events
 * @param kernels kernels
 * @param kernelNs their summed duration
 * @param memcpys copies
 * @param memcpyNs their summed duration
 * @param memsets fills
 * @param memsetNs their summed duration
 * @param busyNs union of kernels, copies and fills
 * @param linkedToLaunch kernels whose launch is in the trace
 * @param linkedToOperator of those, launched within an operator
 * @param linkedToPython of those, launched within a Python frame
 * @param unattributedNs duration of kernels without a launch
 * @param operators operators
 * @param pythonFrames Python frames with modules
 * @param steps steps
 * @param backwardLinks backward operators that belong to a forward one
 * @param kernelNames summed duration of kernels by name
 */
public record Truth(
    long events,
    Map<String, Long> categories,
    long spanNs,
    long kernels,
    long kernelNs,
    long memcpys,
    long memcpyNs,
    long memsets,
    long memsetNs,
    long busyNs,
    long linkedToLaunch,
    long linkedToOperator,
    long linkedToPython,
    long unattributedNs,
    long operators,
    long pythonFrames,
    long steps,
    long backwardLinks,
    Map<String, Long> kernelNames) {

  /**
   * The numbers as a JSON object with the names of {@code plumb report --json} where it has them.
   */
  public String json() {
    StringJoiner members = new StringJoiner(", ", "{", "}");
    number(members, "events", events);
    number(members, "span_ns", spanNs);
    number(members, "kernels", kernels);
    number(members, "kernel_ns", kernelNs);
    number(members, "memcpys", memcpys);
    number(members, "memcpy_ns", memcpyNs);
    number(members, "memsets", memsets);
    number(members, "memset_ns", memsetNs);
    number(members, "busy_ns", busyNs);
    number(members, "linked_to_launch", linkedToLaunch);
    number(members, "linked_to_op", linkedToOperator);
    number(members, "linked_to_python", linkedToPython);
    number(members, "unattributed_ns", unattributedNs);
    number(members, "cpu_ops", operators);
    number(members, "python_frames", pythonFrames);
    number(members, "steps", steps);
    number(members, "backward_links", backwardLinks);
    return members.toString();
  }

  private static void number(StringJoiner members, String key, long value) {
    members.add('"' + key + "\": " + value);
  }
}
