package dev.plumb.cli;

import dev.plumb.profile.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every recorded trace can be stored, exported, read back and asked, with the same numbers. */
class CorpusExportTest {
  /** Phases whose every event is one row of a table; M is under no category. */
  private static final Set<String> PLAIN = Set.of("X", "M", "s", "t", "f", "i");

  @TempDir private Path folder;

  @Test
  void thereAreRecordedTraces() {
    CorpusTraces.assumePresent();
  }

  @TestFactory
  List<DynamicTest> everyTraceComesThroughEveryFormat() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (CorpusTraces.Recorded recorded : CorpusTraces.chrome()) {
      tests.add(DynamicTest.dynamicTest(recorded.name(), () -> check(recorded)));
    }
    return tests;
  }

  private void check(CorpusTraces.Recorded recorded) throws IOException {
    RoundTrip roundTrip = new RoundTrip(folder);
    Run run = RoundTrip.load(recorded.path().toString());
    roundTrip.plumb(run);
    roundTrip.chrome(run, PLAIN.containsAll(recorded.phases().keySet()));
    roundTrip.collapsed(run);
    roundTrip.speedscopeAndPprof(run);
    roundTrip.sql(run);
  }

  @Test
  void ranksBecomeOneStoreThatReportsTheSame() throws IOException {
    CorpusTraces.assumePresent();
    String[] files = new String[4];
    for (int rank = 0; rank < files.length; rank++) {
      files[rank] =
          CorpusTraces.folder()
              .resolve("derived/amd-hpctraining-4rank/rank" + rank + ".json.gz")
              .toString();
    }
    new RoundTrip(folder).plumb(RoundTrip.load(files));
  }
}
