package dev.plumb.trace.store;

import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.UnreadableInputException;

/**
 * Ids of the trace in the making by those of the file, for what is kept once: equal texts of a
 * hostile file share one id.
 */
final class StoredIds {
  final IntColumn strings = new IntColumn();
  final IntColumn args = new IntColumn();
  final IntColumn devices = new IntColumn();

  /** String ids of the file. */
  long[] strings(Checked in, String column) throws UnreadableInputException {
    return in.rowsOf(column, strings.size());
  }

  /** String ids of the file, or −1 for none. */
  long[] stringsOrNone(Checked in, String column) throws UnreadableInputException {
    return in.rowsOrNone(column, strings.size());
  }

  int string(long id) {
    return id < 0 ? Ids.NONE : strings.get((int) id);
  }

  int argument(long id) {
    return id < 0 ? Ids.NONE : args.get((int) id);
  }

  int device(long id) {
    return id < 0 ? Ids.NONE : devices.get((int) id);
  }

  /** The id for one of the file; {@link Ids#NONE} for none. */
  static int of(IntColumn ids, long id) {
    return id < 0 ? Ids.NONE : ids.get((int) id);
  }
}
