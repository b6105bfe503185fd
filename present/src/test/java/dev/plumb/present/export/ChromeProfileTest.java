package dev.plumb.present.export;

import static dev.plumb.present.ParsedJson.list;
import static dev.plumb.present.ParsedJson.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.chrome.ChromeImporter;
import dev.plumb.present.ParsedJson;
import dev.plumb.present.ProfileRuns;
import dev.plumb.present.SampleRuns;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Stacks, samples and metrics go through a Chrome trace and come back as they were. */
class ChromeProfileTest {
  @Property(tries = 25)
  void samplesComeBackEqual(@ForAll long seed) throws UnreadableInputException {
    comesBack(ProfileRuns.plain(seed), 0);
    comesBack(ProfileRuns.hostile(seed), 0);
  }

  /** Clocks are aligned and processes renamed: all but those is equal. */
  @Property(tries = 10)
  void samplesOfSeveralInputsComeBackInOne(@ForAll long seed) throws UnreadableInputException {
    comesBack(ProfileRuns.ranks(seed), 1_000_000_000L);
  }

  private static void comesBack(Run run, long shiftNs) throws UnreadableInputException {
    byte[] file = Exported.bytes(new ChromeExporter(), run, null, new ArrayList<>());
    Trace back = read(file);
    List<String> samples = new ArrayList<>();
    List<String> stacks = new ArrayList<>();
    List<String> metrics = new ArrayList<>();
    boolean several = run.inputs().size() > 1;
    for (int i = 0; i < run.inputs().size(); i++) {
      Rows rows =
          new Rows(run.inputs().get(i).trace(), several ? run.label(i) + "/" : "", i * shiftNs);
      samples.addAll(rows.samples());
      stacks.addAll(rows.sliceStacks());
      metrics.addAll(rows.metrics());
    }
    Rows rows = new Rows(back, "", 0);
    assertThat(rows.samples()).isNotEmpty().isEqualTo(samples);
    assertThat(rows.sliceStacks()).isNotEmpty().isEqualTo(stacks);
    assertThat(sorted(rows.metrics())).isNotEmpty().isEqualTo(sorted(metrics));
    assertThat(back.problems()).isEmpty();

    byte[] again = Exported.bytes(new ChromeExporter(), run(back), null, new ArrayList<>());
    assertThat(new Rows(read(again), "", 0).samples()).isEqualTo(samples);
  }

  private static List<String> sorted(List<String> rows) {
    List<String> sorted = new ArrayList<>(rows);
    Collections.sort(sorted);
    return sorted;
  }

  private static Trace read(byte[] file) throws UnreadableInputException {
    TraceBuilder out = new TraceBuilder("back.json", "chrome", new Problems());
    ImportSession session = new ChromeImporter().open(out);
    for (int at = 0; at < file.length; at += 5000) {
      session.accept(file, at, Math.min(file.length, at + 5000));
    }
    session.finish();
    return out.seal();
  }

  private static Run run(Trace trace) {
    Links links = Linker.link(trace, new Problems());
    return Run.of(List.of(links));
  }

  /** Rows of a trace as text, without ids. */
  private record Rows(Trace trace, String prefix, long shiftNs) {
    List<String> samples() {
      List<String> rows = new ArrayList<>();
      for (int row = 0; row < trace.samples().size(); row++) {
        rows.add(sample(row));
      }
      return rows;
    }

    private String sample(int row) {
      int measure = trace.samples().measureRow(row);
      long time = trace.samples().timeNs(row);
      int track = trace.samples().trackRow(row);
      return String.join(
          "|",
          time == Times.NONE ? "-" : Long.toString(time + shiftNs),
          track < 0 ? "-" : prefix + text(trace.tracks().pidId(track)),
          track < 0 ? "-" : text(trace.tracks().tidId(track)),
          stack(trace.samples().stackRow(row)),
          trace.measures().quantity(measure).name(),
          text(trace.measures().nameId(measure)),
          text(trace.measures().unitId(measure)),
          Long.toString(trace.samples().value(row)),
          text(trace.samples().reasonId(row)),
          slice(trace.samples().sliceRow(row)));
    }

    List<String> sliceStacks() {
      List<String> rows = new ArrayList<>();
      for (int row = 0; row < trace.sliceStacks().size(); row++) {
        rows.add(
            slice(trace.sliceStacks().sliceRow(row)) + stack(trace.sliceStacks().stackRow(row)));
      }
      return rows;
    }

    List<String> metrics() {
      List<String> rows = new ArrayList<>();
      for (int row = 0; row < trace.kernelMetrics().size(); row++) {
        int unit = trace.kernelMetrics().unitId(row);
        int sample = trace.kernelMetrics().sampleRow(row);
        rows.add(
            String.join(
                "|",
                slice(trace.kernelMetrics().sliceRow(row)),
                sample < 0 ? "-" : sample(sample),
                text(trace.kernelMetrics().nameId(row)),
                unit < 0 || text(unit).isEmpty() ? "-" : text(unit),
                Double.toString(trace.kernelMetrics().value(row)),
                text(trace.kernelMetrics().textId(row)),
                Integer.toString(trace.kernelMetrics().pass(row))));
      }
      return rows;
    }

    private String slice(int row) {
      return row < 0
          ? "-"
          : (trace.slices().startNs(row) + shiftNs)
              + " "
              + trace.slices().kind(row)
              + " "
              + text(trace.slices().nameId(row));
    }

    private String stack(int row) {
      List<String> frames = new ArrayList<>();
      for (int at = row; at >= 0; at = trace.stacks().parentRow(at)) {
        int frame = trace.stacks().frameRow(at);
        frames.add(
            String.join(
                ",",
                trace.frames().kind(frame).name(),
                text(trace.frames().nameId(frame)),
                text(trace.frames().fileId(frame)),
                Integer.toString(trace.frames().line(frame)),
                text(trace.frames().libraryId(frame)),
                Long.toString(trace.frames().address(frame))));
      }
      return String.join(";", frames);
    }

    private String text(int id) {
      return id < 0 ? "-" : trace.strings().get(id);
    }
  }

  @Test
  void whatHasNoPlaceIsSaid() {
    List<String> notes = new ArrayList<>();
    Run run = ProfileRuns.plain(1);
    Map<String, Object> file =
        object(ParsedJson.of(Exported.text(new ChromeExporter(), run, null, notes)));
    assertThat(notes)
        .anyMatch(note -> note.startsWith("the memory snapshot (15 segments, 15 blocks)"))
        .anyMatch(note -> note.startsWith("the operator graph (15 nodes, 15 edges)"))
        .anyMatch(note -> note.contains("sums without a time"));
    assertThat(object(file.get("stackFrames")))
        .hasSize(run.inputs().getFirst().trace().stacks().size());
    assertThat(list(file.get("samples")))
        .hasSize(run.inputs().getFirst().trace().samples().size())
        .allSatisfy(sample -> assertThat(object(sample)).containsKeys("name", "weight"));
  }

  @Test
  void aTraceWithoutStacksHasNoneOfIt() {
    List<String> notes = new ArrayList<>();
    Map<String, Object> file =
        object(ParsedJson.of(Exported.text(new ChromeExporter(), SampleRuns.plain(), null, notes)));
    assertThat(file).doesNotContainKeys("stackFrames", "samples");
    assertThat(notes).isEmpty();
  }

  @Test
  void metricsThatBelongToNothingAreSaid() {
    TraceBuilder out = new TraceBuilder("m", "test", new Problems());
    int name = out.strings().intern("cycles");
    out.kernelMetrics().add(Ids.NONE, Ids.NONE, name, Ids.NONE, 1, Ids.NONE, 0);
    List<String> notes = new ArrayList<>();
    Exported.text(new ChromeExporter(), run(out.seal()), null, notes);
    assertThat(notes).containsExactly("1 metric belongs to no kernel and was left out");
  }
}
