package dev.plumb.importers.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What every importer of a stream must withstand. More inputs: {@code -Dplumb.fuzz.inputs=N}, and
 * others with {@code -Dplumb.fuzz.seed=N}.
 */
public final class Hardness {
  private static final int INPUTS = Integer.getInteger("plumb.fuzz.inputs", 2_500);
  private static final long SEED = Long.getLong("plumb.fuzz.seed", 20260105);

  private final Importer importer;

  /** Tests of one importer. */
  public Hardness(Importer importer) {
    this.importer = importer;
  }

  /** Reads an input in chunks of {@code chunk} bytes. */
  public Trace read(byte[] input, int chunk) throws UnreadableInputException {
    Problems problems = new Problems();
    TraceBuilder out = new TraceBuilder("input", importer.format(), problems);
    ImportSession session = importer.open(out);
    for (int at = 0; at < input.length; at += chunk) {
      byte[] piece = Arrays.copyOfRange(input, at, Math.min(input.length, at + chunk));
      session.accept(piece, 0, piece.length);
      Arrays.fill(piece, (byte) '}');
    }
    session.finish();
    return out.seal();
  }

  /** However the input is cut into chunks, the same comes out. */
  public void chunksDoNotMatter(byte[] input) throws UnreadableInputException {
    String whole = TableText.of(read(input, Math.max(1, input.length)));
    for (int chunk : new int[] {1, 2, 7, 100, 4096}) {
      assertThat(TableText.of(read(input, chunk))).as("in chunks of %d", chunk).isEqualTo(whole);
    }
  }

  /** However short the input is, nothing breaks. */
  public void truncationIsSurvived(byte[] input) {
    for (int length = 0; length <= input.length; length++) {
      survives(Arrays.copyOf(input, length), "cut after " + length);
    }
  }

  /** Whatever is changed in the inputs, nothing breaks. */
  public void damageIsSurvived(List<byte[]> seeds) {
    for (int number = 0; number < INPUTS; number++) {
      Random random = new Random(SEED * 1_000_003 + number);
      byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        input = edit(input, seeds, random);
      }
      survives(input, "input " + number + " of seed " + SEED);
    }
  }

  private static byte[] edit(byte[] input, List<byte[]> seeds, Random random) {
    if (input.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(input.length);
    int length = Math.min(1 + random.nextInt(1 << random.nextInt(8)), input.length - at);
    return switch (random.nextInt(6)) {
      case 0 -> {
        input[at] ^= (byte) (1 << random.nextInt(8));
        yield input;
      }
      case 1 -> {
        input[at] = (byte) (random.nextBoolean() ? 0xFF : random.nextInt());
        yield input;
      }
      case 2 -> splice(input, at, at + length, new byte[0]);
      case 3 -> splice(input, at, at, Arrays.copyOfRange(input, at, at + length));
      case 4 -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int from = random.nextInt(other.length);
        byte[] piece = Arrays.copyOfRange(other, from, Math.min(other.length, from + length));
        yield splice(input, at, at + length, piece);
      }
      default -> {
        byte[] digits =
            Long.toString(random.nextLong() >> random.nextInt(64))
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        yield splice(input, at, at + Math.min(length, 3), digits);
      }
    };
  }

  private static byte[] splice(byte[] input, int from, int to, byte[] piece) {
    byte[] out = Arrays.copyOf(input, input.length - (to - from) + piece.length);
    System.arraycopy(piece, 0, out, from, piece.length);
    System.arraycopy(input, to, out, from + piece.length, input.length - to);
    return out;
  }

  private void survives(byte[] input, String what) {
    try {
      Trace trace = read(input, Math.max(1, input.length));
      assertThat(TableText.of(trace)).as(what).isNotNull();
      assertThat(trace.bytes()).as(what).isEqualTo(input.length);
    } catch (UnreadableInputException e) {
      assertThat(e.getMessage()).as(what).isNotBlank();
    } catch (RuntimeException | StackOverflowError e) {
      fail(what + ": " + new String(input, java.nio.charset.StandardCharsets.ISO_8859_1), e);
    }
  }
}
