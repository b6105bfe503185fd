package dev.plumb.devices;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The closed list of units that device files may use, with their worth in base units. */
public enum Unit {
  TFLOPS("TFLOP/s", Dimension.FLOP_RATE, 1e12),
  GFLOPS("GFLOP/s", Dimension.FLOP_RATE, 1e9),
  TOPS("TOP/s", Dimension.OP_RATE, 1e12),
  GB_PER_S("GB/s", Dimension.BYTE_RATE, 1e9),
  TB_PER_S("TB/s", Dimension.BYTE_RATE, 1e12),
  BYTE("B", Dimension.BYTES, 1),
  KIB("KiB", Dimension.BYTES, 1L << 10),
  MIB("MiB", Dimension.BYTES, 1L << 20),
  GIB("GiB", Dimension.BYTES, 1L << 30),
  MHZ("MHz", Dimension.FREQUENCY, 1e6),
  GHZ("GHz", Dimension.FREQUENCY, 1e9),
  WATT("W", Dimension.POWER, 1),
  PER_CLOCK("OP/clk", Dimension.PER_CLOCK, 1),
  COUNT("count", Dimension.COUNT, 1);

  private static final Map<String, Unit> BY_SYMBOL = new HashMap<>();

  static {
    for (Unit unit : values()) {
      BY_SYMBOL.put(unit.symbol, unit);
    }
  }

  private final String symbol;
  private final Dimension dimension;
  private final double worth;

  Unit(String symbol, Dimension dimension, double worth) {
    this.symbol = symbol;
    this.dimension = dimension;
    this.worth = worth;
  }

  /** As device files write it. */
  public String symbol() {
    return symbol;
  }

  public Dimension dimension() {
    return dimension;
  }

  /** One of these in the base unit of its dimension. */
  public double worth() {
    return worth;
  }

  static @Nullable Unit of(String symbol) {
    return BY_SYMBOL.get(symbol);
  }
}
