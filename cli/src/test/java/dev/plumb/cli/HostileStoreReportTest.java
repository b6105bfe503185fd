package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.Run;
import dev.plumb.trace.UnreadableInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stores whose checksums are right and whose content is not: what the reader lets pass must not
 * upset whoever links, reports or draws it. -Dplumb.fuzz.rounds=1000000 tries longer.
 */
class HostileStoreReportTest {
  private static final int ROUNDS = Integer.getInteger("plumb.fuzz.rounds", 3_000);

  /** A section, decoded. */
  private static final class Section {
    final byte[] header;
    final byte[] content;

    Section(byte[] header, byte[] content) {
      this.header = header;
      this.content = content;
    }
  }

  @TempDir private Path folder;

  @Test
  void changedContentIsRefusedOrReported() throws Exception {
    Path json = Files.writeString(folder.resolve("tiny.json"), TinyTrace.json());
    RoundTrip roundTrip = new RoundTrip(folder);
    Run run = RoundTrip.load(json.toString());
    List<Section> sections = sections(roundTrip.store(run));
    Path file = folder.resolve("hostile.plumb");
    Random random = new Random(Long.getLong("plumb.fuzz.seed", 1));
    int reported = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = mutate(sections, random);
      Files.write(file, bytes);
      try {
        Run hostile = RoundTrip.load(file.toString());
        RoundTrip.report(hostile);
        if (round % 20 == 0) {
          roundTrip.writeEverything(hostile);
        }
        reported++;
      } catch (UnreadableInputException refused) {
        assertThat(refused.getMessage()).contains("hostile.plumb");
      } catch (RuntimeException | Error e) {
        Path kept = Files.createTempFile("hostile", ".plumb");
        Files.write(kept, bytes);
        throw new AssertionError("round " + round + ", kept as " + kept, e);
      }
    }
    assertThat(reported).isBetween(ROUNDS / 20, ROUNDS - 1);
  }

  private static List<Section> sections(byte[] file) throws DataFormatException {
    List<Section> sections = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(16);
    while (in.remaining() >= 48 && in.getInt(in.position()) == mark()) {
      byte[] header = new byte[48];
      in.get(header);
      ByteBuffer head = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
      byte[] stored = new byte[head.getInt(28)];
      in.get(stored);
      byte[] content = stored;
      if (head.getInt(4) == 1) {
        content = new byte[head.getInt(32)];
        Inflater inflater = new Inflater(true);
        inflater.setInput(stored);
        int at = 0;
        while (at < content.length) {
          at += inflater.inflate(content, at, content.length - at);
        }
        inflater.end();
      }
      if (!new String(header, 8, 5, StandardCharsets.US_ASCII).equals("index")) {
        sections.add(new Section(header, content));
      }
    }
    return sections;
  }

  private static int mark() {
    return 'P' | 'S' << 8 | 'E' << 16 | 'C' << 24;
  }

  /** The file without its index: the reader takes it for cut off and keeps what it has. */
  private static byte[] mutate(List<Section> sections, Random random) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer start = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    start.put(new byte[] {'P', 'L', 'U', 'M', 'B', 0}).putShort((short) 1).putInt(0);
    start.putInt(crc(start.array(), 12));
    out.write(start.array());
    int chosen = random.nextInt(sections.size());
    for (int i = 0; i < sections.size(); i++) {
      if (i == chosen && random.nextInt(20) == 0) {
        continue; // a section that is missing
      }
      byte[] content = sections.get(i).content;
      if (i == chosen) {
        content = content.clone();
        for (int change = random.nextInt(5); change >= 0; change--) {
          int at = random.nextInt(content.length);
          content[at] =
              (byte)
                  switch (random.nextInt(4)) {
                    case 0 -> random.nextInt();
                    case 1 -> content[at] ^ 1 << random.nextInt(8);
                    case 2 -> content[at] + 1;
                    default -> 0;
                  };
        }
      }
      byte[] header = sections.get(i).header.clone();
      ByteBuffer head = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
      head.putInt(4, 0).putInt(28, content.length).putInt(32, content.length);
      if (i == chosen && random.nextInt(4) == 0) {
        head.putInt(24, Math.max(0, head.getInt(24) + random.nextInt(3) - 1));
      }
      head.putInt(36, crc(content, content.length));
      head.putInt(44, crc(header, 44));
      out.write(header);
      out.write(content);
    }
    return out.toByteArray();
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
