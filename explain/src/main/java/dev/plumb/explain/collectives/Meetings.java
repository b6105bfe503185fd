package dev.plumb.explain.collectives;

import dev.plumb.explain.Facts;
import dev.plumb.trace.Ids;
import java.util.HashMap;
import java.util.Map;

/**
 * Which rank each collective that waits for all waited for. Lanes and positions are those of {@link
 * Facts#lanes()}.
 */
public final class Meetings {
  private final CollectiveList list;
  private final Map<Long, Collective> byPlace = new HashMap<>();
  private final long residualNs;

  private Meetings(Facts facts) {
    list = CollectiveList.of(facts);
    residualNs = list.residualNs();
    for (Collective each : list.meetings()) {
      for (int i = 0; i < each.size(); i++) {
        byPlace.put(place(each.lanes()[i], each.positions()[i]), each);
      }
    }
  }

  /** Those of a run. */
  public static Meetings of(Facts facts) {
    return facts.shared(Meetings.class, Meetings::new);
  }

  private static long place(int lane, int position) {
    return (long) lane << 32 | position;
  }

  /** Whether there are any, of several lanes whose times can be compared. */
  public boolean connectRanks() {
    return !byPlace.isEmpty() && list.hasClocks();
  }

  /** Whether the trace says which collectives belong together, rather than names and order. */
  public boolean isTold() {
    return list.isTold();
  }

  /** What to add to a lane's times to get the first rank's. */
  public long offsetNs(int lane) {
    return list.offsetNs(lane);
  }

  /** How far times of different lanes can be trusted. */
  public long residualNs() {
    return residualNs;
  }

  /**
   * The lane that entered the collective at this place last, later than this one by more than the
   * clocks are uncertain; {@link Ids#NONE} if it is this one, or if it is no meeting.
   */
  public int lastToCome(int lane, int position) {
    Collective meeting = byPlace.get(place(lane, position));
    if (meeting == null) {
      return Ids.NONE;
    }
    int last = 0;
    int self = 0;
    for (int i = 0; i < meeting.size(); i++) {
      last = meeting.starts()[i] > meeting.starts()[last] ? i : last;
      self = meeting.lanes()[i] == lane ? i : self;
    }
    return meeting.starts()[last] - meeting.starts()[self] > residualNs
        ? meeting.lanes()[last]
        : Ids.NONE;
  }

  /** Where the collective at a place of one lane stands in another; it takes part in it. */
  public int positionIn(int lane, int position, int otherLane) {
    Collective meeting = byPlace.get(place(lane, position));
    for (int i = 0; meeting != null && i < meeting.size(); i++) {
      if (meeting.lanes()[i] == otherLane) {
        return meeting.positions()[i];
      }
    }
    throw new IllegalArgumentException("no meeting of lanes " + lane + " and " + otherLane);
  }
}
