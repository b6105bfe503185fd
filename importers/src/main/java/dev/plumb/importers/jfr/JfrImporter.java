package dev.plumb.importers.jfr;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.TraceBuilder;
import java.util.List;

/** JDK Flight Recorder. */
public final class JfrImporter implements Importer {
  @Override
  public String format() {
    return "jfr";
  }

  @Override
  public String title() {
    return "JDK Flight Recorder: CPU, wall clock, allocations, locks; also by async-profiler";
  }

  @Override
  public List<String> examples() {
    return List.of("*.jfr");
  }

  @Override
  public String howToRecord() {
    return "java -XX:StartFlightRecording=filename=run.jfr,settings=profile -jar app.jar, or asprof"
        + " -e cpu -o jfr -f run.jfr PID";
  }

  @Override
  public Match match(byte[] head, int length) {
    return length >= 8
            && head[0] == 'F'
            && head[1] == 'L'
            && head[2] == 'R'
            && head[3] == 0
            && head[4] == 0
            && head[5] < 8
        ? Match.CERTAIN
        : Match.NO;
  }

  @Override
  public Access access() {
    return Access.FILE;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new JfrSession(out);
  }
}
