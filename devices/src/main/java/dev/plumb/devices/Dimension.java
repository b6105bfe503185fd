package dev.plumb.devices;

/** What a figure measures; all its units can be converted into the base unit. */
public enum Dimension {
  /** Floating-point operations per second; base FLOP/s. A multiply-add is two. */
  FLOP_RATE("FLOP/s"),
  /** Integer operations per second; base OP/s. */
  OP_RATE("OP/s"),
  /** Base bytes per second. */
  BYTE_RATE("B/s"),
  /** Base bytes. */
  BYTES("B"),
  /** Base hertz. */
  FREQUENCY("Hz"),
  /** Base watts. */
  POWER("W"),
  /** Operations of one processor in one cycle of its clock; a multiply-add is two. */
  PER_CLOCK("OP/clk"),
  /** A plain number. */
  COUNT("count");

  private final String baseUnit;

  Dimension(String baseUnit) {
    this.baseUnit = baseUnit;
  }

  /** The unit of {@link Figure#base()}. */
  public String baseUnit() {
    return baseUnit;
  }
}
