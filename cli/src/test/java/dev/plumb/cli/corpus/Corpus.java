package dev.plumb.cli.corpus;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumb.cli.pipeline.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The recorded profiler outputs beside the repository, and what was found out about them. */
final class Corpus {
  /** One input with its facts; {@code member} is the path inside an archive, or empty. */
  record Entry(String file, String member, Map<String, Object> facts) {
    String kind() {
      return (String) facts.get("kind");
    }

    @Override
    public String toString() {
      return member.isEmpty() ? file : file + "!" + member;
    }
  }

  /** Rows of MANIFEST.md: file, bytes, source, licence, what it is, checksum. */
  private static final Pattern ROW =
      Pattern.compile("\\| ([^|]+) \\| [\\d,]+ \\| [^|]* \\| [^|]* \\| (.*) \\| [0-9a-f]{6,} \\|");

  private final Path folder;

  Corpus(Path folder) {
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

  /** What FACTS.json describes, by file: the file itself, or the members of an archive. */
  Map<String, List<Entry>> described() throws IOException {
    Map<String, List<Entry>> files = new LinkedHashMap<>();
    JsonTree.pythonObject(Files.readAllBytes(folder.resolve("FACTS.json")))
        .forEach((file, value) -> {
          Map<String, Object> facts = JsonTree.asObject(value);
          List<Entry> entries = new ArrayList<>();
          if ("archive".equals(facts.get("kind"))) {
            for (Object each : JsonTree.asList(facts.get("members"))) {
              Map<String, Object> member = JsonTree.asObject(each);
              entries.add(new Entry(file, (String) member.get("member"), member));
            }
          } else {
            entries.add(new Entry(file, "", facts));
          }
          files.put(file, entries);
        });
    return files;
  }

  /** What MANIFEST.md says each file is. */
  Map<String, String> manifest() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    for (String line : Files.readAllLines(folder.resolve("MANIFEST.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        files.put(row.group(1).strip(), row.group(2).strip());
      }
    }
    return files;
  }
}
