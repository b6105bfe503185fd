package dev.plumb.present.view;

import java.util.concurrent.TimeUnit;

/**
 * Whether questions are being answered. What is only prepared for later ones waits meanwhile: the
 * first picture needs the processors, for the answers and for the browser that draws them.
 */
public final class Traffic {
  /**
   * A browser opens within this time after the address was printed, or somebody does it by hand.
   */
  private static final long FIRST_MS = 1_000;

  /** An answer is drawn, and the next question comes, within this time. */
  private static final long REST_MS = 250;

  /** Who moves about all the time has the rest prepared all the same. */
  static final long MOST_MS = 4_000;

  /** The same for what somebody may ask for as soon as there is a picture. */
  static final long SOON_MS = 1_000;

  private int underWay;
  private boolean asked;
  private long lastNs;

  synchronized void begin() {
    asked = true;
    underWay++;
  }

  synchronized void end() {
    underWay--;
    lastNs = System.nanoTime();
    notifyAll();
  }

  /** Questions that wait for their answers. */
  synchronized int underWay() {
    return underWay;
  }

  /**
   * Waits until the first questions have been answered, or for so long that nobody seems to ask.
   *
   * @param mostMs for how long at most, however much is asked
   */
  synchronized void awaitRest(long mostMs) throws InterruptedException {
    long start = System.nanoTime();
    for (long left; (left = leftMs(start, mostMs)) > 0; ) {
      wait(left);
    }
  }

  /** For how long to wait at least; 0 where there is nothing to wait for. */
  private long leftMs(long startNs, long mostMs) {
    long now = System.nanoTime();
    long most = mostMs - TimeUnit.NANOSECONDS.toMillis(now - startNs);
    long rest =
        !asked
            ? FIRST_MS - TimeUnit.NANOSECONDS.toMillis(now - startNs)
            : underWay > 0 ? most : REST_MS - TimeUnit.NANOSECONDS.toMillis(now - lastNs);
    return Math.min(most, rest);
  }
}
