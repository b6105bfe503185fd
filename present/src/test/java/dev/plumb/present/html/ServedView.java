package dev.plumb.present.html;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code plumb view} as users start it, in a process of its own. */
final class ServedView implements AutoCloseable {
  private final Process process;
  private final String address;
  private final long readyMs;

  /**
   * Starts it and waits for its address.
   *
   * @param launcher {@code ./plumb}
   * @param arguments files, and options if there are any
   */
  ServedView(String launcher, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher, "view", "--no-open"));
    command.addAll(arguments);
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    readyMs = System.currentTimeMillis();
    if (line == null) {
      throw new IOException("plumb view did not start");
    }
    address = line.strip();
  }

  /** What to open, with the token. */
  String address() {
    return address;
  }

  /** When the address was printed, which is when reading has ended. */
  long readyMs() {
    return readyMs;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
