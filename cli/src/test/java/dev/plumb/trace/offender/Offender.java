package dev.plumb.trace.offender;

import dev.plumb.cli.ExitCode;
import dev.plumb.cli.Main;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.logging.Logger;
import picocli.CommandLine;

/**
 * Pretends to live in the trace room and breaks every rule there; only ArchitectureTest reads it.
 */
public final class Offender {
  private Offender() {}

  public static void offend(CommandLine line) {
    Logger.getLogger("offender").info("logged");
    System.out.println(line);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    Main.run(err, err);
    System.exit(ExitCode.INTERNAL_ERROR);
  }
}
