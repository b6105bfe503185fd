package dev.plumb.importers.msgpack;

/** MessagePack that ends too early or is none. */
public final class MsgPackDamage extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long offset;
  private final boolean truncated;

  MsgPackDamage(long offset, boolean truncated) {
    super("MessagePack damaged at " + offset, null, false, false);
    this.offset = offset;
    this.truncated = truncated;
  }

  /** Where in the input, in bytes. */
  public long offset() {
    return offset;
  }

  /** Whether the input ended inside a value, so that all before it was good. */
  public boolean truncated() {
    return truncated;
  }
}
