package dev.plumb.importers.testing;

import java.util.Arrays;
import java.util.Random;

/** Damages inputs: flipped bits, other bytes, pieces doubled, moved or left out. */
public final class Damage {
  private Damage() {}

  /** A damaged copy of an input. */
  public static byte[] of(byte[] input, Random random) {
    byte[] bytes = input.clone();
    for (int edits = 1 + random.nextInt(4); edits > 0 && bytes.length > 1; edits--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = (byte) 0xFF;
        case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) 0x7F);
        case 4 -> bytes = splice(bytes, at, random.nextInt(bytes.length), random.nextInt(64));
        default -> bytes = Arrays.copyOf(bytes, at);
      }
    }
    return bytes;
  }

  /** Puts a piece from one place at another. */
  private static byte[] splice(byte[] bytes, int at, int from, int length) {
    int to = Math.min(bytes.length, from + length);
    byte[] more = new byte[bytes.length + to - from];
    System.arraycopy(bytes, 0, more, 0, at);
    System.arraycopy(bytes, from, more, at, to - from);
    System.arraycopy(bytes, at, more, at + to - from, bytes.length - at);
    return more;
  }
}
