package dev.plumb.devices;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What device files may state: the closed list of figures. A new figure is one line here; docs and
 * tables derive from it.
 *
 * @param name as device files write it ("bandwidth.memory")
 * @param meaning one line for users
 */
public record FigureKey(String name, Dimension dimension, String meaning) {
  private static final Map<String, FigureKey> ALL = new LinkedHashMap<>();

  static {
    for (ComputeUnit unit : ComputeUnit.values()) {
      for (Precision precision : Precision.values()) {
        Dimension rate = precision.isInteger() ? Dimension.OP_RATE : Dimension.FLOP_RATE;
        String what = unit.id() + " units, " + precision.id();
        add(peak(unit, precision, false), rate, "peak of the " + what + ", dense");
        add(peak(unit, precision, true), rate, "peak of the " + what + ", structured sparsity");
      }
    }
    for (ComputeUnit unit : ComputeUnit.values()) {
      for (Precision precision : Precision.values()) {
        add(
            rate(unit, precision),
            Dimension.PER_CLOCK,
            "operations of one processor per clock, "
                + unit.id()
                + " units, "
                + precision.id()
                + ", dense; a multiply-add is two");
      }
    }
  }

  public static final FigureKey MEMORY_BANDWIDTH =
      add("bandwidth.memory", Dimension.BYTE_RATE, "main memory (HBM, GDDR, LPDDR, DDR)");
  public static final FigureKey LAST_LEVEL_BANDWIDTH =
      add("bandwidth.last-level", Dimension.BYTE_RATE, "cache between L2 and memory, whole device");
  public static final FigureKey L2_BANDWIDTH =
      add("bandwidth.l2", Dimension.BYTE_RATE, "L2 cache, reads, whole device");
  public static final FigureKey L1_BANDWIDTH =
      add("bandwidth.l1", Dimension.BYTE_RATE, "first-level data caches, sum over processors");
  public static final FigureKey SHARED_BANDWIDTH =
      add("bandwidth.shared", Dimension.BYTE_RATE, "shared memory or LDS, sum over processors");

  public static final FigureKey MEMORY =
      add("memory.capacity", Dimension.BYTES, "main memory; vendors' GB of HBM are GiB");
  public static final FigureKey LAST_LEVEL =
      add("memory.last-level", Dimension.BYTES, "cache between L2 and memory, whole device");
  public static final FigureKey L2 = add("memory.l2", Dimension.BYTES, "L2 cache, whole device");
  public static final FigureKey L1 =
      add("memory.l1", Dimension.BYTES, "first-level data cache of one processor");
  public static final FigureKey SHARED_PER_PROCESSOR =
      add("memory.shared", Dimension.BYTES, "shared memory or LDS of one processor, at most");
  public static final FigureKey SHARED_PER_BLOCK =
      add("memory.shared-per-block", Dimension.BYTES, "shared memory of one block, at most");

  public static final FigureKey PROCESSORS =
      add("processors", Dimension.COUNT, "SMs, CUs or cores that are enabled");
  public static final FigureKey WAVE_SIZE =
      add("wave-size", Dimension.COUNT, "threads that run in lockstep (warp, wavefront)");
  public static final FigureKey REGISTERS =
      add("limit.registers", Dimension.COUNT, "32-bit registers of one processor, all lanes");
  public static final FigureKey REGISTERS_PER_THREAD =
      add("limit.registers-per-thread", Dimension.COUNT, "32-bit registers of one thread, at most");
  public static final FigureKey THREADS =
      add("limit.threads", Dimension.COUNT, "threads resident on one processor, at most");
  public static final FigureKey WAVES =
      add("limit.waves", Dimension.COUNT, "warps or waves resident on one processor, at most");
  public static final FigureKey BLOCKS =
      add("limit.blocks", Dimension.COUNT, "blocks resident on one processor, at most");
  public static final FigureKey THREADS_PER_BLOCK =
      add("limit.threads-per-block", Dimension.COUNT, "threads of one block, at most");
  public static final FigureKey REGISTER_GRANULE =
      add(
          "granule.registers",
          Dimension.COUNT,
          "registers are given to a warp in multiples of this");
  public static final FigureKey WAVE_GRANULE =
      add("granule.waves", Dimension.COUNT, "registers are given to warps in multiples of this");
  public static final FigureKey SHARED_GRANULE =
      add(
          "granule.shared",
          Dimension.BYTES,
          "shared memory is given to blocks in multiples of this");
  public static final FigureKey SHARED_RESERVED =
      add(
          "granule.shared-reserved",
          Dimension.BYTES,
          "shared memory that the system takes per block");

  public static final FigureKey CLOCK =
      add("clock.boost", Dimension.FREQUENCY, "highest clock, for which peaks are stated");
  public static final FigureKey BASE_CLOCK =
      add("clock.base", Dimension.FREQUENCY, "guaranteed clock");
  public static final FigureKey MATRIX_CLOCK =
      add("clock.matrix", Dimension.FREQUENCY, "clock of the matrix peaks, where it is another");
  public static final FigureKey MEMORY_CLOCK =
      add("clock.memory", Dimension.FREQUENCY, "memory clock");

  public static final FigureKey NVLINK =
      add("link.nvlink", Dimension.BYTE_RATE, "NVLink of one device, both directions together");
  public static final FigureKey XGMI =
      add(
          "link.xgmi",
          Dimension.BYTE_RATE,
          "Infinity Fabric of one device, both directions together");
  public static final FigureKey ICI =
      add(
          "link.ici",
          Dimension.BYTE_RATE,
          "TPU interconnect of one chip, both directions together");
  public static final FigureKey HCCS =
      add("link.hccs", Dimension.BYTE_RATE, "HCCS of one device, both directions together");
  public static final FigureKey C2C =
      add("link.c2c", Dimension.BYTE_RATE, "NVLink-C2C to the CPU, both directions together");
  public static final FigureKey PCIE =
      add("link.pcie", Dimension.BYTE_RATE, "PCI Express, both directions together");

  public static final FigureKey POWER =
      add("power", Dimension.POWER, "thermal design power or board power");

  private static FigureKey add(String name, Dimension dimension, String meaning) {
    FigureKey key = new FigureKey(name, dimension, meaning);
    ALL.put(name, key);
    return key;
  }

  /** All figures that a device file may state, in the order in which they are shown. */
  public static Collection<FigureKey> all() {
    return Collections.unmodifiableCollection(ALL.values());
  }

  /** The figure called {@code name}, or null. */
  public static @Nullable FigureKey of(String name) {
    return ALL.get(name);
  }

  /** Name of a peak: "peak.matrix.bf16", "peak.matrix.bf16.sparse". */
  public static String peak(ComputeUnit unit, Precision precision, boolean sparse) {
    return "peak." + unit.id() + "." + precision.id() + (sparse ? ".sparse" : "");
  }

  /** Name of what one processor does per clock: "rate.vector.fp32". */
  public static String rate(ComputeUnit unit, Precision precision) {
    return "rate." + unit.id() + "." + precision.id();
  }
}
