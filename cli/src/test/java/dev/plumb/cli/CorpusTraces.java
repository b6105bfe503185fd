package dev.plumb.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The recorded Trace Event files that lie beside the project, with the facts known about them. */
final class CorpusTraces {
  /** Larger ones only with -Dplumb.corpus.all=true: they take minutes. */
  private static final long USUAL_BYTES = 12L << 20;

  private CorpusTraces() {}

  /** A file and its facts. */
  record Recorded(String name, Path path, Map<String, Object> facts) {
    @SuppressWarnings("unchecked")
    Map<String, Object> phases() {
      return (Map<String, Object>) facts.getOrDefault("events_per_ph", Map.of());
    }
  }

  static Path folder() {
    return Path.of(System.getProperty("plumb.corpus", "no corpus"));
  }

  /** Whether there is a corpus; a test that needs it is skipped without, and says so. */
  static void assumePresent() {
    assumeTrue(
        Files.isRegularFile(folder().resolve("FACTS.json")),
        "SKIPPED: no recorded traces at " + folder() + "; PLUMB_CORPUS names their folder");
  }

  /** The Trace Event files, all or only those of a usual size. */
  @SuppressWarnings("unchecked")
  static List<Recorded> chrome() throws IOException {
    List<Recorded> list = new ArrayList<>();
    if (!Files.isRegularFile(folder().resolve("FACTS.json"))) {
      return list;
    }
    Map<String, Object> facts =
        (Map<String, Object>) Json.parsePythons(Files.readString(folder().resolve("FACTS.json")));
    boolean all = Boolean.getBoolean("plumb.corpus.all");
    facts.forEach((name, value) -> {
      Map<String, Object> fact = (Map<String, Object>) value;
      if (!"chrome-trace".equals(fact.get("kind"))) {
        return;
      }
      long bytes = ((Number) fact.get("uncompressed_bytes")).longValue();
      if (all || bytes <= USUAL_BYTES) {
        list.add(new Recorded(name, folder().resolve(name), fact));
      }
    });
    return list;
  }
}
