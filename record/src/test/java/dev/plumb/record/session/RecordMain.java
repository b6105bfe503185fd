package dev.plumb.record.session;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Records a command in a JVM of its own, which a test may kill: OUT LOG COMMAND… The properties
 * {@code mode} and {@code checkpointNs} are a plan's.
 */
final class RecordMain {
  private RecordMain() {}

  public static void main(String[] args) throws Exception {
    List<String> command = Arrays.asList(args).subList(2, args.length);
    Mode mode = Mode.valueOf(System.getProperty("mode", "OPERATORS"));
    long checkpointNs = Long.getLong("checkpointNs", 100_000_000L);
    Plan plan = Plan.of(command, Path.of(args[0])).in(mode).storedEvery(checkpointNs);
    Outcome outcome = Recorded.session(plan, Path.of(args[1])).run(Recorded.environment(Map.of()));
    System.out.println("stored " + outcome.stored() + " " + outcome.notStored());
  }
}
