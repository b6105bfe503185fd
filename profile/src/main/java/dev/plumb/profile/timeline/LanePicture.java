package dev.plumb.profile.timeline;

/**
 * What one line shows in a window: a box for each span that is at least a pixel wide, and one box
 * for all narrower ones that start in the same pixel. Each span that lies in the window, if only in
 * part, is in exactly one box, so that counts and times of the boxes add up to those of the window
 * at every zoom.
 */
final class LanePicture {
  /** Takes the boxes from left to right. */
  interface Boxes {
    /**
     * One box.
     *
     * @param first first span of it
     * @param count number of spans
     * @param longest the span that takes most time, whole
     * @param busyNs time in the spans within the window
     */
    void add(int first, int count, int longest, long busyNs);
  }

  private LanePicture() {}

  /** Draws {@code spans}; {@code index} is theirs. */
  static void draw(Spans spans, SpanIndex index, Window window, Boxes out) {
    int end = index.startingAt(window.toNs(), 0);
    int at = index.openOrStartingAt(window.fromNs());
    if (at < end && spans.startNs(at) < window.fromNs() && window.isVisible(spans.durNs(at))) {
      out.add(at, 1, at, within(spans, index, at, at + 1, window));
      at++;
    }
    while (at < end) {
      int pixel = window.pixel(Math.max(window.fromNs(), spans.startNs(at)));
      int next =
          pixel + 1 == window.pixels()
              ? end
              : Math.min(end, index.startingAt(window.borderNs(pixel + 1), at + 1));
      // What is as wide as a pixel ends after the pixel in which it starts: only the last one can
      // be.
      int narrow = window.isVisible(spans.durNs(next - 1)) ? next - 1 : next;
      if (narrow > at) {
        int longest = index.longest(at, narrow);
        out.add(at, narrow - at, longest, within(spans, index, at, narrow, window));
      }
      if (narrow < next) {
        out.add(narrow, 1, narrow, within(spans, index, narrow, next, window));
      }
      at = next;
    }
  }

  /**
   * Time in the spans {@code [from, to)}, of which the first and last may reach out of the window.
   */
  private static long within(Spans spans, SpanIndex index, int from, int to, Window window) {
    return index.sumNs(from, to)
        - Math.max(0, window.fromNs() - spans.startNs(from))
        - Math.max(0, spans.endNs(to - 1) - window.toNs());
  }
}
