package dev.plumb.importers.ascendcomm;

import dev.plumb.importers.json.JsonIn;
import dev.plumb.trace.Ids;
import java.util.ArrayList;
import java.util.List;

/**
 * What went over one kind of link.
 *
 * @param size in bytes; {@link Ids#ABSENT} if not given
 * @param time in nanoseconds; {@link Ids#ABSENT} if not given
 * @param packets by their size
 */
record Link(long size, long time, List<Packets> packets) {
  /** Packets of one size, as it is written. */
  record Packets(String megabytes, long count) {}

  /** A recording has a few sizes; more are of no use to anyone. */
  private static final int MOST_SIZES = 10_000;

  static Link read(JsonIn in) {
    long size = Ids.ABSENT;
    long time = Ids.ABSENT;
    List<Packets> packets = new ArrayList<>();
    if (in.enterObject()) {
      while (in.nextName()) {
        switch (in.name()) {
          case "Transit Size(MB)" -> size = CommunicationSession.scaled(in);
          case "Transit Time(ms)" -> time = CommunicationSession.scaled(in);
          case "Size Distribution" -> readPackets(in, packets);
          default -> in.skip();
        }
      }
    }
    return new Link(size, time, packets);
  }

  /** {@code {"0.004224": [6, 0.00736]}}: how many of that size, and how long they took. */
  private static void readPackets(JsonIn in, List<Packets> packets) {
    if (!in.enterObject()) {
      return;
    }
    while (in.nextName()) {
      String megabytes = in.name();
      if (!in.enterArray()) {
        continue;
      }
      for (int index = 0; in.nextElement(); index++) {
        if (index == 0 && packets.size() < MOST_SIZES) {
          packets.add(new Packets(megabytes, in.whole()));
        } else {
          in.skip();
        }
      }
    }
  }

  /** Whether nothing went over it. */
  boolean isEmpty() {
    return (size == Ids.ABSENT || size == 0) && (time == Ids.ABSENT || time == 0);
  }
}
