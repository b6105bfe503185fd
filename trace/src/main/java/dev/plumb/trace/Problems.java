package dev.plumb.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The problems of one input, counted by code: constant memory however broken the input is.
 *
 * <p>Safe for several threads: every method locks the table, so a decompressing thread and a
 * parsing thread may both add. "First" then means the first to be added. An uncontended lock costs
 * some 20 ns; a loop that meets a problem per event should count by itself and add the sum.
 */
public final class Problems {
  /** Stands for a problem without a place. */
  public static final long NO_OFFSET = -1;

  private static final ProblemCode[] CODES = ProblemCode.values();

  private final long[] counts = new long[CODES.length];
  private final long[] firstOffsets = new long[CODES.length];
  private final @Nullable String[] details = new @Nullable String[CODES.length];

  public Problems() {
    Arrays.fill(firstOffsets, NO_OFFSET);
  }

  /** Counts one occurrence at {@code byteOffset}, or nowhere ({@link #NO_OFFSET}). */
  public void add(ProblemCode code, long byteOffset) {
    add(code, byteOffset, 1, null);
  }

  /** Counts {@code count} occurrences, the first of them at {@code byteOffset}. */
  public void add(ProblemCode code, long byteOffset, long count) {
    add(code, byteOffset, count, null);
  }

  /**
   * Counts one occurrence; {@code detail} is a short phrase, kept for the first occurrence only.
   */
  public void add(ProblemCode code, long byteOffset, String detail) {
    add(code, byteOffset, 1, detail);
  }

  /**
   * Counts {@code count} occurrences.
   *
   * @throws IllegalArgumentException if {@code count} is below 1, or {@code byteOffset} below −1
   */
  public synchronized void add(
      ProblemCode code, long byteOffset, long count, @Nullable String detail) {
    if (count < 1 || byteOffset < NO_OFFSET) {
      throw new IllegalArgumentException("count " + count + ", offset " + byteOffset);
    }
    int row = code.ordinal();
    counts[row] += count;
    if (firstOffsets[row] == NO_OFFSET) {
      firstOffsets[row] = byteOffset;
    }
    if (details[row] == null) {
      details[row] = detail;
    }
  }

  /** Occurrences of {@code code} so far; 0 if none. */
  public synchronized long count(ProblemCode code) {
    return counts[code.ordinal()];
  }

  /** What has been counted so far, the most severe first, then in the order of the codes. */
  public synchronized List<Problem> list() {
    List<Problem> list = new ArrayList<>();
    for (ProblemCode code : CODES) {
      int row = code.ordinal();
      if (counts[row] > 0) {
        list.add(new Problem(code, code.severity(), counts[row], firstOffsets[row], details[row]));
      }
    }
    list.sort(Comparator.comparing(Problem::severity).reversed());
    return List.copyOf(list);
  }

  @Override
  public String toString() {
    return list().toString();
  }
}
