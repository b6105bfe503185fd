package dev.plumb.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramTest {
  private static final List<String> BERT = List.of("aten::linear", "aten::softmax", "aten::add");
  private static final List<String> OTHER = List.of("fbgemm::lookup", "aten::cat", "aten::add");

  @Test
  void operatorsTellOneProgramOnTwoVendorsDevices() {
    assertThat(unlike(links("a", -1, BERT, "ampere_gemm"), links("b", -1, BERT, "Cijk_gemm")))
        .isFalse();
  }

  @Test
  void kernelsTellWhereOperatorsWereNotRecordedOrHaveOtherNames() {
    Links recorded = links("a", -1, BERT, "gemm");
    assertThat(unlike(recorded, links("b", -1, List.of(), "gemm"))).isFalse();
    assertThat(unlike(recorded, links("b", -1, OTHER, "gemm"))).isFalse();
    assertThat(unlike(recorded, links("b", -1, List.of(), "lookup"))).isTrue();
  }

  @Test
  void programsWithoutCommonWorkAreUnlike() {
    assertThat(unlike(links("a", -1, BERT, "gemm"), links("b", -1, OTHER, "lookup"))).isTrue();
    assertThat(unlike(links("a", -1, BERT), links("b", -1, OTHER))).isTrue();
  }

  @Test
  void whereNothingTellsNobodyCallsThemUnlike() {
    assertThat(unlike(links("a", -1, List.of(), "gemm"), links("b", -1, BERT))).isFalse();
    assertThat(unlike(links("a", -1, List.of()), links("b", -1, List.of()))).isFalse();
  }

  /** As many as two transformers share, whatever they are for. */
  @Test
  void twoModelsOfOneKindAreTwoPrograms() {
    Links one = links("a", -1, List.of("a", "b", "c", "d", "e", "f", "g"));
    assertThat(unlike(one, links("b", -1, List.of("a", "b", "c", "d", "x", "y")))).isTrue();
    assertThat(unlike(one, links("b", -1, List.of("a", "b", "c", "d", "e", "x")))).isFalse();
  }

  @Test
  void numbersOfTheirOwnMakeRanksWhateverTheyRun() {
    assertThat(
            Program.canBeRanks(
                List.of(links("a", 0, BERT, "gemm"), links("rank1.json", -1, OTHER, "lookup"))))
        .isTrue();
  }

  @Test
  void aNumberThatComesTwiceMakesTwoRuns() {
    assertThat(
            Program.canBeRanks(List.of(links("a", 3, BERT, "gemm"), links("b", 3, BERT, "gemm"))))
        .isFalse();
    assertThat(Program.canBeRanks(List.of(links("x/rank3.json", -1, BERT), links("b", 3, BERT))))
        .isFalse();
  }

  @Test
  void ranksOfRunsOfTwoSizesAreOfTwoRuns() {
    assertThat(Program.canBeRanks(List.of(links("a", 3, 8, BERT), links("b", 1, 2, BERT))))
        .isFalse();
    assertThat(Program.canBeRanks(List.of(links("a", 3, 8, BERT), links("b", 1, 8, BERT))))
        .isTrue();
  }

  @Test
  void withoutNumbersAllMustBeOfOneProgram() {
    Links bert = links("a", 0, BERT, "gemm");
    Links other = links("b", -1, OTHER, "lookup");
    assertThat(Program.canBeRanks(List.of(bert, links("c", -1, BERT, "gemm")))).isTrue();
    assertThat(Program.canBeRanks(List.of(bert, other))).isFalse();
    // Nobody knows the first, but the other two are two programs.
    assertThat(Program.canBeRanks(List.of(links("n", -1, List.of()), bert, other))).isFalse();
  }

  @Test
  void whyTracesAreOfTwoRunsIsTold() {
    Links bert = links("bert.json", 0, 2, BERT, "gemm");
    assertThat(Program.whyApart(List.of(bert, links("b", -1, OTHER, "lookup"))))
        .isEqualTo("bert.json and b have less than 60 % in common");
    assertThat(Program.whyApart(List.of(bert, links("b", 1, 8, BERT, "gemm"))))
        .isEqualTo("one run has 2 ranks, another one 8");
    assertThat(Program.whyApart(List.of(bert, links("b", 1, OTHER, "lookup")))).isNull();
    // That the number comes twice says nothing of the programs.
    assertThat(Program.whyApart(List.of(bert, links("b", 0, BERT, "gemm")))).isNull();
    assertThat(Program.whyApart(List.of(bert, links("b", 0, OTHER, "lookup"))))
        .isEqualTo("bert.json and b have less than 60 % in common");
  }

  private static boolean unlike(Links one, Links other) {
    boolean unlike = Program.of(Run.of(List.of(one))).isUnlike(Program.of(Run.of(List.of(other))));
    assertThat(Program.of(List.of(other)).isUnlike(Program.of(List.of(one))))
        .as("the other way round")
        .isEqualTo(unlike);
    return unlike;
  }

  private static Links links(String name, int rank, List<String> operators, String... kernels) {
    return links(name, rank, -1, operators, kernels);
  }

  private static Links links(
      String name, int rank, int worldSize, List<String> operators, String... kernels) {
    TraceBuilder builder = new TraceBuilder(name, "test", new Problems());
    builder.setRank(rank);
    builder.setWorldSize(worldSize);
    int id = builder.strings().intern("1");
    int track = builder.tracks().add(id, id);
    int at = 0;
    for (String operator : operators) {
      int row = builder.operators().add(at, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
      int nameId = builder.strings().intern(operator);
      builder.slices().add(10L * at++, 5, SliceKind.OPERATOR, nameId, id, track, Ids.NONE, row);
    }
    int device = builder.devices().row("0");
    for (String kernel : kernels) {
      int row = builder.deviceWork().add(at, Ids.ABSENT, device, id, Ids.ABSENT);
      int nameId = builder.strings().intern(kernel);
      builder.slices().add(10L * at++, 5, SliceKind.KERNEL, nameId, id, track, Ids.NONE, row);
    }
    return Linker.link(builder.seal(), new Problems());
  }
}
