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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plumb record}: runs a program and records it. */
@Command(
    name = "record",
    description = "Run a program, record where its time goes, and report.",
    footer = {
      "",
      "Examples:",
      "  plumb record -- python3 train.py --epochs 3",
      "  plumb record -o run.plumb --mode wall -- torchrun --nproc-per-node 4 train.py",
      "  plumb record -- java -jar app.jar",
      "",
      "The program's input, output and exit status stay its own; Plumb writes to",
      "stderr."
    })
final class RecordCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "CMD", description = "The program and its arguments.")
  private List<String> command = List.of();

  @Mixin private RecordOptions options = new RecordOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Session session = new Session(options.plan(command, command.getFirst()));
    options.follow(session);
    Interrupts.passTo(session);
    Outcome outcome = RecordOptions.run(() -> session.run(ExactArguments.environment()));
    options.tell(outcome, err);
    return outcome.status() == 0 && !outcome.stored() ? ExitCode.INTERNAL_ERROR : outcome.status();
  }
}
