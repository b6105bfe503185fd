package dev.plumb.record.unwind;

/** Why a walk ended. */
public enum UnwindEnd {
  /** The outermost function of the thread was reached. */
  ROOT,
  /** A return address is no code. */
  NO_CODE,
  /** Nothing says how to leave a function, and no guess held. */
  NO_TABLE,
  /** The stack could not be read so far up. */
  NO_MEMORY,
  /** A table asks for what cannot be. */
  BAD_TABLE,
  /** More frames than are kept. */
  TOO_DEEP
}
