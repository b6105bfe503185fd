package dev.plumb.cli.corpus;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumb.cli.pipeline.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The recorded profiler outputs beside the repository, and what was found out about them. */
final class Corpus {
  /** One input with its facts; {@code member} is the path inside an archive, or empty. */
  record Entry(String file, String member, Map<String, Object> facts) {
    @Override
    public String toString() {
      return member.isEmpty() ? file : file + "!" + member;
    }
  }

  private final Path folder;

  private Corpus(Path folder) {
    this.folder = folder;
  }

  /** The corpus; without one the test is skipped, and says so. */
  static Corpus orSkip() {
    String property = System.getProperty("plumb.corpus", "");
    Path folder = Path.of(property);
    boolean there = !property.isEmpty() && Files.isRegularFile(folder.resolve("FACTS.json"));
    if (!there) {
      System.out.println("SKIPPED: no corpus at '" + property + "' (see CONTRIBUTING.md)");
    }
    assumeTrue(there, "no corpus at '" + property + "'");
    return new Corpus(folder);
  }

  Path path(String file) {
    return folder.resolve(file);
  }

  /** All files that have facts. */
  List<Path> files() throws IOException {
    return JsonTree.pythonObject(Files.readAllBytes(folder.resolve("FACTS.json"))).keySet().stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .toList();
  }

  /** All inputs of one kind, also those inside archives, in the order of the facts. */
  List<Entry> ofKind(String kind) throws IOException {
    List<Entry> entries = new ArrayList<>();
    JsonTree.pythonObject(Files.readAllBytes(folder.resolve("FACTS.json")))
        .forEach((file, value) -> {
          Map<String, Object> facts = JsonTree.asObject(value);
          if (kind.equals(facts.get("kind"))) {
            entries.add(new Entry(file, "", facts));
          } else if ("archive".equals(facts.get("kind"))) {
            for (Object member : JsonTree.asList(facts.get("members"))) {
              Map<String, Object> inside = JsonTree.asObject(member);
              if (kind.equals(inside.get("kind"))) {
                entries.add(new Entry(file, (String) inside.get("member"), inside));
              }
            }
          }
        });
    return entries;
  }
}
