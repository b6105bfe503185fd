package dev.plumb.importers.jfr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Imported;
import dev.plumb.trace.UnreadableInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings are made here, by this JVM; what is in them is counted by the JDK's own reader. */
class JfrImporterTest {
  private final JfrImporter importer = new JfrImporter();

  @TempDir private Path folder;

  @Test
  void whatIsRecordedIsRead() throws Exception {
    byte[] bytes = record(this::everything);
    Path file = Files.write(folder.resolve("run.jfr"), bytes);
    Map<String, Long> expected = new TreeMap<>();
    Map<String, Long> types = new TreeMap<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      String type = event.getEventType().getName();
      types.merge(type, 1L, Long::sum);
      EventKind kind = EventKind.of(type);
      if (kind != null) {
        if (kind.isSample()) {
          expected.merge("SAMPLES " + type + " samples", 1L, Long::sum);
        }
        long value =
            kind.quantity == null
                ? 0
                : kind.isTime()
                    ? event.getDuration(kind.value).toNanos()
                    : event.getLong(kind.value);
        if (value > 0) {
          expected.merge(kind.quantity + " " + type, value, Long::sum);
        }
      }
    }
    Imported imported = Imported.of(importer, bytes, 1);
    assertThat(imported.sums()).isEqualTo(expected);
    assertThat(expected).containsKeys("WAIT_NS jdk.ThreadSleep");
    assertThat(expected.keySet()).anyMatch(key -> key.startsWith("ALLOC_BYTES "));
    assertThat(imported.trace().events())
        .isEqualTo(types.values().stream().mapToLong(Long::longValue).sum());
    assertThat(imported.problems()).isEmpty();
    String name = Thread.currentThread().getName();
    assertThat(imported.tracks()).anyMatch(track -> track.endsWith("/" + name));
    assertThat(imported.samples())
        .anyMatch(line -> line.contains("JfrImporterTest.sleep:java") && line.endsWith("(sleep)"));
    System.out.println("recorded: " + expected);
  }

  @Test
  void severalChunksAndAnUnfinishedOne() throws Exception {
    byte[] one = record(this::sleep);
    byte[] other = record(this::sleep);
    long first = sleeps(one);
    long second = sleeps(other);
    byte[] both = concat(one, other);
    assertThat(sleeps(both)).isEqualTo(first + second);

    byte[] cut = Arrays.copyOf(both, both.length - 100);
    Imported imported = Imported.of(importer, cut, 1);
    assertThat(sleeps(imported)).isEqualTo(first);
    assertThat(imported.problems()).containsExactly("chunk-damaged 1@" + one.length);

    byte[] garbled = both.clone();
    garbled[one.length + 200] = 0; // a size of an event
    garbled[one.length + 201] = 0;
    assertThat(sleeps(Imported.of(importer, garbled, 1))).isGreaterThanOrEqualTo(first);
    assertThatThrownBy(() -> Imported.of(importer, Arrays.copyOf(one, one.length / 2), 1))
        .isInstanceOf(UnreadableInputException.class)
        .hasMessageContaining("no chunk of the recording is whole");
  }

  private long sleeps(byte[] bytes) throws IOException {
    return sleeps(Imported.of(importer, bytes, 1));
  }

  private static long sleeps(Imported imported) {
    return imported.samples().stream().filter(line -> line.endsWith("(sleep)")).count();
  }

  @Test
  void onlyRecordingsMatch() throws Exception {
    byte[] bytes = record(this::sleep);
    assertThat(importer.match(bytes, bytes.length)).isEqualTo(Match.CERTAIN);
    assertThat(importer.match(new byte[] {'F', 'L', 'R'}, 3)).isEqualTo(Match.NO);
  }

  @Test
  void damageIsSurvived() throws Exception {
    byte[] bytes = record(this::sleep);
    int cuts = Math.max(1, bytes.length / 50);
    int mutants = 150 * Integer.getInteger("plumb.fuzz.factor", 1);
    java.util.Random random = new java.util.Random(11);
    int read = 0;
    for (int i = 0; i < 50 + mutants; i++) {
      byte[] changed = i < 50 ? Arrays.copyOf(bytes, i * cuts) : bytes.clone();
      for (int n = i < 50 ? 0 : 1 + random.nextInt(4); n > 0; n--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      try {
        Imported.of(importer, changed, 1);
        read++;
      } catch (UnreadableInputException e) {
        assertThat(e).hasMessageContaining("input: ");
      }
    }
    assertThat(read).isPositive();
  }

  private byte[] record(Consumer<Recording> work) throws IOException {
    try (Recording recording = new Recording()) {
      for (String name : List.of("jdk.ThreadSleep", "jdk.ObjectAllocationInNewTLAB")) {
        recording.enable(name).withStackTrace().withThreshold(Duration.ZERO);
      }
      recording.enable("jdk.ExecutionSample").with("period", "1 ms");
      recording.enable("jdk.CPUTimeSample").with("throttle", "1ms");
      recording.start();
      work.accept(recording);
      recording.stop();
      Path file = folder.resolve("dump.jfr");
      recording.dump(file);
      return Files.readAllBytes(file);
    }
  }

  private void everything(Recording recording) {
    recording.enable("jdk.ObjectAllocationOutsideTLAB");
    sleep(recording);
    long end = System.nanoTime() + 150_000_000;
    long value = 1;
    while (System.nanoTime() < end) {
      value = value * 31 + new byte[10_000 + (int) (value & 15)].length;
    }
    assertThat(value).isNotEqualTo(1); // keeps the loop from being optimised away
  }

  /** What is recorded: three events of jdk.ThreadSleep. Nothing waits for a time here. */
  private void sleep(Recording recording) {
    try {
      for (int i = 0; i < 3; i++) {
        Thread.sleep(2);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] concat(byte[] one, byte[] other) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(one);
    out.writeBytes(other);
    return out.toByteArray();
  }
}
