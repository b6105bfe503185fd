package dev.plumb.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs command lines as a process would, and keeps what they print. */
final class CommandRunner {
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  int run(String... args) {
    out = new StringWriter();
    err = new StringWriter();
    return Main.run(new PrintWriter(out), new PrintWriter(err), args);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}
