package dev.plumb.record.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Pythons;
import dev.plumb.record.Pythons.Python;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LineTableTest {
  /** Prints for each function of some modules: table, first line, and line of each instruction. */
  private static final String DUMP =
      """
      import sys, types, argparse, inspect, typing, dataclasses, decimal, tarfile
      import _pydecimal, ast, asyncio.base_events
      def lines(code):
          size = len(code.co_code)
          found = [0] * (size // 2)
          if hasattr(code, 'co_lines'):
              for start, end, line in code.co_lines():
                  for at in range(start, end, 2):
                      found[at // 2] = line or 0
          else:
              import dis
              starts = list(dis.findlinestarts(code)) + [(size, 0)]
              for (start, line), (end, _) in zip(starts, starts[1:]):
                  for at in range(start, end, 2):
                      found[at // 2] = line
          return found
      def dump(code):
          table = code.co_linetable if hasattr(code, 'co_linetable') else code.co_lnotab
          print(code.co_firstlineno, table.hex() or '-', ','.join(map(str, lines(code))))
          for constant in code.co_consts:
              if isinstance(constant, types.CodeType):
                  dump(constant)
      for module in (argparse, inspect, typing, dataclasses, _pydecimal, tarfile, ast):
          with open(module.__file__, encoding='utf-8') as file:
              dump(compile(file.read(), module.__file__, 'exec'))
      """;

  static Stream<Python> pythons() {
    return Pythons.all();
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void everyInstructionOfRealModulesHasTheLineThatPythonItselfSays(Python python) throws Exception {
    Process process =
        python.command("-c", DUMP).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String[] version = python.version().split("\\.");
    LineTable.Form form = LineTable.Form.of(Integer.parseInt(version[1]) | 0x300);
    int instructions = 0;
    for (String line :
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
      String[] parts = line.split(" ");
      byte[] table = parts[1].equals("-") ? new byte[0] : HexFormat.of().parseHex(parts[1]);
      int first = Integer.parseInt(parts[0]);
      String[] expected = parts[2].split(",");
      for (int i = 0; i < expected.length; i++) {
        assertThat(LineTable.line(form, table, first, 2L * i))
            .as("%s at %d", line, 2 * i)
            .isEqualTo(Integer.parseInt(expected[i]));
        instructions++;
      }
    }
    assertThat(instructions).isGreaterThan(50_000);
  }

  @ParameterizedTest
  @EnumSource(LineTable.Form.class)
  void damagedTablesGiveSomeLineOrNone(LineTable.Form form) {
    Random random = new Random(3);
    for (int i = 0; i < 100_000; i++) {
      byte[] table = new byte[random.nextInt(40)];
      random.nextBytes(table);
      int line = LineTable.line(form, table, random.nextInt(), random.nextInt(200) - 10);
      assertThat(line).isNotNegative();
    }
  }

  @Test
  void beforeTheFirstInstructionIsTheFirstLine() {
    for (LineTable.Form form : LineTable.Form.values()) {
      assertThat(LineTable.line(form, new byte[] {4, 1}, 7, -2)).isEqualTo(7);
    }
  }

  @Test
  void formsAreThoseOfTheirVersions() {
    assertThat(List.of(0x309, 0x30A, 0x30B, 0x30E).stream().map(LineTable.Form::of))
        .containsExactly(
            LineTable.Form.NUMBERS,
            LineTable.Form.RANGES,
            LineTable.Form.LOCATIONS,
            LineTable.Form.LOCATIONS);
  }
}
