package dev.plumb.record.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Pythons;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ring that is written by Python alone, read while it is written. */
class PythonRingTest {
  private static final String WRITER =
      """
      import os, sys
      from plumb_bootstrap import rings
      assert rings.open_ring()
      name = rings.number("name")
      print(os.getpid(), flush=True)
      for i in range(100_000):
          rings.plumb_pause()
          rings.plumb_resume()
          rings.enter_scope(name)
          rings.leave(name)
      """;

  @TempDir private Path session;

  /** A word that is being written is the old one or the new one, never something between. */
  @Test
  void countsNeverGoBack() throws Exception {
    Files.createDirectory(session.resolve("rings"));
    ProcessBuilder builder =
        new ProcessBuilder(Pythons.any(), "-c", WRITER).redirectErrorStream(true);
    builder
        .environment()
        .put(
            "PYTHONPATH", Path.of(System.getProperty("plumb.root"), "record/bootstrap").toString());
    builder.environment().put("PLUMB_SESSION", session.toString());
    Process process = builder.start();

    long looks = 0;
    long wentBack = 0;
    try (var output = process.inputReader()) {
      String pid = output.readLine();
      try (RingFile file = new RingFile(session.resolve("rings").resolve(pid + ".ring"))) {
        Pauses pauses = new Pauses(file);
        long head = 0;
        long begun = 0;
        long pausedNs = 0;
        while (process.isAlive()) {
          for (int i = 0; i < 10_000; i++) {
            long newHead = file.eventHead(0);
            long newPausedNs = file.pausedNs();
            pauses.look();
            long newBegun = pauses.count();
            wentBack += newHead < head ? 1 : 0;
            wentBack += newPausedNs < pausedNs ? 1 : 0;
            // One that has just ended is over or goes on, but never neither.
            wentBack += newBegun < begun ? 1 : 0;
            head = newHead;
            pausedNs = newPausedNs;
            begun = newBegun;
            file.setEventTail(0, head);
          }
          looks++;
        }
        assertThat(file.pauses()).isEqualTo(100_000);
        assertThat(file.eventsDropped(0) + file.eventHead(0) / 64).isGreaterThanOrEqualTo(100_000);
      }
      assertThat(process.waitFor()).as(output.lines().toList().toString()).isZero();
    }
    assertThat(looks).isPositive();
    assertThat(wentBack).isZero();
  }
}
