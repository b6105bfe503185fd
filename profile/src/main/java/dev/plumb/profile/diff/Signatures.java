package dev.plumb.profile.diff;

/**
 * What stands in the three levels below each context, as a set of loose keys hashed to 256 bits:
 * enough to tell whether two contexts do similar things, at a constant cost for each.
 */
final class Signatures {
  private static final int LEVELS = 3;
  private static final int WORDS = 4;

  private final long[] bits;
  private final int[] sizes;

  Signatures(Outline outline) {
    int rows = outline.size();
    long[] below = new long[rows * WORDS];
    for (int level = 0; level < LEVELS; level++) {
      long[] next = new long[rows * WORDS];
      for (int row = 1; row < rows; row++) {
        int to = outline.parent(row) * WORDS;
        for (int word = 0; word < WORDS; word++) {
          next[to + word] |= below[row * WORDS + word];
        }
        long hash = Outline.mix(outline.loose(row));
        next[to + (int) (hash >>> 62)] |= 1L << (hash & 63);
      }
      below = next;
    }
    bits = below;
    sizes = new int[rows];
    for (int row = 0; row < rows; row++) {
      int size = 0;
      for (int word = 0; word < WORDS; word++) {
        size += Long.bitCount(bits[row * WORDS + word]);
      }
      sizes[row] = size;
    }
  }

  /** Whether nothing stands below a context. */
  boolean isLeaf(int row) {
    return sizes[row] == 0;
  }

  /** Keys in common, of all keys: 1 if the same stands below both, 0 if nothing in common does. */
  double similarity(int row, Signatures other, int otherRow) {
    int both = 0;
    for (int word = 0; word < WORDS; word++) {
      both += Long.bitCount(bits[row * WORDS + word] & other.bits[otherRow * WORDS + word]);
    }
    int any = sizes[row] + other.sizes[otherRow] - both;
    return any == 0 ? 1 : (double) both / any;
  }
}
