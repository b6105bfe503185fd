package dev.plumb.importers.testing;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Damaged documents: cut at every byte, then changed at random. Only one exception is allowed. */
public final class JsonFuzz {
  private static final String PIECES = "{}[]\",:0-9eE.truefalsnl\\u ";

  private JsonFuzz() {}

  /** Feeds an importer; {@code -Dplumb.fuzz.inputs=N} asks for more. */
  public static void run(Importer importer, String document, int usual) {
    byte[] whole = document.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length <= whole.length; length++) {
      feed(importer, Arrays.copyOf(whole, length), "cut at " + length);
    }
    Random random = new Random(11);
    for (int i = 0; i < Integer.getInteger("plumb.fuzz.inputs", usual); i++) {
      byte[] bytes = whole.clone();
      for (int edits = random.nextInt(8); edits >= 0; edits--) {
        int at = random.nextInt(bytes.length);
        if (random.nextBoolean()) {
          bytes[at] = (byte) PIECES.charAt(random.nextInt(PIECES.length()));
        } else {
          int length = Math.min(bytes.length - at, random.nextInt(60));
          System.arraycopy(bytes, random.nextInt(bytes.length - length), bytes, at, length);
        }
      }
      feed(importer, bytes, "input " + i);
    }
    feed(importer, "[".repeat(200_000).getBytes(StandardCharsets.US_ASCII), "deep lists");
    feed(
        importer,
        "[{\"children\":".repeat(200_000).getBytes(StandardCharsets.US_ASCII),
        "deep objects");
  }

  private static void feed(Importer importer, byte[] bytes, String what) {
    TraceBuilder out = new TraceBuilder("fuzz", importer.format(), new Problems());
    ImportSession session = importer.open(out);
    try {
      session.accept(bytes, 0, bytes.length);
      session.finish();
      out.seal();
    } catch (UnreadableInputException expected) {
      // One message is what damage beyond use may end in.
    } catch (RuntimeException | Error bug) {
      throw new AssertionError(what, bug);
    }
  }
}
