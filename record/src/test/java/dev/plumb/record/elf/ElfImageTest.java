package dev.plumb.record.elf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Programs;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfImageTest {
  private static final String SOURCE =
      """
      #include <stdio.h>
      int exported = 7;
      static int hidden(int x) { return x * 3; }
      int visible(int x) { return hidden(x) + exported; }
      int main(int count, char **words) { printf("%d", visible(count)); return words == 0; }
      """;

  @TempDir private Path folder;

  private Path program(String... options) throws Exception {
    return Programs.compile(folder, "small.c", SOURCE, options);
  }

  private static ElfImage open(Path path) {
    ElfImage image = ElfImage.open(path.toString());
    assertThat(image).isNotNull();
    return image;
  }

  @Test
  void functionsAreThoseOfTheSymbolTool() throws Exception {
    Programs.need("nm");
    Path program = program("-O0");
    ElfImage image = open(program);
    SymbolTable symbols = SymbolTable.of(image);
    assertThat(symbols).isNotNull();
    int checked = 0;
    for (String line : Programs.output("nm", "-S", program.toString()).split("\n")) {
      String[] parts = line.split(" ");
      if (parts.length == 4 && "tT".contains(parts[2])) {
        long start = Long.parseLong(parts[0], 16);
        long last = start + Long.parseLong(parts[1], 16) - 1;
        assertThat(symbols.name(symbols.function(start))).isEqualTo(parts[3]);
        assertThat(symbols.name(symbols.function(last))).isEqualTo(parts[3]);
        checked++;
      }
    }
    assertThat(checked).isGreaterThanOrEqualTo(4);
    assertThat(SymbolTable.bytes(image, "exported")).isEqualTo(4);
    assertThat(SymbolTable.address(image, "no such thing")).isZero();
  }

  @Test
  void strippedProgramsStillSayWhatTheyExport() throws Exception {
    Programs.need("strip");
    Path program = program("-rdynamic");
    Programs.output("strip", program.toString());
    ElfImage image = open(program);
    assertThat(SymbolTable.isFull(image)).isFalse();
    long address = SymbolTable.address(image, "visible");
    SymbolTable symbols = SymbolTable.of(image);
    assertThat(symbols.name(symbols.function(address + 1))).isEqualTo("visible");
  }

  @Test
  void packedSectionsAreUnpacked() throws Exception {
    Programs.need("objcopy");
    Path program = program("-g");
    byte[] plain = bytes(open(program), ".debug_info");
    for (String kind : new String[] {"zlib", "zstd"}) {
      Path packed = folder.resolve(kind);
      Process process =
          new ProcessBuilder(
                  "objcopy",
                  "--compress-debug-sections=" + kind,
                  program.toString(),
                  packed.toString())
              .redirectErrorStream(true)
              .start();
      process.getInputStream().readAllBytes();
      if (process.waitFor() != 0) {
        System.out.println("SKIPPED: this objcopy does not know " + kind);
        continue;
      }
      assertThat(Files.size(packed)).isLessThan(Files.size(program));
      assertThat(bytes(open(packed), ".debug_info")).isEqualTo(plain);
    }
  }

  private static byte[] bytes(ElfImage image, String section) {
    return image.content(image.section(section)).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
  }

  @Test
  void debugFilesAreFoundByTheirLink() throws Exception {
    Programs.need("objcopy", "strip");
    Path program = program("-g", "-Wl,--build-id");
    Path debug = folder.resolve("small.debug");
    Programs.output("objcopy", "--only-keep-debug", program.toString(), debug.toString());
    Programs.output("strip", program.toString());
    Programs.output("objcopy", "--add-gnu-debuglink=" + debug, program.toString());
    ElfImage image = open(program);
    assertThat(image.buildId()).matches("[0-9a-f]{40}");
    ElfImage found = DebugFiles.find(image, "", program.toString());
    assertThat(found).isNotNull();
    assertThat(SymbolTable.isFull(found)).isTrue();
    // One of another build has other addresses.
    Files.delete(program);
    Path other = program("-g", "-O2", "-Wl,--build-id");
    Programs.output("objcopy", "--only-keep-debug", other.toString(), debug.toString());
    assertThat(DebugFiles.find(image, "", program.toString())).isNull();
  }

  @Test
  void otherFilesAreNone() throws Exception {
    assertThat(ElfImage.open(Files.writeString(folder.resolve("text"), "no program").toString()))
        .isNull();
    assertThat(ElfImage.open(folder.toString())).isNull();
    assertThat(ElfImage.open("/dev/zero")).isNull();
    assertThat(ElfImage.open("no\0name")).isNull();
  }

  /** Damaged and cut files: what can be read is, and nothing else happens. */
  @Test
  void damagedFilesGiveWhatTheyStillSay() throws Exception {
    byte[] whole = Files.readAllBytes(program("-g", "-gz=zlib"));
    Random random = new Random(2);
    for (int i = 0; i < 3000; i++) {
      byte[] bytes = whole.clone();
      for (int edits = 1 + random.nextInt(20); edits > 0; edits--) {
        // The head and the table of sections decide where everything else is read.
        int at =
            switch (random.nextInt(3)) {
              case 0 -> random.nextInt(64 + 13 * 56);
              case 1 -> bytes.length - 1 - random.nextInt(40 * 64);
              default -> random.nextInt(bytes.length);
            };
        bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : 0xFF);
      }
      if (random.nextInt(4) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      ElfImage image = ElfImage.of(MemorySegment.ofArray(bytes));
      if (image == null) {
        continue;
      }
      SymbolTable symbols = SymbolTable.of(image);
      if (symbols != null) {
        for (long address = 0; address < 0x5000; address += 97) {
          int symbol = symbols.function(address);
          if (symbol >= 0) {
            assertThat(symbols.name(symbol)).isNotNull();
          }
        }
      }
      SymbolTable.address(image, "visible");
      image.content(image.section(".debug_line"));
      image.content(image.section(".debug_str"));
      DebugFiles.find(image, "", "/no/such/file");
    }
  }
}
