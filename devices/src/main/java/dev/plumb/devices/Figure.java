package dev.plumb.devices;

/**
 * One number about a device.
 *
 * @param key what it is a number of
 * @param value in {@code unit}, as the source prints it
 * @param note how it was derived or what limits it; "" where there is nothing to say
 */
public record Figure(
    FigureKey key, double value, Unit unit, FigureKind kind, Source source, String note) {

  /** The value in the base unit of its dimension: FLOP/s, OP/s, B/s, B, Hz, W, OP/clk, count. */
  public double base() {
    return value * unit.worth();
  }
}
