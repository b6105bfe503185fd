package dev.plumb.trace.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Files as each version wrote them stay readable. They lie in the test resources, in old-formats,
 * each with a dump of what it holds; {@link #main} wrote the newest and never writes over one.
 */
class OldVersionsTest {
  @TestFactory
  List<DynamicTest> everyVersionIsStillRead() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int version = 1; version <= PlumbFormat.VERSION; version++) {
      String name = "v" + version;
      tests.add(DynamicTest.dynamicTest(name, () -> isStillRead(name)));
    }
    return tests;
  }

  private static void isStillRead(String name) throws Exception {
    List<TraceBuilder> traces = StoreTest.read(resource(name + ".plumb"), 100);
    StringBuilder dump = new StringBuilder();
    for (TraceBuilder trace : traces) {
      dump.append(Dump.of(trace.seal()));
    }
    // Columns that came later add lines; none that was there may change.
    String expected = new String(resource(name + ".txt"), StandardCharsets.UTF_8);
    assertThat(dump.toString().lines()).containsAll(expected.lines().toList());
  }

  @Test
  void theNewestVersionIsWhatIsWritten() throws IOException {
    byte[] file = resource("v" + PlumbFormat.VERSION + ".plumb");
    assertThat(Bytes.shortAt(file, 6)).isEqualTo(PlumbFormat.VERSION);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = OldVersionsTest.class.getResourceAsStream("old-formats/" + name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }

  /** Writes the fixture of the current version into the folder given. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Path file = folder.resolve("v" + PlumbFormat.VERSION + ".plumb");
    if (Files.exists(file)) {
      throw new IOException(file + " exists; a released version's file is never replaced");
    }
    TraceBuilder one = RandomTrace.of(1, 30);
    TraceBuilder two = RandomTrace.of(2, 12);
    Files.write(file, StoreTest.write(one.seal(), two.seal()));
    Files.writeString(
        folder.resolve("v" + PlumbFormat.VERSION + ".txt"),
        Dump.of(one.seal()) + Dump.of(two.seal()));
  }
}
