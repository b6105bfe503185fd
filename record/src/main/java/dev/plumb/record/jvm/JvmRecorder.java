package dev.plumb.record.jvm;

import dev.plumb.record.session.Launch;
import dev.plumb.record.session.Level;
import dev.plumb.record.session.NotAttachedException;
import dev.plumb.record.session.Plan;
import dev.plumb.record.session.Recorder;
import dev.plumb.record.session.Recording;
import dev.plumb.record.session.Target;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records JVMs: the one that is started, those that a script starts, or a running one. Agents in
 * them write files into a shared folder, which {@link AgentOutput} merges.
 */
public final class JvmRecorder implements Recorder {
  private static final long POLL_NS = 250_000_000L;
  private static final long LOOK_NS = 20_000_000L;
  private static final long LET_GO_MILLIS = 10_000;

  private final Recording recording;
  private final Target target;
  private @Nullable AgentServer server;
  private @Nullable AgentFiles files;
  private @Nullable AgentOutput output;
  private boolean launched;
  private boolean refused;
  private long polled;

  /** A recorder for a program of that kind. */
  public JvmRecorder(Recording recording, Target target) {
    this.recording = recording;
    this.target = target;
  }

  private AgentFiles begin(Map<String, String> environment) throws IOException {
    OperatorNames names = new OperatorNames();
    AgentServer agents = new AgentServer(names);
    server = agents;
    AgentFiles folder = AgentFiles.create(recording.plan(), agents, environment);
    files = folder;
    output = new AgentOutput(recording, folder.output(), names);
    Plan plan = recording.plan();
    if (plan.mode().stacks() && !folder.hasLibrary()) {
      recording.lacks("stacks", "async-profiler has no library for this platform");
    }
    String unsafe = folder.whyUnsafe();
    if (unsafe != null) {
      recording.remark(
          "samples may end a program with oneDNN up to 3.11.1, as PyTorch's before 2.13 (--mode"
              + " operators takes none): "
              + unsafe);
    }
    return folder;
  }

  @Override
  public void prepare(Launch launch) throws IOException {
    launched = true;
    AgentFiles folder = begin(launch.environment());
    if (target != Target.JVM) {
      JavaOptions.addForChildren(launch, folder);
      return;
    }
    String refusal = JavaOptions.refusal(launch);
    if (refusal != null) {
      refused = true;
      recording.lacks("everything", refusal);
      return;
    }
    JavaOptions.add(launch, folder);
  }

  @Override
  public void started(long pid) throws IOException {
    if (!launched) {
      String reason = Attachment.attach(pid, begin(System.getenv()));
      if (reason != null) {
        throw new NotAttachedException(reason);
      }
    }
  }

  @Override
  public long poll() throws IOException {
    AgentOutput out = output;
    long now = System.nanoTime();
    if (out != null && now - polled >= POLL_NS) {
      polled = now;
      out.merge();
      reached(out);
    }
    return LOOK_NS;
  }

  private void reached(AgentOutput out) {
    AgentServer agents = server;
    boolean operators =
        recording.plan().mode().operators() && agents != null && agents.hasOperators();
    if (out.samples() > 0) {
      recording.reached(operators ? Level.AGENT_AND_STACKS : Level.STACKS);
    } else if (operators) {
      recording.reached(Level.OPERATORS);
    }
  }

  @Override
  public void finish() throws IOException {
    AgentServer agents = server;
    AgentOutput out = output;
    if (agents == null || out == null) {
      return;
    }
    agents.letGo(LET_GO_MILLIS);
    out.mergeRest();
    reached(out);
    for (String each : agents.failures()) {
      recording.lacks("operators", each);
    }
    if (files != null) {
      tellWithoutRoom(files.samplesWithoutRoom());
    }
    if (out.processes() == 0 && target == Target.JVM && !refused && !out.hasFailed()) {
      recording.lacks(
          "everything",
          "the program's JVM did not start the agent: it ended at once, or is no JVM of Java "
              + JavaOptions.OLDEST
              + " or newer");
    }
  }

  private void tellWithoutRoom(long samples) {
    if (samples > 0) {
      recording.problems().add(ProblemCode.SAMPLES_LOST, Problems.NO_OFFSET, samples);
      recording.lacks(
          "samples of some threads",
          samples
              + " were not taken: native code has given these threads a stack of less than 16 KiB"
              + " for handlers of signals (sigaltstack), which async-profiler's need");
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    if (files != null) {
      files.close();
    }
  }
}
