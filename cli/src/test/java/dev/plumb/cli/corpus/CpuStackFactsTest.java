package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.importers.Importer;
import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.Importers;
import dev.plumb.profile.Links;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.Severity;
import dev.plumb.trace.Trace;
import dev.plumb.trace.io.ByteSource;
import dev.plumb.trace.io.Limits;
import dev.plumb.trace.io.Sources;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Speedscope files, perf script's text and collapsed stacks of the corpus against their facts. */
class CpuStackFactsTest {
  private static final Set<String> FORMATS =
      Set.of("speedscope", "collapsed", "perf-script", "pprof", "jfr", "gecko", "cpuprofile");

  @Test
  void tablesAgreeWithEveryFact() throws IOException {
    Corpus corpus = Corpus.orSkip();
    List<Comparison> comparisons = new ArrayList<>();
    for (Entry entry : corpus.ofKind("cpu-stacks")) {
      Comparison comparison = new Comparison(entry, Map.of());
      stacks(comparison, read(corpus, entry));
      comparisons.add(comparison);
    }
    for (Entry entry : corpus.ofKind("speedscope")) {
      Comparison comparison = new Comparison(entry, Map.of());
      speedscope(comparison, read(corpus, entry));
      comparisons.add(comparison);
    }
    assertThat(comparisons).hasSize(5);
    Comparison.printAndAssertEqual(comparisons);
  }

  private static Trace read(Corpus corpus, Entry entry) throws IOException {
    List<Links> links = Pipeline.open(corpus.path(entry.file()));
    assertThat(links).hasSize(1);
    return links.getFirst().trace();
  }

  private static void stacks(Comparison c, Trace trace) {
    Map<String, Object> facts = c.entry.facts();
    Map<Quantity, Long> sums = sums(trace);
    c.check("samples", facts.get("samples"), decimal(sums.getOrDefault(Quantity.SAMPLES, 0L)));
    boolean perf = trace.format().equals("perf-script");
    c.check("events", perf ? facts.get("samples") : facts.get("stacks"), decimal(trace.events()));
    if (perf) { // every sample of these files has the period 1001001
      c.check(
          "period",
          asLong(facts.get("samples")) * 1_001_001,
          sums.getOrDefault(Quantity.CPU_NS, 0L));
    }
    noLoss(c, trace);
  }

  private static void speedscope(Comparison c, Trace trace) {
    Map<String, Object> facts = c.entry.facts();
    Map<Quantity, Long> sums = sums(trace);
    c.check("samples", facts.get("samples"), decimal(sums.getOrDefault(Quantity.SAMPLES, 0L)));
    c.check("events", facts.get("samples"), decimal(trace.events()));
    BigDecimal weight = new BigDecimal(facts.get("total_weight").toString());
    c.check(
        "total_weight",
        weight.movePointRight(9).longValueExact(),
        sums.getOrDefault(Quantity.WALL_NS, 0L));
    c.check("profiles", facts.get("profiles"), decimal(trace.tracks().size()));
    c.check("frames", facts.get("frames"), decimal(trace.frames().size()));
    c.check(
        "exporter", '"' + facts.get("exporter").toString() + '"', trace.metadata().get("exporter"));
    noLoss(c, trace);
  }

  private static void noLoss(Comparison c, Trace trace) {
    c.check(
        "problems",
        0L,
        trace.problems().stream()
            .filter(problem -> problem.severity().compareTo(Severity.NOTICE) >= 0)
            .count());
  }

  private static BigDecimal decimal(long value) {
    return BigDecimal.valueOf(value);
  }

  private static Map<Quantity, Long> sums(Trace trace) {
    Map<Quantity, Long> sums = new EnumMap<>(Quantity.class);
    SampleTable samples = trace.samples();
    for (int row = 0; row < samples.size(); row++) {
      sums.merge(
          trace.measures().quantity(samples.measureRow(row)), samples.value(row), Math::addExact);
    }
    return sums;
  }

  /** No importer of stacks takes another file of the corpus for its own. */
  @Test
  void onlyTheirOwnFilesMatch() throws IOException {
    Corpus corpus = Corpus.orSkip();
    Map<String, List<String>> found = new TreeMap<>();
    int heads = 0;
    try (Stream<Path> files = Files.walk(corpus.path(""))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (file.toString().contains("__pycache__")) {
          continue;
        }
        heads += match(file, found);
      }
    }
    assertThat(heads).isGreaterThan(300);
    found.forEach((format, matches) -> System.out.println(format + " " + matches));
    assertThat(found.get("speedscope")).hasSize(2).allMatch(name -> name.contains("speedscope"));
    assertThat(found.get("collapsed")).hasSize(1).allMatch(name -> name.contains("collapsed"));
    assertThat(found.get("perf-script")).hasSize(2).allMatch(name -> name.contains("linux-perf"));
    assertThat(found).hasSize(3);
  }

  private static int match(Path file, Map<String, List<String>> found) throws IOException {
    int heads = 0;
    try (Sources sources = Sources.open(file, Limits.DEFAULTS, new Problems())) {
      ByteSource source;
      while ((source = sources.next()) != null) {
        byte[] head = source.head(ByteSource.MAX_HEAD);
        heads++;
        for (Importer importer : Importers.ALL) {
          if (FORMATS.contains(importer.format())
              && importer.match(head, head.length) != Match.NO) {
            found.computeIfAbsent(importer.format(), f -> new ArrayList<>()).add(source.name());
          }
        }
      }
    } catch (dev.plumb.trace.UnreadableInputException e) {
      return heads + 1; // known to be damaged
    }
    return heads;
  }
}
