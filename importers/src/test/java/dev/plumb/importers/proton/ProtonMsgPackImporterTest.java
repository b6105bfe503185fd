package dev.plumb.importers.proton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.importers.Importer;
import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Hardness;
import dev.plumb.importers.testing.TableText;
import dev.plumb.trace.Trace;
import dev.plumb.trace.UnreadableInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ProtonMsgPackImporterTest {
  private final Importer importer = new ProtonMsgPackImporter();
  private final Hardness hardness = new Hardness(importer);

  private static byte[] recorded(String format) throws IOException {
    String name =
        "/cases/proton"
            + (format.equals("hatchet") ? "" : "-msgpack")
            + "/scopes-and-metrics/trace."
            + format;
    try (InputStream in = ProtonMsgPackImporterTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static List<String> samples(Trace trace) {
    return TableText.of(trace).lines().filter(line -> line.startsWith("sample")).sorted().toList();
  }

  @Test
  void bothFormatsOfOneProfileHoldTheSame() throws Exception {
    Trace binary = hardness.read(recorded("hatchet_msgpack"), 100);
    Trace text = new Hardness(new ProtonImporter()).read(recorded("hatchet"), 100);
    assertThat(samples(binary)).isEqualTo(samples(text)).hasSize(8);
    assertThat(samples(binary))
        .contains(
            "sample - KERNEL_NS 1500 - of slice -1 SCOPE step > KERNEL matmul_kernel",
            "sample - OTHER -5 - of slice -1 SCOPE step > SCOPE numbers",
            "sample - OTHER 1099511627776 - of slice -1 SCOPE step > SCOPE numbers",
            "sample - CPU_NS 7777777 - of slice -1 SCOPE step > SCOPE loss: é" + "x".repeat(40));
    assertThat(binary.events()).isEqualTo(text.events()).isEqualTo(5);
  }

  /** Every first byte that a value may have. */
  @Test
  void allTypesOfTheFormatAreRead() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {(byte) 0x91, (byte) 0x82, (byte) 0xA5});
    bytes.writeBytes("frame".getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(new byte[] {(byte) 0x81, (byte) 0xA4, 'n', 'a', 'm', 'e', (byte) 0xA1, 'k'});
    bytes.writeBytes(new byte[] {(byte) 0xA7});
    bytes.writeBytes("metrics".getBytes(StandardCharsets.US_ASCII));
    String[] values = {
      "05", // a number in the first byte
      "FB", // a negative one
      "CC C8", // unsigned
      "CD 01 00",
      "CE 00 01 00 00",
      "CF 00 00 00 01 00 00 00 00",
      "D0 80", // signed
      "D1 FF 00",
      "D2 FF FF FF 00",
      "D3 FF FF FF FF FF FF FF 00",
      "CA 40 00 00 00", // real
      "CB 40 08 00 00 00 00 00 00",
      "C0", // nothing, false, true
      "C2",
      "C3",
      "C4 02 00 00", // binary data
      "C5 00 01 00",
      "C6 00 00 00 01 00",
      "C7 01 07 00", // extensions
      "C8 00 01 07 00",
      "C9 00 00 00 01 07 00",
      "D4 07 00",
      "D5 07 00 00",
      "D6 07 00 00 00 00",
      "D7 07 00 00 00 00 00 00 00 00",
      "D8 07 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
      "D9 01 41", // texts
      "DA 00 01 41",
      "DB 00 00 00 01 41",
      "92 92 05 05 C0", // arrays and maps
      "DC 00 01 C0",
      "DD 00 00 00 01 C0",
      "81 A1 41 81 A1 41 C0",
      "DE 00 01 A1 41 C0",
      "DF 00 00 00 01 A1 41 C0",
      "07", // proof that all before it were taken whole
    };
    bytes.writeBytes(new byte[] {(byte) 0xDE, 0, (byte) values.length});
    for (int i = 0; i < values.length; i++) {
      bytes.writeBytes(new byte[] {(byte) 0xD9, 2, (byte) ('a' + i / 10), (byte) ('0' + i % 10)});
      for (String hex : values[i].split(" ")) {
        bytes.write(Integer.parseInt(hex, 16));
      }
    }
    Trace trace = hardness.read(bytes.toByteArray(), 7);
    assertThat(trace.problems()).isEmpty();
    assertThat(samples(trace).stream().map(line -> line.split(" ")[3]).toList())
        .containsExactlyInAnyOrder(
            "5",
            "-5",
            "200",
            "256",
            "65536",
            "4294967296",
            "-128",
            "-256",
            "-256",
            "-256",
            "2",
            "3",
            "7");
  }

  @Test
  void profilesMayFollowEachOther() throws Exception {
    byte[] one = recorded("hatchet_msgpack");
    byte[] two = Arrays.copyOf(one, 2 * one.length);
    System.arraycopy(one, 0, two, one.length, one.length);
    assertThat(hardness.read(two, 100).events()).isEqualTo(10);
  }

  @Test
  void nestingAndLengthsAreBounded() {
    byte[] deep = new byte[100_000];
    Arrays.fill(deep, (byte) 0x91);
    assertThatThrownBy(() -> hardness.read(deep, 1000))
        .isInstanceOf(UnreadableInputException.class);
    byte[] skipped = new byte[100_000];
    Arrays.fill(skipped, (byte) 0x91);
    byte[] head = {(byte) 0x91, (byte) 0x81, (byte) 0xA5, 'f', 'r', 'a', 'm', 'e'};
    System.arraycopy(head, 0, skipped, 0, head.length);
    assertThat(problemsOf(skipped)).containsExactly("input-truncated");
    byte[] endless = {
      (byte) 0x91,
      (byte) 0x81,
      (byte) 0xA5,
      'f',
      'r',
      'a',
      'm',
      'e',
      (byte) 0x81,
      (byte) 0xA4,
      'n',
      'a',
      'm',
      'e',
      (byte) 0xDB,
      (byte) 0xFF,
      (byte) 0xFF,
      (byte) 0xFF,
      (byte) 0xFF,
      'x'
    };
    assertThat(problemsOf(endless)).containsExactly("event-broken");
  }

  private List<String> problemsOf(byte[] input) {
    try {
      return hardness.read(input, 1000).problems().stream().map(p -> p.code().id()).toList();
    } catch (UnreadableInputException e) {
      return List.of(e.getMessage());
    }
  }

  @Test
  void profilesAreKnownByTheirFirstKey() throws Exception {
    byte[] recorded = recorded("hatchet_msgpack");
    assertThat(importer.match(recorded, recorded.length)).isEqualTo(Match.CERTAIN);
    assertThat(importer.match(new byte[] {(byte) 0x91, (byte) 0x81}, 2)).isEqualTo(Match.NO);
    assertThat(importer.match(recorded("hatchet"), 64)).isEqualTo(Match.NO);
  }

  @Test
  void chunksDoNotMatter() throws Exception {
    hardness.chunksDoNotMatter(recorded("hatchet_msgpack"));
  }

  @Test
  void damageIsSurvived() throws Exception {
    byte[] recorded = recorded("hatchet_msgpack");
    hardness.truncationIsSurvived(recorded);
    hardness.damageIsSurvived(List.of(recorded));
  }
}
