package dev.plumb.profile.timeline;

/**
 * A stretch of time to be drawn on a number of pixels.
 *
 * @param fromNs begin
 * @param toNs end, exclusive; after the begin
 * @param pixels at least 1
 */
public record Window(long fromNs, long toNs, int pixels) {
  /** The longest window: its pixels and times can be multiplied and divided without loss. */
  public static final long MOST_NS = 1L << 62;

  /** Refuses what is no window. */
  public Window {
    if (toNs <= fromNs || toNs - fromNs > MOST_NS || toNs - fromNs < 0) {
      throw new IllegalArgumentException("a window ends after it begins, within 146 years");
    }
    if (pixels < 1) {
      throw new IllegalArgumentException("a window has pixels");
    }
  }

  /** Its length in nanoseconds. */
  public long lengthNs() {
    return toNs - fromNs;
  }

  /** The same pixels, earlier or later. */
  Window shifted(long byNs) {
    return new Window(fromNs + byNs, toNs + byNs, pixels);
  }

  /** First nanosecond of a pixel, rounded down; the end for the pixel after the last. */
  long borderNs(int pixel) {
    long whole = lengthNs() / pixels;
    long rest = lengthNs() % pixels;
    return fromNs + whole * pixel + rest * pixel / pixels;
  }

  /** Pixel of a moment in the window. */
  int pixel(long timeNs) {
    double guess = (double) (timeNs - fromNs) * pixels / lengthNs();
    int pixel = Math.clamp((long) guess, 0, pixels - 1);
    while (pixel > 0 && timeNs < borderNs(pixel)) {
      pixel--;
    }
    while (pixel + 1 < pixels && timeNs >= borderNs(pixel + 1)) {
      pixel++;
    }
    return pixel;
  }

  /** Whether something of this duration is at least a pixel wide. */
  boolean isVisible(long durNs) {
    long whole = lengthNs() / pixels;
    return durNs > whole || durNs == whole && lengthNs() % pixels == 0;
  }
}
