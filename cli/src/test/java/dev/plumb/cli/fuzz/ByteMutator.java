package dev.plumb.cli.fuzz;

import dev.plumb.cli.golden.CaseInput;
import dev.plumb.cli.pipeline.Seeded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Changes inputs of any format byte by byte: what lengths, offsets, counts and references say, and
 * what lies where.
 */
final class ByteMutator {
  /** Limits of the widths that formats have, and what an index or a length must not be. */
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    0x7F,
    0x80,
    0xFF,
    0xFFFF,
    0x7FFF_FFFFL,
    0x8000_0000L,
    0xFFFF_FFFFL,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
  };

  private static final String[] TEXTS = {
    "-1", "NaN", "1e308", "9223372036854775808", "", "null", "[[[[[[[[[[[[", "\"", "\u0000", "4e18",
  };

  private static final int MAX_SEED = 40_000;

  private final List<byte[]> seeds;

  ByteMutator(List<byte[]> seeds) {
    this.seeds = seeds;
  }

  /** The golden cases of all formats but Trace Event JSON, and pickles; databases are made. */
  static List<byte[]> seeds(Path root, Path folder) throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    Path resources = root.resolve("importers/src/test/resources");
    try (Stream<Path> files = Files.walk(resources)) {
      for (Path file : files.filter(ByteMutator::isSeed).sorted().toList()) {
        byte[] seed = Files.readAllBytes(CaseInput.of(file, folder));
        if (seed.length <= MAX_SEED) {
          seeds.add(seed);
        }
      }
    }
    return seeds;
  }

  private static boolean isSeed(Path file) {
    String name = file.getFileName().toString();
    boolean json = file.toString().contains("cases/chrome/");
    return name.endsWith(".pickle") || name.startsWith("trace.") && !json;
  }

  /** The same input for the same number, whatever came before. */
  byte[] input(long number) {
    Seeded random = new Seeded(number);
    byte[] input = seeds.get(random.below(seeds.size())).clone();
    for (int n = 1 + random.below(random.oneIn(4) ? 20 : 4); n > 0 && input.length > 1; n--) {
      input = edit(random, input);
    }
    return input;
  }

  private byte[] edit(Seeded random, byte[] input) {
    // Heads say how long things are and where they lie.
    int at = random.below(random.oneIn(4) ? Math.min(512, input.length) : input.length);
    int to = Math.min(input.length, at + 1 + random.below(64));
    return switch (random.below(9)) {
      case 0 -> put(input, at, input[at] ^ 1L << random.below(8), 1, false);
      case 1 -> put(input, at, random.next(), 1, false);
      case 2 -> {
        long value = NUMBERS[random.below(NUMBERS.length)];
        yield put(input, at, value, 1 << random.below(4), random.oneIn(2));
      }
      case 3 -> splice(input, at, at, Arrays.copyOfRange(input, at, to));
      case 4 -> splice(input, at, to, new byte[0]);
      case 5 -> random.oneIn(3) ? Arrays.copyOf(input, at) : input;
      case 6 -> {
        byte[] other = seeds.get(random.below(seeds.size()));
        int from = random.below(other.length);
        int end = Math.min(other.length, from + to - at);
        yield splice(input, at, to, Arrays.copyOfRange(other, from, end));
      }
      case 7 -> digits(random, input, at);
      default -> {
        byte[] varint = new byte[1 + random.below(10)];
        Arrays.fill(varint, (byte) 0xFF);
        varint[varint.length - 1] = (byte) random.below(128);
        yield splice(input, at, Math.min(input.length, at + varint.length), varint);
      }
    };
  }

  private static byte[] put(byte[] input, int at, long value, int width, boolean bigEndian) {
    for (int i = 0; i < width && at + i < input.length; i++) {
      input[at + i] = (byte) (value >>> 8 * (bigEndian ? width - 1 - i : i));
    }
    return input;
  }

  /** Puts something else where the next number of a text stands. */
  private static byte[] digits(Seeded random, byte[] input, int at) {
    int from = at;
    while (from < input.length && !Character.isDigit(input[from])) {
      from++;
    }
    int to = from;
    while (to < input.length && Character.isDigit(input[to])) {
      to++;
    }
    byte[] text = TEXTS[random.below(TEXTS.length)].getBytes(StandardCharsets.UTF_8);
    return splice(input, from, to, text);
  }

  private static byte[] splice(byte[] input, int from, int to, byte[] piece) {
    byte[] out = Arrays.copyOf(input, input.length - (to - from) + piece.length);
    System.arraycopy(piece, 0, out, from, piece.length);
    System.arraycopy(input, to, out, from + piece.length, input.length - to);
    return out;
  }
}
