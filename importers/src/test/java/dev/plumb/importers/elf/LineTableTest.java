package dev.plumb.importers.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumb.importers.testing.Damage;
import dev.plumb.trace.Ids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineTableTest {
  private static final String PROGRAM =
      """
      #include "twice.h"
      int first(int x) {
        int y = twice(x);

        return y + 1;
      }
      int main(int count, char **words) {
        return first(count) - words[0][0];
      }
      """;
  private static final String HEADER =
      """
      static int twice(int x) {
        return x
            + x;
      }
      """;

  private static String place(LineTable table, int row) {
    StringBuilder text = new StringBuilder();
    for (int at = row; at != Ids.NONE; at = table.callerRow(at)) {
      text.append(' ').append(table.file(at)).append(':').append(table.line(at));
    }
    return text.toString();
  }

  /** What NVIDIA's disassembler says of every instruction, one line for each change. */
  private static List<String> changes(LineTable table, String section, int instructions) {
    List<String> found = new ArrayList<>();
    String last = "";
    for (int i = 0; i < instructions; i++) {
      String now = place(table, table.row(table.section(section), 16L * i));
      if (!now.equals(last) && !now.isEmpty()) {
        found.add("%s %04x%s".formatted(section, 16 * i, now));
      }
      last = now;
    }
    return found;
  }

  @Test
  void linesAndInlinedCallsOfACubinAreThoseOfTheDisassembler() throws Exception {
    ElfFile elf = ElfFile.read(Cubin.waves());
    LineTable table = LineTable.read(elf);
    List<String> found = changes(table, ".text.tiles", 1000);
    found.addAll(changes(table, ".text.plain", 1000));
    String expected = new String(Cubin.resource("waves.lines"), StandardCharsets.UTF_8);
    assertThat(found).containsExactlyElementsOf(expected.lines().toList());
    assertThat(table.isDamaged()).isFalse();
    int inlined = table.row(table.section(".text.plain"), 0xB0);
    assertThat(table.function(inlined)).isEqualTo("_Z4cubef");
    assertThat(table.function(table.callerRow(inlined))).isEqualTo("_Z4polyf");
    assertThat(table.section(".text.absent")).isEqualTo(-1);
    assertThat(table.row(-1, 0)).isEqualTo(Ids.NONE);
  }

  private static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(output)).isZero();
    return Files.readString(output);
  }

  private static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Objects of the compiler that is installed, as its own tool reads them. */
  @ParameterizedTest
  @CsvSource({"2, -c", "3, -c", "4, -c", "5, -c", "2, -g", "4, -g", "5, -g", "5, -gdwarf64"})
  void linesOfHostObjectsAreThoseOfReadelf(int version, String option, @TempDir Path folder)
      throws Exception {
    assumeTrue(isInstalled("gcc") && isInstalled("readelf"), "needs gcc and readelf");
    Files.writeString(folder.resolve("program.c"), PROGRAM);
    Files.writeString(folder.resolve("twice.h"), HEADER);
    run(folder, "gcc", "-gdwarf-" + version, option, "-O0", "-o", "program", "program.c");
    ElfFile elf = ElfFile.read(Files.readAllBytes(folder.resolve("program")));
    LineTable table = LineTable.read(elf);
    assertThat(table.isDamaged()).isFalse();
    Map<Long, String> expected = new TreeMap<>();
    for (String line : run(folder, "readelf", "--debug-dump=decodedline", "program").split("\n")) {
      Matcher row = Pattern.compile("(\\S+) +(\\d+) +(?:0x)?([0-9a-f]+)\\b.*").matcher(line);
      if (row.matches()) {
        expected.put(Long.parseLong(row.group(3), 16), row.group(1) + ":" + row.group(2));
      }
    }
    Map<Long, String> found = new TreeMap<>();
    long start = elf.address(table.section(".text"));
    for (long address : expected.keySet()) {
      int row = table.row(table.section(".text"), address - start);
      found.put(address, table.file(row).replaceAll(".*/", "") + ":" + table.line(row));
    }
    assertThat(found).isEqualTo(expected);
    assertThat(found.values()).contains("program.c:2", "program.c:8", "twice.h:3");
  }

  @Test
  void whatIsNoObjectIsRefused() {
    assertThatThrownBy(() -> ElfFile.read(new byte[100])).isInstanceOf(ElfException.class);
    assertThatThrownBy(() -> ElfFile.read(new byte[3])).isInstanceOf(ElfException.class);
  }

  @Test
  void callersStandBeforeTheirCalleesSoThatNoneIsItsOwn() throws Exception {
    byte[] cubin = Cubin.waves();
    int inlined = 0;
    for (int at = 0; at + 5 < cubin.length; at++) {
      // The extended opcode 0x90, whose first operand says at which row.
      if (cubin[at] == 0 && cubin[at + 1] == 3 && cubin[at + 2] == (byte) 0x90) {
        cubin[at + 3] = 0x7F;
        inlined++;
      }
    }
    assertThat(inlined).isPositive();
    LineTable table = LineTable.read(ElfFile.read(cubin));
    for (int row = 0; row < table.size(); row++) {
      assertThat(table.callerRow(row)).isEqualTo(Ids.NONE);
    }
  }

  /** A few bytes that name a long text again and again must not become all of the memory. */
  @Test
  void namesThatRepeatEndTheUnit() throws Exception {
    byte[] cubin = Cubin.waves();
    LineTable sound = LineTable.read(ElfFile.read(cubin));
    assertThat(sound.isEmpty()).isFalse();
    LineTable hostile = LineTable.read(ElfFile.read(Names.repeated(40_000)));
    assertThat(hostile.isDamaged()).isTrue();
  }

  private static void read(byte[] bytes, String what) {
    try {
      LineTable table = LineTable.read(ElfFile.read(bytes));
      for (int section = 0; section < 8; section++) {
        for (long offset = 0; offset < 0x1000; offset += 16) {
          place(table, table.row(section, offset));
        }
      }
      assertThat(table.section(".text.plain")).as(what).isGreaterThanOrEqualTo(-1);
    } catch (ElfException expected) {
      // One message is what damage of the file itself may end in.
    } catch (RuntimeException | Error bug) {
      throw new AssertionError(what, bug);
    }
  }

  /** More with {@code -Dplumb.fuzz.inputs=1000000}. */
  @Test
  void damageOfAnyKindIsNoCrash() throws Exception {
    byte[] cubin = Cubin.waves();
    for (int length = 0; length < cubin.length; length++) {
      read(Arrays.copyOf(cubin, length), "cut at " + length);
    }
    int inputs = Integer.getInteger("plumb.fuzz.inputs", 3000);
    for (int seed = 0; seed < inputs; seed++) {
      read(Damage.of(cubin, new Random(seed)), "seed " + seed);
    }
  }
}
