package dev.plumb.profile.timeline;

/** Stretches of time of a device that an analysis tells something about: why it was idle, say. */
public interface Stretches extends Spans {
  /** What a stretch is, in a word or two. */
  String label(int at);

  /** Slice of the input that it is about; {@code Ids.NONE} if it is about none. */
  int slice(int at);
}
