package dev.plumb.importers.executiontrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer.Match;
import dev.plumb.trace.EdgeTable;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import dev.plumb.trace.io.ProtoWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChakraImporterTest {
  /** A message of the file, with its length before it. */
  private static byte[] sized(ProtoWriter message) {
    byte[] field = new ProtoWriter().message(1, message).toBytes();
    return Arrays.copyOfRange(field, 1, field.length); // without its number
  }

  private static byte[] file() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(sized(new ProtoWriter().text(1, "0.0.4")));
    byte[] onDevice = new ProtoWriter().text(1, "is_cpu_op").number(27, 0).toBytes();
    file.writeBytes(
        sized(new ProtoWriter().number(1, 1).text(2, "load").number(3, 2).number(7, 5)));
    file.writeBytes(
        sized(
            new ProtoWriter()
                .number(1, 2)
                .text(2, "gemm")
                .number(3, 4)
                .bytes(4, new byte[] {1})
                .number(5, 1)
                .number(6, 10)
                .number(7, 300)
                .bytes(10, onDevice)));
    return file.toByteArray();
  }

  private static Trace read(byte[] bytes) throws UnreadableInputException {
    TraceBuilder out = new TraceBuilder("g.et", "chakra", new Problems());
    ImportSession session = new ChakraImporter().open(out);
    for (int at = 0; at < bytes.length; at += 5) {
      session.accept(bytes, at, Math.min(bytes.length, at + 5));
    }
    session.finish();
    return out.seal();
  }

  @Test
  void nodesAndDependenciesAreRead() throws UnreadableInputException {
    Trace trace = read(file());
    assertThat(trace.problems()).isEmpty();
    assertThat(trace.nodes().size()).isEqualTo(2);
    assertThat(trace.nodes().startNs(1)).isEqualTo(10_000);
    assertThat(trace.nodes().durNs(1)).isEqualTo(300_000);
    assertThat(trace.nodes().onDevice(1)).isEqualTo(1);
    assertThat(trace.edges().size()).isEqualTo(2);
    assertThat(trace.edges().kind(0)).isEqualTo(EdgeTable.Kind.CONTROL);
    assertThat(trace.edges().kind(1)).isEqualTo(EdgeTable.Kind.DATA);
    assertThat(trace.edges().fromId(1)).isEqualTo(1);
    assertThat(trace.metadata()).containsEntry("version", "\"0.0.4\"");
  }

  @Test
  void theFileIsKnownByItsFirstMessage() {
    byte[] file = file();
    assertThat(new ChakraImporter().match(file, file.length)).isEqualTo(Match.CERTAIN);
    byte[] text = "0.0.4 of something".getBytes(StandardCharsets.UTF_8);
    assertThat(new ChakraImporter().match(text, text.length)).isEqualTo(Match.NO);
  }

  @Test
  void anyBytesGiveTablesOrOneMessage() {
    byte[] whole = file();
    Random random = new Random(5);
    for (int i = 0; i < whole.length + Integer.getInteger("plumb.fuzz.inputs", 5_000); i++) {
      byte[] bytes = i < whole.length ? Arrays.copyOf(whole, i) : whole.clone();
      for (int edits = i < whole.length ? 0 : 1 + random.nextInt(4); edits > 0; edits--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        read(bytes);
      } catch (UnreadableInputException expected) {
        assertThat(expected).hasMessageContaining("g.et");
      } catch (RuntimeException | Error bug) {
        throw new AssertionError("input " + i, bug);
      }
    }
  }
}
