package dev.plumb.record.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Programs;
import dev.plumb.record.elf.Bytes;
import dev.plumb.record.elf.ElfImage;
import dev.plumb.record.elf.SymbolTable;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples that a program took of itself, of both machines: {@code leaf.c}. */
class LeafSampleTest {
  private static final List<String> EXPECTED =
      List.of(
          "leaf",
          "busy",
          "variable",
          "recursive",
          "recursive",
          "recursive",
          "run",
          "begin",
          "_start");

  @TempDir private Path folder;

  private static byte[] resource(String name) throws Exception {
    try (InputStream in = LeafSampleTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private static List<String> walk(byte[] program, byte[] bytes, RegisterSet set, int cut) {
    ElfImage image = ElfImage.of(MemorySegment.ofArray(program));
    assertThat(image).isNotNull();
    assertThat(image.machine()).isEqualTo(set.machine());
    CodeRegion region = new CodeRegion(0, Long.MAX_VALUE, 0, "leaf", image, CfiTable.of(image));
    MemorySegment record = MemorySegment.ofArray(bytes);
    StackCopy stack = new StackCopy(null);
    Unwinder unwinder = new Unwinder(set, address -> inCode(image, address) ? region : null, stack);
    assertThat(Bytes.u16(record, 20)).isEqualTo(set.count());
    for (int i = 0; i < set.count(); i++) {
      unwinder.registers()[i] = Bytes.i64(record, 48 + 8L * i);
    }
    int length = Bytes.i32(record, 44);
    stack.set(
        record,
        48 + 8L * set.count(),
        unwinder.registers()[set.stackPointer()],
        Math.max(0, length - cut));
    int count = unwinder.walk(set.all());
    SymbolTable symbols = SymbolTable.of(image);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int symbol = symbols.function(unwinder.instruction(i));
      names.add(symbol < 0 ? "?" : symbols.name(symbol));
    }
    if (cut == 0) {
      assertThat(unwinder.end()).isEqualTo(UnwindEnd.ROOT);
    }
    return names;
  }

  private static boolean inCode(ElfImage image, long address) {
    for (int i = 0; i < image.segments(); i++) {
      if (image.isCode(i)
          && address >= image.segmentAddress(i)
          && address < image.segmentAddress(i) + image.segmentBytes(i)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void stacksOfAarch64AreWalkedFromALeafThatSavedNothing() throws Exception {
    assertThat(
            walk(resource("leaf-aarch64"), resource("leaf-aarch64.record"), RegisterSet.AARCH64, 0))
        .isEqualTo(EXPECTED);
  }

  @Test
  void stacksOfTheSameProgramHereAreTheSame() throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "x86-64");
    Path program =
        Programs.compile(
            folder,
            "leaf.c",
            new String(resource("leaf.c")),
            ("-O2 -fomit-frame-pointer -fno-optimize-sibling-calls -fno-stack-protector"
                    + " -ffreestanding -nostdlib -static -fasynchronous-unwind-tables")
                .split(" "));
    Process process = new ProcessBuilder(program.toString()).start();
    byte[] record = process.getInputStream().readAllBytes();
    assertThat(walk(Files.readAllBytes(program), record, RegisterSet.X86_64, 0))
        .isEqualTo(EXPECTED);
  }

  @Test
  void aCopyThatEndsTooEarlyGivesTheInnerFrames() throws Exception {
    byte[] program = resource("leaf-aarch64");
    byte[] record = resource("leaf-aarch64.record");
    for (int cut = 8; cut < 176; cut += 8) {
      List<String> names = walk(program, record, RegisterSet.AARCH64, cut);
      assertThat(names).isNotEmpty().isEqualTo(EXPECTED.subList(0, names.size()));
    }
  }

  @Test
  void signedReturnAddressesAreCleaned() throws Exception {
    byte[] record = resource("leaf-aarch64.record");
    // Linux signs with the bits above the 48 of an address.
    MemorySegment bytes = MemorySegment.ofArray(record);
    long at = 48 + 8 * 30;
    bytes.set(
        java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED,
        at,
        Bytes.i64(bytes, at) | 0x5A5A_0000_0000_0000L);
    assertThat(walk(resource("leaf-aarch64"), record, RegisterSet.AARCH64, 0)).isEqualTo(EXPECTED);
  }

  /** Flipped bits in the program, the registers and the stack: an end, never an error. */
  @Test
  void damagedTablesAndStacksEndTheWalk() throws Exception {
    byte[] program = resource("leaf-aarch64");
    byte[] record = resource("leaf-aarch64.record");
    Random random = new Random(11);
    int whole = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] badProgram = program.clone();
      byte[] badRecord = record.clone();
      for (int edits = random.nextInt(6); edits > 0; edits--) {
        // Beyond the header, so that it still is one of this machine.
        badProgram[64 + random.nextInt(program.length - 64)] = (byte) random.nextInt(256);
        badRecord[48 + random.nextInt(record.length - 48)] ^= (byte) (1 << random.nextInt(8));
      }
      ElfImage image = ElfImage.of(MemorySegment.ofArray(badProgram));
      if (image == null) {
        continue;
      }
      CfiTable cfi = CfiTable.of(image);
      CodeRegion region = new CodeRegion(0, Long.MAX_VALUE, 0, "leaf", image, cfi);
      StackCopy stack = new StackCopy(null);
      Unwinder unwinder =
          new Unwinder(
              RegisterSet.AARCH64, address -> inCode(image, address) ? region : null, stack);
      MemorySegment in = MemorySegment.ofArray(badRecord);
      for (int r = 0; r < 33; r++) {
        unwinder.registers()[r] = Bytes.i64(in, 48 + 8L * r);
      }
      stack.set(in, 48 + 8 * 33, unwinder.registers()[31], record.length - 48 - 8 * 33);
      int count = unwinder.walk(RegisterSet.AARCH64.all());
      assertThat(count).isBetween(1, Unwinder.MOST_FRAMES);
      whole += count == EXPECTED.size() ? 1 : 0;
      SymbolTable symbols = SymbolTable.of(image);
      for (int f = 0; f < count && symbols != null; f++) {
        try {
          symbols.function(unwinder.instruction(f));
        } catch (IndexOutOfBoundsException e) {
          throw new AssertionError("damage must not reach the caller", e);
        }
      }
    }
    assertThat(whole).isGreaterThan(1000); // the damage is not so great that nothing is tested
  }
}
