package dev.plumb.cli.fuzz;

import java.util.Arrays;
import java.util.function.Predicate;

/** Makes a failing input smaller while it still fails: by leaving out ever shorter parts. */
final class Minimizer {
  private static final int MAX_TRIES = 3000;

  private Minimizer() {}

  static byte[] minimize(byte[] text, Predicate<byte[]> stillFails) {
    byte[] best = text;
    int tries = 0;
    for (int part = Math.max(1, text.length / 2); part >= 1; part /= 2) {
      int at = 0;
      while (at < best.length && tries++ < MAX_TRIES) {
        byte[] without = without(best, at, Math.min(best.length, at + part));
        if (stillFails.test(without)) {
          best = without;
        } else {
          at += part;
        }
      }
    }
    return best;
  }

  private static byte[] without(byte[] text, int from, int to) {
    byte[] rest = Arrays.copyOf(text, text.length - (to - from));
    System.arraycopy(text, to, rest, from, text.length - to);
    return rest;
  }
}
