package dev.plumb.explain;

import dev.plumb.explain.cost.Calls;
import java.util.List;

/**
 * A program of one thread that calls operator after operator, as its trace shows it: each operator
 * launches its kernels, which run one after the other. Arguments are in the short form of {@link
 * Calls}.
 */
public final class Program {
  private static final long HOST_NS = 4_000;

  private final Scenario scenario = new Scenario();
  private long host;
  private long device = 100_000;

  /** On a device of this name. */
  public static Program on(String device) {
    Program program = new Program();
    program.scenario.device("0", device);
    return program;
  }

  /** The trace so far. */
  public Scenario scenario() {
    return scenario;
  }

  public Facts facts() {
    return scenario.facts();
  }

  /** What an analysis with its default thresholds answers. */
  public Outcome ask(Analysis analysis) {
    return Asked.outcome(analysis, facts());
  }

  /** What an analysis finds; empty if it is clean or cannot tell. */
  public List<Finding> findings(Analysis analysis) {
    return Asked.findings(analysis, facts());
  }

  /** Calls operators within a function, at a line. */
  public Program at(int line, String function, Runnable body) {
    long start = host;
    body.run();
    host += HOST_NS;
    scenario.python("model.py", line, function, start, host - start);
    return this;
  }

  /** Calls operators within an operator or a marked range of this name. */
  public Program within(String operator, String arguments, Runnable body) {
    long start = host;
    host += HOST_NS;
    body.run();
    host += HOST_NS;
    scenario.op(operator, start, host - start, Calls.members(arguments));
    return this;
  }

  /** Calls operators within a range that the program marks. */
  public Program marked(String name, Runnable body) {
    long start = host;
    host += HOST_NS;
    body.run();
    host += HOST_NS;
    scenario.annotation(name, start, host - start);
    return this;
  }

  /** Calls an operator that launches one kernel. */
  public Program call(String operator, String arguments, String kernel, long us) {
    return call(operator, arguments, kernel, us, "");
  }

  /** Calls an operator that launches one kernel with these arguments of its own. */
  public Program call(
      String operator, String arguments, String kernel, long us, String kernelArguments) {
    within(operator, arguments, () -> launch(kernel, us, kernelArguments));
    return this;
  }

  /** Launches a kernel from where the program is. */
  public Program launch(String kernel, long us, String kernelArguments) {
    device = Math.max(device, host + 2 * HOST_NS);
    scenario.kernel(kernel, host, HOST_NS / 2, device, us * 1000, "7", kernelArguments);
    host += HOST_NS;
    device += us * 1000;
    return this;
  }
}
