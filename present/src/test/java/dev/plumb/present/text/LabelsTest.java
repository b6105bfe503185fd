package dev.plumb.present.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class LabelsTest {
  @Test
  void namesThatFitOrDifferWhereTheyAreShownStayAsTheyWere() {
    List<String> names = List.of("aten::mm", "aten::copy_", "x".repeat(50), "y".repeat(50));
    assertThat(Labels.of(names, 20))
        .containsExactly(
            "aten::mm",
            "aten::copy_",
            Plain.name("x".repeat(50), 20),
            Plain.name("y".repeat(50), 20));
  }

  @Test
  void anEmptyNameIsSaidToBeOne() {
    assertThat(Labels.of(List.of("", "aten::mm", " "), 20))
        .containsExactly("[no name]", "aten::mm", "[no name] #2");
    assertThat(Labels.of(List.of(""), Plain::kernel, 20)).containsExactly("[no name]");
  }

  @Test
  void namesThatDifferInTheMiddleAreCutAroundTheDifference() {
    String begin = "split_embedding_backward_codegen_rowwise_";
    String end = "_kernel<float, float, float, 5ul>";
    List<String> labels = Labels.of(List.of(begin + "adagrad" + end, begin + "adam" + end), 40);
    assertThat(labels).doesNotHaveDuplicates();
    assertThat(labels.get(0)).startsWith("split_embe…").contains("adagrad").endsWith("5ul>");
    assertThat(labels.get(1)).startsWith("split_embe…").contains("adam_").endsWith("5ul>");
    assertThat(labels).allMatch(label -> Cells.width(label) <= 40);
  }

  @Test
  void whatShorteningLeavesOutIsShownWhereItTellsNamesApart() {
    List<String> names =
        List.of("void gemm<float>(int)", "void gemm<float>(long)", "void add(int)");
    assertThat(Labels.of(names, Plain::kernel, 40))
        .containsExactly("void gemm<float>(int)", "void gemm<float>(long)", "add");
  }

  @Test
  void namesThatDifferInWhatCannotBeShownAreNumbered() {
    assertThat(Labels.of(List.of("a\u0001", "a\u0002"), 40)).containsExactly("a?", "a? #2");
  }

  @Test
  void theSameNameTwiceIsTheSameLabel() {
    String name = "k".repeat(99);
    assertThat(Labels.of(List.of(name, name), 40)).containsOnly(Plain.name(name, 40));
  }

  @Property(tries = 300)
  void differentNamesNeverLookAlike(
      @ForAll @Size(min = 2, max = 12) List<@StringLength(max = 60) String> names,
      @ForAll @IntRange(min = 24, max = 60) int width) {
    List<String> labels = Labels.of(names, width);
    assertThat(labels).hasSameSizeAs(names);
    assertThat(labels).allMatch(label -> Cells.width(label) <= width);
    assertThat(new HashSet<>(labels)).hasSameSizeAs(new HashSet<>(names));
  }
}
