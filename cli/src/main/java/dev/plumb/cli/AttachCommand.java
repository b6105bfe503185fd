package dev.plumb.cli;

import dev.plumb.record.session.Outcome;
import dev.plumb.record.session.Session;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plumb attach}: records a program that runs already. */
@Command(
    name = "attach",
    description = "Record a running Python or Java program until it ends or Ctrl-C.",
    footer = {"", "The program runs on when Plumb lets it go."})
final class AttachCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PID", description = "The process.")
  private long pid;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Let it go after this time (default: when it ends).")
  private double seconds = Double.POSITIVE_INFINITY;

  @Mixin private RecordOptions options = new RecordOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    ProcessHandle process =
        ProcessHandle.of(pid)
            .orElseThrow(() -> CommandFailure.usage("no process has the number " + pid));
    Session session = new Session(options.plan(List.of(), "attached"));
    options.follow(session);
    Interrupts.stop(session);
    if (seconds < Long.MAX_VALUE / 1e3) {
      Thread.ofVirtual().start(() -> letGo(session));
    }
    Outcome outcome = RecordOptions.run(() -> session.attach(process));
    options.tell(outcome, err);
    return outcome.stored() ? ExitCode.DONE : ExitCode.INTERNAL_ERROR;
  }

  private void letGo(Session session) {
    try {
      Thread.sleep((long) (seconds * 1e3));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    session.stop();
  }
}
