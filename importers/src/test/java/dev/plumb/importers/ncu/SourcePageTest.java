package dev.plumb.importers.ncu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Damage;
import dev.plumb.trace.FrameTable;
import dev.plumb.trace.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The page "source", as {@code ncu --page source --csv} lays it out. */
class SourcePageTest {
  private static final String COLUMNS =
      "\"Warp Stall Sampling (All Samples)\",\"Warp Stall Sampling (Not-issued Samples)\","
          + "\"Instructions Executed\",\"# Samples\",\"Instructions Executed\","
          + "\"Avg. Threads Executed\",\"Access Operation\",\"L2 Theoretical Sectors Global\","
          + "\"stall_long_sb\",\"stall_wait\",\"stall_long_sb (Not Issued)\"\n";

  private static final String SASS =
      "\"Kernel Name\",\"add(float *, int)\",\n"
          + "\"Address\",\"Source\","
          + COLUMNS
          + "\"0x7f00d900\",\"      MOV R1, c[0x0][0x28] \",\"5\",\"1\",\"3632\",\"5\",\"3632\","
          + "\"32\",\"-\",\"0\",\"0\",\"4\",\"0\"\n"
          + "\"0x7f00d910\",\"      LDG.E R2, [R2.64] \",\"1,042\",\"900\",\"3632\",\"1,042\","
          + "\"3632\",\"31.5\",\"Load\",\"29056\",\"1000\",\"42\",\"900\"\n";

  private static final String BOTH =
      """
      ==PROF== Connected to process 12
      "File Path","/src/kernels/add.cu"
      "Function Name","add(float *, int)"
      "Line No","Source","Address","Source","# Samples","stall_wait"
      "1","#include <ops.h>","-","","0","0"
      "12","  y[i] = twice(x[i]);","-","","9","9"
      "","","0x110","      FADD R1, R2, R2","7","7"
      "","","0x120","      STG.E [R4.64], R1","2","2"
      "13","}","-","","1","1"
      "","","0x130","      EXIT","1","1"
      "File Path","/src/kernels/ops.h"
      "Function Name","add(float *, int)"
      "Line No","Source","Address","Source","# Samples","stall_wait"
      "3","  return x + x;","-","","7","7"
      "","","0x110","      FADD R1, R2, R2","7","7"
      "4","  // of nothing else","-","","4","4"
      "","","0x100","      MOV R1, R2","4","4"
      "File Path","/src/kernels/add.cu"
      "Function Name","add(float *, int)"
      "Line No","Source","Address","Source","# Samples","stall_wait"
      "12","  y[i] = twice(x[i]);","-","","1","1"
      "","","0x110","      FADD R1, R2, R2","1","1"
      ==PROF== Disconnected from process 12
      """;

  private static Tables read(String text) throws UnreadableInputException {
    return Tables.of(new NcuTextImporter(), text.getBytes(StandardCharsets.UTF_8), 1 << 20);
  }

  private static Match match(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new NcuTextImporter().match(bytes, bytes.length);
  }

  @Test
  void instructionsStandUnderTheirKernelWithTheirStalls() throws Exception {
    Tables tables = read(SASS);
    String kernel = "add(float *, int)";
    String move = kernel + ";MOV R1, c[0x0][0x28]";
    String load = kernel + ";LDG.E R2, [R2.64]";
    assertThat(tables.samples())
        .containsExactly(
            kernel + " KERNELS 1",
            move + " OTHER 3632",
            move + " [wait] PC_SAMPLES 4",
            move + " PC_SAMPLES 1",
            move + " OTHER 1",
            load + " OTHER 3632",
            load + " OTHER 29056",
            load + " [long_scoreboard] PC_SAMPLES 1000",
            load + " [wait] PC_SAMPLES 42",
            load + " [long_scoreboard] OTHER 900");
    assertThat(tables.problems()).isEmpty();
    FrameTable frames = tables.trace().frames();
    int frame = tables.trace().stacks().frameRow(tables.trace().samples().stackRow(5));
    assertThat(frames.address(frame)).isEqualTo(0x10);
  }

  /** Rows of lines are sums, and what was inlined is listed once more: neither counts again. */
  @Test
  void eachInstructionCountsOnceAndLinesStandAboveIt() throws Exception {
    Tables tables = read(BOTH);
    String kernel = "add(float *, int)";
    assertThat(tables.samples())
        .containsExactly(
            kernel + " KERNELS 1",
            kernel + ";y[i] = twice(x[i]);;FADD R1, R2, R2 [wait] PC_SAMPLES 7",
            kernel + ";y[i] = twice(x[i]);;STG.E [R4.64], R1 [wait] PC_SAMPLES 2",
            kernel + ";};EXIT [wait] PC_SAMPLES 1",
            kernel + ";// of nothing else;MOV R1, R2 [wait] PC_SAMPLES 4",
            kernel + " KERNELS 1",
            kernel + ";y[i] = twice(x[i]);;FADD R1, R2, R2 [wait] PC_SAMPLES 1");
    assertThat(tables.problems())
        .containsExactly(
            "line-ambiguous x1 @" + BOTH.indexOf("\"\",\"\",\"0x110\"", BOTH.indexOf("ops.h\"")));
    FrameTable frames = tables.trace().frames();
    int move = tables.trace().stacks().frameRow(tables.trace().samples().stackRow(4));
    assertThat(frames.address(move)).isZero();
    assertThat(frames.line(move)).isEqualTo(4);
    assertThat(tables.trace().strings().get(frames.fileId(move))).isEqualTo("/src/kernels/ops.h");
  }

  @Test
  void metricsMayBeNamedAsTheProfilerNamesThem() throws Exception {
    String named =
        SASS.replace(
                "stall_long_sb (Not Issued)", "smsp__pcsamp_warps_issue_stalled_wait_not_issued")
            .replace("stall_long_sb", "smsp__pcsamp_warps_issue_stalled_long_scoreboard")
            .replace("Instructions Executed", "inst_executed");
    assertThat(read(named).samples())
        .contains(
            "add(float *, int);LDG.E R2, [R2.64] [long_scoreboard] PC_SAMPLES 1000",
            "add(float *, int);LDG.E R2, [R2.64] [wait] OTHER 900");
  }

  @Test
  void severalKernelsFollowEachOther() throws Exception {
    Tables tables = read(SASS + SASS + SASS.replace("add(float *, int)", "mul(float *)"));
    assertThat(tables.samples().stream().filter(line -> line.endsWith(" KERNELS 1")))
        .containsExactly(
            "add(float *, int) KERNELS 1", "add(float *, int) KERNELS 1", "mul(float *) KERNELS 1");
    assertThat(tables.problems()).isEmpty();
  }

  @Test
  void aViewWithoutInstructionsSaysHowToPrintOne() {
    String lines =
        """
        "File Path","add.cu"
        "Function Name","add"
        "Line No","Source","# Samples"
        "12","y = x","9"
        """;
    assertThat(match(lines)).isEqualTo(Match.CERTAIN);
    assertThatThrownBy(() -> read(lines))
        .isInstanceOf(UnreadableInputException.class)
        .hasMessageContaining("--print-source cuda,sass");
  }

  @Test
  void damagedRowsAreCounted() throws Exception {
    Tables tables =
        read(
            SASS
                + "\"0xzz\",\"X\",\"1\",\"1\",\"1\",\"1\",\"1\",\"1\",\"1\",\"1\",\"1\",\"1\",\"1\"\n"
                + "\"0x7f00d920\",\"EXIT\",\"text\"\n"
                + "\"0x7f00d930\",\"NOP\",\"1");
    assertThat(tables.problems())
        .anyMatch(p -> p.startsWith("value-of-wrong-type x2"))
        .anyMatch(p -> p.startsWith("row-ragged x1"))
        .anyMatch(p -> p.startsWith("text-truncated x1"));
  }

  @Test
  void thePageIsKnownByItsHead() {
    assertThat(match(SASS)).isEqualTo(Match.CERTAIN);
    assertThat(match(BOTH)).isEqualTo(Match.CERTAIN);
    assertThat(match(SASS.replace("\"", ""))).isEqualTo(Match.CERTAIN);
    assertThat(match("\"Kernel Name\",\"Duration\"\n\"add\",\"3\"\n")).isEqualTo(Match.NO);
  }

  @Test
  void chunksMayEndAnywhere() throws Exception {
    Tables whole = read(BOTH);
    byte[] bytes = BOTH.getBytes(StandardCharsets.UTF_8);
    for (int chunk : new int[] {1, 3, 100}) {
      assertThat(Tables.of(new NcuTextImporter(), bytes, chunk).samples())
          .isEqualTo(whole.samples());
    }
  }

  /** More with {@code -Dplumb.fuzz.inputs=1000000}. */
  @Test
  void damageOfAnyKindIsNoCrash() {
    String[] texts = {SASS, BOTH, SASS + BOTH};
    int inputs = Integer.getInteger("plumb.fuzz.inputs", 3000);
    for (int seed = 0; seed < inputs; seed++) {
      byte[] text = texts[seed % texts.length].getBytes(StandardCharsets.UTF_8);
      byte[] damaged = Damage.of(text, new Random(seed));
      try {
        Tables.of(new NcuTextImporter(), damaged, 1 << 20);
      } catch (UnreadableInputException e) {
        assertThat(e.getMessage()).as("seed %d", seed).isNotBlank();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }
}
