package dev.plumb.profile;

/**
 * How the clock of one rank stands to that of the first, as the ends of the collectives tell that
 * both took part in.
 *
 * @param input index of the input in the run
 * @param offsetNs to add to this input's times, base time included, to get the first rank's
 * @param residualNs 95th percentile of what remains between the ends after that, in magnitude
 * @param collectives matched collectives; below {@link RankClocks#LEAST} nothing is known and the
 *     other numbers are 0
 */
public record RankClock(int input, long offsetNs, long residualNs, int collectives) {
  /** Whether there were enough collectives. */
  public boolean known() {
    return collectives >= RankClocks.LEAST;
  }
}
