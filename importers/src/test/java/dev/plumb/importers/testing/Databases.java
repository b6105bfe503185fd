package dev.plumb.importers.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/** Small databases for tests, and what an importer of databases must withstand. */
public final class Databases {
  private static final int INPUTS = Integer.getInteger("plumb.fuzz.inputs", 700);
  private static final long SEED = Long.getLong("plumb.fuzz.seed", 20260105);

  private Databases() {}

  /** Runs statements that are separated by semicolons at ends of lines. */
  public static Path make(Path file, String script) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA page_size=512");
      for (String sql : script.split(";\n")) {
        if (!sql.isBlank()) {
          statement.execute(sql);
        }
      }
    }
    return file;
  }

  /** Reads a whole file. */
  public static Trace read(Importer importer, Path file) throws UnreadableInputException {
    TraceBuilder out = new TraceBuilder("input", importer.format(), new Problems());
    ImportSession session = importer.open(out);
    session.acceptFile(file);
    session.finish();
    return out.seal();
  }

  /** Whatever is changed in the file, or wherever it is cut, nothing breaks. */
  public static void damageIsSurvived(Importer importer, Path seed, Path scratch)
      throws IOException {
    byte[] good = Files.readAllBytes(seed);
    for (int number = 0; number < INPUTS; number++) {
      Random random = new Random(SEED * 1_000_003 + number);
      byte[] input = good.clone();
      for (int edits = 1 + random.nextInt(6); edits > 0; edits--) {
        int at = random.nextInt(input.length);
        input[at] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : input[at] ^ 1 << edits);
      }
      int length = random.nextInt(5) == 0 ? random.nextInt(input.length) : input.length;
      Files.write(scratch, java.util.Arrays.copyOf(input, length));
      try {
        assertThat(TableText.of(read(importer, scratch))).isNotNull();
      } catch (UnreadableInputException e) {
        assertThat(e.getMessage()).isNotBlank();
      } catch (RuntimeException | StackOverflowError e) {
        fail("input " + number + " of seed " + SEED, e);
      }
    }
  }
}
