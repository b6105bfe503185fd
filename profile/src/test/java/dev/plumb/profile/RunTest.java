package dev.plumb.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunTest {
  @Test
  void inputsOfOneNameStayApart() {
    Run run =
        Run.of(
            Stream.of("a/trace.json", "b/trace.json", "c/trace.json", "b/trace.json")
                .map(name -> links(name, Ids.NONE))
                .toList());
    assertThat(labels(run))
        .containsExactly("a/trace.json", "b/trace.json", "c/trace.json", "b/trace.json (2)");
    assertThat(ranksInTree(run)).isEqualTo(4);
  }

  /** Profilers write files of one name into a folder for each rank. */
  @Test
  void inputsAreCalledByWhatTellsThemApart() {
    Run run =
        Run.of(
            Stream.of(
                    "/data/run/host1_pt/out/trace.json",
                    "/data/run/host2_pt/out/trace.json",
                    "/data/other/single.json",
                    "/data/run/C:\\a\\trace.json")
                .map(name -> links(name, Ids.NONE))
                .toList());
    assertThat(labels(run))
        .containsExactly(
            "host1_pt/out/trace.json",
            "host2_pt/out/trace.json",
            "single.json",
            "C:\\a\\trace.json");
    assertThat(labels(Run.of(List.of(links("/data/trace.json", Ids.NONE)))))
        .containsExactly("trace.json");
  }

  @Test
  void inputsOfOneRankStayApart() {
    Run run = Run.of(List.of(links("a/t.json", 0), links("b/t.json", 0), links("c/t.json", 0)));
    assertThat(labels(run)).containsExactly("rank 0", "b/t.json", "c/t.json");
    assertThat(ranksInTree(run)).isEqualTo(3);
  }

  @Test
  void aFileThatIsCalledLikeARankIsNotThatRank() {
    Run run = Run.of(List.of(links("x/rank 1", 7), links("t.json", 1), links("rank 1", 1)));
    assertThat(labels(run)).containsExactly("rank 7", "rank 1", "rank 1 (2)");
    assertThat(ranksInTree(run)).isEqualTo(3);
  }

  private static List<String> labels(Run run) {
    return IntStream.range(0, run.inputs().size()).mapToObj(run::label).toList();
  }

  private static long ranksInTree(Run run) {
    return IntStream.range(0, run.tree().size())
        .filter(node -> run.tree().kind(node) == FrameKind.RANK)
        .count();
  }

  private static Links links(String name, int rank) {
    TraceBuilder builder = new TraceBuilder(name, "test", new Problems());
    builder.setRank(rank);
    int id = builder.strings().intern("1");
    int track = builder.tracks().add(id, id);
    builder.slices().add(0, 5, SliceKind.CPU, id, Ids.NONE, track, Ids.NONE, Ids.NONE);
    return Linker.link(builder.seal(), new Problems());
  }
}
