package dev.plumb.cli.pipeline;

/** Xorshift: the same numbers for the same seed on every machine and JDK, and cheap. */
public final class Seeded {
  private long state;

  public Seeded(long seed) {
    state = (seed + 0x632BE59BD9B4E019L) * 0x9E3779B97F4A7C15L;
    if (state == 0) {
      state = 1;
    }
  }

  /** All 64 bits. */
  public long next() {
    state ^= state << 13;
    state ^= state >>> 7;
    state ^= state << 17;
    return state;
  }

  /** A number in {@code [0, bound)}. */
  public int below(int bound) {
    return (int) ((next() >>> 33) % bound);
  }

  /** True once in {@code n} times. */
  public boolean oneIn(int n) {
    return below(n) == 0;
  }

  /** One of the choices. */
  @SafeVarargs
  public final <T> T pick(T... choices) {
    return choices[below(choices.length)];
  }
}
