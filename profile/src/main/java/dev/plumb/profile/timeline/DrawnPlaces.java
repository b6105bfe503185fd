package dev.plumb.profile.timeline;

import dev.plumb.trace.Ids;
import java.util.Arrays;
import java.util.List;

/**
 * Where each slice of an input is drawn: the slices of all its lanes, one lane after the other, are
 * numbered from 0, and this finds the number of a row. Four bytes for each slice.
 */
final class DrawnPlaces {
  private final int[] places;
  private int size;

  /**
   * @param rows number of slices of the input
   * @param tracks its tracks, whose lanes are numbered by {@link Lanes#seal}
   */
  DrawnPlaces(int rows, List<Track> tracks) {
    places = new int[rows];
    Arrays.fill(places, Ids.NONE);
    for (Track track : tracks) {
      Lanes lanes = track.slicesOnLanes();
      for (int number = 0; lanes != null && number < lanes.count(); number++) {
        Lanes.Lane lane = lanes.lane(number);
        size += lane.size();
        for (int at = 0, n = lane.size(); at < n; at++) {
          places[lane.row(at)] = lane.first() + at;
        }
      }
    }
  }

  /** Slices that are drawn. */
  int size() {
    return size;
  }

  /** Place of a slice; {@link Ids#NONE} if it lies too deep to be drawn. */
  int of(int row) {
    return places[row];
  }
}
