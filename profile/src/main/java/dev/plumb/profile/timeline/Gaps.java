package dev.plumb.profile.timeline;

/** Stretches of time in which a device of an input did nothing, each with its cause. */
public interface Gaps extends Spans {
  /** Input of the run; times are its. */
  int input();

  /** Rank that the device's work names; {@code Ids.NONE} if it names none. */
  int rank();

  /** Device of the input's trace. */
  int deviceRow();

  /** Why nothing ran, in a word or two. */
  String cause(int at);

  /** Slice of the input that is to blame; {@code Ids.NONE} if unknown. */
  int blame(int at);
}
