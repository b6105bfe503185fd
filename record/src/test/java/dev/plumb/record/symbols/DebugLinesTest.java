package dev.plumb.record.symbols;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Programs;
import dev.plumb.record.elf.ElfImage;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebugLinesTest {
  private static final String FIRST =
      """
      #include <stdio.h>
      #include <stdlib.h>
      int other(int x);
      static inline int twice(int x) {
        return x * 2 + rand();
      }
      int main(int count, char **words) {
        for (int i = 0; i < count; i++) {
          printf("%d %s", twice(other(i)), words[i]);
        }
        return 0;
      }
      """;
  private static final String SECOND =
      """
      #include <stdlib.h>

      int other(int x) {
        if (x > 3) {
          abort();
        }
        return x + rand();
      }
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"-gdwarf-2", "-gdwarf-4", "-gdwarf-5", "-gdwarf-5 -gz=zlib"})
  void everyAddressHasTheLineThatTheToolSays(String options) throws Exception {
    Programs.need("addr2line");
    Path second = Files.writeString(folder.resolve("second.c"), SECOND);
    List<String> all = new ArrayList<>(List.of(("-O2 " + options).split(" ")));
    all.add(second.toString());
    Path program = Programs.compile(folder, "first.c", FIRST, all.toArray(new String[0]));
    ElfImage image = ElfImage.open(program.toString());
    DebugLines lines = DebugLines.of(image);
    assertThat(lines).isNotNull();
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < image.segments(); i++) {
      if (image.isCode(i)) {
        long from = image.segmentAddress(i);
        for (long at = from; at < from + image.segmentBytes(i); at += 3) {
          addresses.add("0x" + Long.toHexString(at));
        }
      }
    }
    List<String> command = new ArrayList<>(List.of("addr2line", "-e", program.toString()));
    command.addAll(addresses);
    String[] said = Programs.output(command).split("\n");
    int known = 0;
    for (int i = 0; i < said.length; i++) {
      int row = lines.row(Long.decode(addresses.get(i)));
      // The tool adds "(discriminator 2)" and the like.
      String expected = said[i].replaceAll(" .*", "");
      boolean isUnknown = expected.endsWith(":?") || expected.endsWith(":0");
      if (isUnknown) {
        assertThat(row).as(addresses.get(i)).isNegative();
      } else {
        assertThat(Path.of(lines.file(row)).getFileName() + ":" + lines.line(row))
            .as(addresses.get(i))
            .isEqualTo(expected.substring(expected.lastIndexOf('/') + 1));
        known++;
      }
    }
    assertThat(known).isGreaterThan(15);
  }

  @Test
  void damagedTablesGiveSomeLineOrNone() throws Exception {
    Path program = Programs.compile(folder, "first.c", FIRST + SECOND.substring(20), "-g");
    byte[] whole = Files.readAllBytes(program);
    ElfImage image = ElfImage.of(MemorySegment.ofArray(whole));
    MemorySegment table = image.content(image.section(".debug_line"));
    long at = table.address() - MemorySegment.ofArray(whole).address();
    long length = table.byteSize();
    Random random = new Random(4);
    for (int i = 0; i < 3000; i++) {
      byte[] bytes = whole.clone();
      for (int edits = 1 + random.nextInt(8); edits > 0; edits--) {
        int place = (int) (at + random.nextInt((int) length));
        bytes[place] = (byte) (random.nextBoolean() ? random.nextInt(256) : 0xFF);
      }
      DebugLines lines = DebugLines.of(ElfImage.of(MemorySegment.ofArray(bytes)));
      for (long address = 0x1000; lines != null && address < 0x1400; address += 13) {
        int row = lines.row(address);
        if (row >= 0) {
          assertThat(lines.line(row)).isNotZero();
          assertThat(lines.file(row)).isNotNull();
        }
      }
    }
  }
}
