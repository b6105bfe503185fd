package dev.plumb.present.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What an exporter writes, in memory. */
final class Exported {
  private Exported() {}

  static byte[] bytes(FileExporter exporter, Run run, ExportMetric metric, List<String> notes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      exporter.write(run, metric, out, notes::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The text, which must be well-formed UTF-8. */
  static String text(FileExporter exporter, Run run, ExportMetric metric, List<String> notes) {
    byte[] bytes = bytes(exporter, run, metric, notes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      assertThat(e).isNull();
      throw new AssertionError(e);
    }
  }
}
