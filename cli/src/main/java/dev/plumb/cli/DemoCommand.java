package dev.plumb.cli;

import dev.plumb.record.session.Outcome;
import dev.plumb.record.session.Plan;
import dev.plumb.record.session.Session;
import dev.plumb.trace.ShellWord;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code plumb demo}: records the training of {@code examples/djl-train} and reports it. */
@Command(
    name = "demo",
    description = "Train a small network in the JVM, record it, and report: no GPU, no Python.",
    footer = {
      "",
      "The first time, Maven fetches PyTorch for the JVM (120 MB, unpacked 430 MB)",
      "into its own repository and examples/djl-train/target."
    })
final class DemoCommand implements Callable<Integer> {
  private static final String NAME = "plumb-demo";

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FOLDER",
      description = "Where to write plumb-demo.plumb and plumb-demo.html (default: here).")
  private String folder = ".";

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long to train (default: ${DEFAULT-VALUE}).")
  private int seconds = 10;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Path target = OutputFile.named(folder);
    OutputFile.existing(target, folder);
    if (!Files.isWritable(target)) {
      throw CommandFailure.usage(
          "'" + folder + "' is no folder that may be written to; name another with --out");
    }
    if (seconds < 1 || seconds > 3600) {
      throw CommandFailure.usage("--seconds must be from 1 to 3600");
    }
    DemoProgram program = DemoProgram.build(line -> tell(err, line));
    Path recording = target.resolve(NAME + ".plumb");
    Path page = target.resolve(NAME + ".html");
    tell(err, "training a small network with PyTorch in the JVM for " + seconds + " s");
    record(program, recording);
    int status = Main.run(out, err, "report", recording.toString(), "--html", page.toString());
    if (status == ExitCode.DONE) {
      tell(err, "recording: " + recording.toAbsolutePath().normalize());
      tell(err, "page:      " + page.toAbsolutePath().normalize());
      tell(err, "explore:   plumb view " + ShellWord.of(recording.toString()));
    }
    return status;
  }

  private void record(DemoProgram program, Path recording) throws IOException {
    Plan plan = Plan.of(program.command("--seconds", Integer.toString(seconds)), recording);
    File log = program.log().toFile();
    Session session =
        new Session(plan)
            .redirect(Redirect.from(new File("/dev/null")), Redirect.to(log), Redirect.to(log));
    Interrupts.passTo(session);
    Map<String, String> environment = ExactArguments.environment();
    // All work on the thread that asks for it: contexts then reach from main to the kernel.
    environment.put("OMP_NUM_THREADS", "1");
    Outcome outcome = session.run(environment);
    if (outcome.status() != 0) {
      throw CommandFailure.cannotWrite(
          "the training ended with status " + outcome.status() + ": " + program.lastWords());
    }
    if (!outcome.stored()) {
      throw CommandFailure.cannotWrite("cannot write " + recording + ": " + outcome.notStored());
    }
    List<String> missing =
        outcome.missing().entrySet().stream()
            .map(each -> each.getKey() + ": " + each.getValue())
            .toList();
    PrintWriter err = spec.commandLine().getErr();
    missing.forEach(each -> tell(err, "without " + each));
  }

  private static void tell(PrintWriter err, String line) {
    err.println("plumb: " + line);
    err.flush();
  }
}
