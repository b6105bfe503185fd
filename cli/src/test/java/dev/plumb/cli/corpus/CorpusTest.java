package dev.plumb.cli.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.corpus.Corpus.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Every file of the corpus, read once: what FACTS.json says about it against what Plumb says, in
 * one table ({@code cli/target/facts.md}), and what became of what MANIFEST.md lists. Facts were
 * computed by an independent program, which says how each is defined.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorpusTest {
  private final List<Comparison> comparisons = new ArrayList<>();
  private final List<ManifestVerdict> verdicts = new ArrayList<>();
  private Map<String, List<Entry>> described = Map.of();
  private Map<String, String> manifest = Map.of();

  @BeforeAll
  void readEverything() throws IOException {
    Corpus corpus = Corpus.orSkip();
    described = corpus.described();
    manifest = corpus.manifest();
    Set<String> files = new LinkedHashSet<>(described.keySet());
    files.addAll(manifest.keySet());
    for (String file : files) {
      Reading reading = Reading.of(corpus.path(file));
      for (Entry entry : described.getOrDefault(file, List.of())) {
        comparisons.add(compared(entry, reading));
      }
      if (manifest.containsKey(file)) {
        verdicts.add(ManifestVerdict.of(file, manifest.get(file), reading));
      }
    }
    String table = table();
    System.out.print(table);
    Path target = Path.of(System.getProperty("plumb.root"), "cli", "target");
    Files.writeString(Files.createDirectories(target).resolve("facts.md"), table);
  }

  private static Comparison compared(Entry entry, Reading reading) {
    Comparison comparison = new Comparison(entry);
    List<FactComparer> claiming = FactComparers.claiming(entry);
    if (claiming.size() != 1) {
      comparison.differences.add(claiming.size() + " comparers claim it: " + claiming);
      return comparison;
    }
    try {
      claiming.getFirst().compare(comparison, reading);
    } catch (IOException | RuntimeException | AssertionError e) {
      comparison.differences.add("could not be compared: " + e);
    }
    comparison.finish();
    return comparison;
  }

  private String table() {
    long agreed = comparisons.stream().mapToLong(Comparison::agreed).sum();
    StringBuilder table = new StringBuilder();
    table.append("# Facts: ").append(comparisons.size()).append(" inputs, ");
    table.append(agreed).append(" facts agree\n\n| input | kind | verdict |\n|---|---|---|\n");
    for (Comparison each : comparisons) {
      table.append("| ").append(each.entry).append(" | ").append(each.entry.kind());
      table.append(" | ").append(each.verdict().replace("|", "\\|")).append(" |\n");
    }
    table.append("\n# Manifest: ").append(verdicts.size()).append(" files, ");
    table.append(verdicts.stream().filter(ManifestVerdict::broken).count());
    table.append(" of them called broken\n\n| file | outcome |\n|---|---|\n");
    for (ManifestVerdict each : verdicts) {
      table.append("| ").append(each.file()).append(" | ").append(each.broken() ? "BROKEN: " : "");
      table.append(each.outcome().replace("|", "\\|")).append(" |\n");
    }
    return table.toString();
  }

  @Test
  void everyFactAgreesOrSaysWhyNot() {
    assertThat(comparisons.stream().filter(one -> !one.differences.isEmpty()))
        .as("inputs that differ; the table in cli/target/facts.md has all")
        .isEmpty();
  }

  @Test
  void noDescribedFileIsPassedOver() {
    assertThat(comparisons).hasSize(described.values().stream().mapToInt(List::size).sum());
    assertThat(comparisons).hasSizeGreaterThanOrEqualTo(340);
    assertThat(comparisons.stream().filter(one -> !one.isRefused()).count()).isGreaterThan(150);
  }

  /** What it calls broken ends in one message or is kept with a problem; the rest is read. */
  @Test
  void everyFileOfTheManifestEndsAsItMust() {
    assertThat(verdicts).hasSize(manifest.size()).hasSizeGreaterThanOrEqualTo(350);
    assertThat(verdicts.stream().filter(one -> !one.good())).isEmpty();
  }
}
