package dev.plumb.present.view;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A table of sums: each row is a group, told by texts, with numbers that add up over groups and
 * numbers that follow from those.
 *
 * @param id name in questions
 * @param title for people
 * @param keys columns of text that tell groups apart
 * @param sums columns of whole numbers that add up
 * @param derived columns that are computed from the sums of a row
 * @param sort default order, as in questions
 * @param maker makes the rows
 */
record GroupTable(
    String id,
    String title,
    List<Key> keys,
    List<Sum> sums,
    List<Derived> derived,
    String sort,
    Maker maker) {
  /** A column of text. */
  record Key(String id, String label) {}

  /**
   * A column of whole numbers.
   *
   * @param adds whether they add up over groups; inclusive ones do not
   */
  record Sum(String id, String label, String unit, boolean adds) {
    Sum(String id, String label, String unit) {
      this(id, label, unit, true);
    }
  }

  /** What is not known, and a sum over rows whose numbers do not add up. */
  static final long NONE = Long.MIN_VALUE;

  /** A column of real numbers; NaN where there is none. */
  record Derived(String id, String label, String unit, ToDoubleFunction<Values> from) {}

  /** The sums of a row, and those of all rows, by the order of the columns. */
  record Values(
      @SuppressWarnings("ArrayRecordComponent") long[] own,
      @SuppressWarnings("ArrayRecordComponent") long[] all) {
    /** One sum of the row divided by another one; NaN by 0. */
    double ratio(int sum, int by) {
      return own[by] == 0 ? Double.NaN : (double) own[sum] / own[by];
    }

    /** Share of all rows. */
    double share(int sum) {
      return all[sum] == 0 ? Double.NaN : (double) own[sum] / all[sum];
    }
  }

  /**
   * A row.
   *
   * @param keys texts; null for what is not known
   * @param frame frame of the profile's tree to focus on; −1 for none
   */
  record Row(
      List<@Nullable String> keys,
      @SuppressWarnings("ArrayRecordComponent") long[] sums,
      int frame) {}

  /** Makes the rows of a profile, or of a range of it. */
  interface Maker {
    /** Rows in any order. */
    List<Row> rows(Profile profile, @Nullable Range range, Question question);
  }
}
