package dev.plumb.importers.xplane;

import dev.plumb.importers.wire.WireCursor;
import dev.plumb.trace.ByteColumn;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;

/**
 * The {@code event_metadata} of one plane: what its events have in common with others of their
 * type.
 */
final class EventTypes {
  private final StatNames names;
  private final LongRows ids = new LongRows();
  private final IntColumn name = new IntColumn();
  private final IntColumn display = new IntColumn();
  private final IntColumn statsFrom = new IntColumn();
  private final IntColumn statsTo = new IntColumn();
  private final IntColumn statRows = new IntColumn();
  private final ByteColumn statTypes = new ByteColumn();
  private final LongColumn statValues = new LongColumn();
  private final WireCursor cursor = new WireCursor();
  private final Stats stats;
  private int declared;

  EventTypes(StatNames names) {
    this.names = names;
    this.stats = new Stats(names);
  }

  /** Adds the {@code XEventMetadata} in {@code [from, to)}; false if it is damaged. */
  boolean declare(long id, byte[] bytes, int from, int to) {
    int nameId = Ids.NONE;
    int displayId = Ids.NONE;
    boolean whole = true;
    stats.clear();
    cursor.reset(bytes, from, to);
    while (cursor.next()) {
      if (cursor.type() == 2) {
        switch (cursor.field()) {
          case 2 -> nameId = names.texts.intern(bytes, cursor.from(), cursor.to());
          case 4 -> displayId = names.texts.intern(bytes, cursor.from(), cursor.to());
          case 5 -> whole &= stats.add(bytes, cursor.from(), cursor.to());
          default -> {}
        }
      }
    }
    int known = ids.find(id);
    int row = known < 0 ? add(id) : known;
    declared += known < 0 ? 1 : 0;
    name.set(row, nameId < 0 ? names.texts.intern("") : nameId);
    display.set(row, displayId);
    keepStats(row);
    return whole && !cursor.damaged();
  }

  private void keepStats(int row) {
    statsFrom.set(row, statRows.size());
    for (int i = 0; i < stats.count; i++) {
      statRows.add(stats.rows[i]);
      statTypes.add((byte) stats.types[i]);
      statValues.add(stats.values[i]);
    }
    statsTo.set(row, statRows.size());
  }

  private int add(long id) {
    int row = ids.add(id);
    name.add(Ids.NONE);
    display.add(Ids.NONE);
    statsFrom.add(0);
    statsTo.add(0);
    return row;
  }

  /** The row of an id; {@link Ids#NONE} if the plane does not describe it. */
  int find(long id) {
    return ids.find(id);
  }

  /** The row of an id that the plane does not describe: its events are called by its number. */
  int addUnknown(long id) {
    int row = add(id);
    name.set(row, names.texts.intern("event type " + id));
    return row;
  }

  /** How many the plane itself describes. */
  int declared() {
    return declared;
  }

  int size() {
    return ids.size();
  }

  /** Id of the name in the plane's texts: the same for types of the same name. */
  int nameTextId(int row) {
    return name.get(row);
  }

  String name(int row) {
    return names.texts.get(name.get(row));
  }

  /** What viewers show instead of the name; empty if not given. */
  String displayName(int row) {
    return names.texts.get(display.get(row));
  }

  /** Adds the statistics of a type to those of an event. */
  void addStats(int row, Stats to) {
    for (int i = statsFrom.get(row); i < statsTo.get(row); i++) {
      to.add(statRows.get(i), statTypes.get(i), statValues.get(i));
    }
  }
}
