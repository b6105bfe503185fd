package dev.plumb.record.symbols;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.os.ProcessFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JitNamesTest {
  @TempDir private Path folder;

  private final JitNames names = new JitNames(new ProcessFiles(1));

  private static byte[] dumpHead() {
    ByteBuffer head = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    return head.putInt(0x4A695444).putInt(1).putInt(40).array();
  }

  private static byte[] load(long address, int size, String name) {
    byte[] text = (name + "\0").getBytes(StandardCharsets.UTF_8);
    ByteBuffer record = ByteBuffer.allocate(56 + text.length + size).order(ByteOrder.LITTLE_ENDIAN);
    record.putInt(0).putInt(record.capacity()).putLong(1).putInt(7).putInt(7);
    return record.putLong(address).putLong(address).putLong(size).putLong(3).put(text).array();
  }

  private static byte[] move(long from, long to, long size) {
    ByteBuffer record = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    record.putInt(1).putInt(64).putLong(1).putInt(7).putInt(7).putLong(from);
    return record.putLong(from).putLong(to).putLong(size).putLong(3).array();
  }

  private static void append(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void mapsAreReadAsTheyGrow() throws IOException {
    Path map = folder.resolve("perf.map");
    append(map, "1000 20 first one\n0x2000 0x10 second\n30".getBytes(StandardCharsets.UTF_8));
    names.map(map);
    assertThat(names.name(0x1000)).isEqualTo("first one");
    assertThat(names.name(0x101F)).isEqualTo("first one");
    assertThat(names.name(0x1020)).isNull();
    assertThat(names.name(0x200F)).isEqualTo("second");
    append(map, "00 8 third\n1000 8 again\n".getBytes(StandardCharsets.UTF_8));
    names.map(map);
    assertThat(names.name(0x3007)).isEqualTo("third");
    assertThat(names.name(0x1000)).isEqualTo("again");
    assertThat(names.malformed()).isZero();
  }

  @Test
  void linesThatAreNoneAreCounted() throws IOException {
    Path map = folder.resolve("perf.map");
    append(map, "zz 1 x\n\n1000\n1000 0 empty\n1000 -5 less\n10 10 good\n".getBytes());
    names.map(map);
    assertThat(names.malformed()).isEqualTo(5);
    assertThat(names.size()).isEqualTo(1);
  }

  @Test
  void dumpsAreReadAsTheyGrowAndCodeMoves() throws IOException {
    Path dump = folder.resolve("jit-7.dump");
    append(dump, dumpHead());
    append(dump, load(0x5000, 32, "kernel"));
    byte[] later = load(0x6000, 16, "other");
    append(dump, java.util.Arrays.copyOf(later, 30));
    names.dump(dump);
    assertThat(names.name(0x501F)).isEqualTo("kernel");
    assertThat(names.name(0x6000)).isNull();
    append(dump, java.util.Arrays.copyOfRange(later, 30, later.length));
    append(dump, move(0x5000, 0x7000, 32));
    names.dump(dump);
    assertThat(names.name(0x6000)).isEqualTo("other");
    assertThat(names.name(0x5000)).isNull();
    assertThat(names.name(0x7010)).isEqualTo("kernel");
    assertThat(names.malformed()).isZero();
  }

  @Test
  void damagedDumpsEndTheReading() throws IOException {
    Random random = new Random(3);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(dumpHead());
    for (int i = 0; i < 20; i++) {
      whole.write(load(0x1000L * i, 64, "f" + i));
    }
    for (int i = 0; i < 500; i++) {
      byte[] bytes = whole.toByteArray();
      for (int edits = 1 + random.nextInt(10); edits > 0; edits--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Path dump = folder.resolve("jit-" + i + ".dump");
      Files.write(dump, bytes);
      names.dump(dump);
    }
    assertThat(names.size()).isPositive();
    names.dump(folder.resolve("none"));
    names.map(folder);
  }

  @Test
  void namesOfCppAreTranslatedAndOthersLeftAlone() {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Demangler.isAvailable(), "SKIPPED: no libstdc++.so.6 here");
    assertThat(Demangler.demangle("_ZN2at4_ops3add4callERKNS_6TensorES4_"))
        .isEqualTo("at::_ops::add::call(at::Tensor const&, at::Tensor const&)");
    assertThat(Demangler.demangle("main")).isEqualTo("main");
    assertThat(Demangler.demangle("_Znonsense")).isEqualTo("_Znonsense");
    assertThat(Demangler.demangle("_Z" + "x".repeat(100_000))).startsWith("_Zxx");
  }
}
