package dev.plumb.importers.chrome;

import dev.plumb.trace.Ids;
import dev.plumb.trace.Times;

/** The event being read: reused, so that reading an event allocates nothing. */
final class Event {
  static final int NO_REPAIR = 0;
  static final int NOT_UTF8 = 1;
  static final int CONTROL = 1 << 1;
  static final int BAD_ESCAPE = 1 << 2;
  static final int QUOTE = 1 << 3;
  static final int DUPLICATE = 1 << 4;
  static final int COMMA = 1 << 5;
  static final int ROUNDED = 1 << 6;
  static final int ARGS_DROPPED = 1 << 7;
  static final int CUT = 1 << 8;
  static final int BAD_ID = 1 << 9;

  /** Type of the event, 0 when it has none. */
  char phase;

  /** String ids; {@link Ids#NONE} if the event has none. */
  int nameId;

  int categoryId;

  /** Keys of {@link Tracks}. */
  long pid;

  long tid;

  long timeNs;
  long durNs;
  boolean hasDur;

  /** The {@code id} of flows and async ranges; {@link Ids#ABSENT} if none. */
  long id;

  /** Where the value of {@code args} starts in the window; −1 without. */
  int argsAt;

  /** Key of the frame that {@code sf} names; {@link Ids#ABSENT} without. */
  long frameKey;

  /** Where an inline {@code stack} starts in the window; −1 without. */
  int stackAt;

  /** Where the metrics of {@code plumb convert} start in the window; −1 without. */
  int metricsAt;

  /** Where the reading of a broken event stopped; what is before was understood. */
  int reached;

  /** What was repaired: bits from above. */
  int repairs;

  // From args, as far as the kind of the event has a column for it.
  int argsId;
  int argNameId;
  long rank;
  long correlation;
  long externalId;
  long recordFunctionId;
  long sequenceNumber;
  long forwardThread;
  int callStackId;
  long pythonId;
  long pythonParent;
  long pythonModule;
  int deviceRow;
  int streamId;
  long bytes;
  long address;
  long totalAllocated;
  long totalReserved;
  long deviceType;
  long deviceId;

  void clear() {
    phase = 0;
    nameId = Ids.NONE;
    categoryId = Ids.NONE;
    pid = Ids.ABSENT;
    tid = Ids.ABSENT;
    timeNs = Times.NONE;
    durNs = Times.NONE;
    hasDur = false;
    id = Ids.ABSENT;
    argsAt = -1;
    frameKey = Ids.ABSENT;
    stackAt = -1;
    reached = 0;
    repairs = NO_REPAIR;
    clearArgs();
  }

  boolean hasStack() {
    return frameKey != Ids.ABSENT || stackAt >= 0;
  }

  void clearArgs() {
    metricsAt = -1;
    argsId = Ids.NONE;
    argNameId = Ids.NONE;
    rank = Ids.ABSENT;
    correlation = Ids.ABSENT;
    externalId = Ids.ABSENT;
    recordFunctionId = Ids.ABSENT;
    sequenceNumber = Ids.ABSENT;
    forwardThread = Ids.ABSENT;
    callStackId = Ids.NONE;
    pythonId = Ids.ABSENT;
    pythonParent = Ids.ABSENT;
    pythonModule = Ids.ABSENT;
    deviceRow = Ids.NONE;
    streamId = Ids.NONE;
    bytes = Ids.ABSENT;
    address = Ids.ABSENT;
    totalAllocated = Ids.ABSENT;
    totalReserved = Ids.ABSENT;
    deviceType = Ids.ABSENT;
    deviceId = Ids.ABSENT;
  }
}
