package dev.plumb.importers.rpd;

import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.sqlite.Rows;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of the calls that started operations: which, how large, how many bytes. */
final class Launches {
  /** Of {@code rocpd_kernelapi}: the call, then these. */
  private static final String[] SIZES = {
    "api_ptr_id",
    "gridX",
    "gridY",
    "gridZ",
    "workgroupX",
    "workgroupY",
    "workgroupZ",
    "groupSegmentSize",
    "privateSegmentSize"
  };

  private static final int GRID = 0;
  private static final int GROUP = 3;
  private static final int LDS = 6;
  private static final int SCRATCH = 7;

  /** Calls that take the grid in work-items, whoever records them. */
  private static final Set<String> IN_WORK_ITEMS =
      Set.of("hipExtModuleLaunchKernel", "hipHccModuleLaunchKernel");

  /** In what the grids of a file are counted, which it does not say. */
  private enum Unit {
    /** As the calls pass them: written by way of roctracer or CUPTI. */
    WORK_GROUPS,
    /** As the hardware gets them: written by way of rocprofiler-sdk. */
    WORK_ITEMS,
    UNKNOWN
  }

  private final LongMap callRows = new LongMap();
  private final LongColumn calls = new LongColumn();
  private final LongMap sizeRows = new LongMap();
  private final LongColumn sizes = new LongColumn();
  private final LongMap copyRows = new LongMap();
  private final LongColumn copyBytes = new LongColumn();

  /** Of the rows of sizes: those of calls that take work-items. */
  private final BitSet inWorkItems = new BitSet();

  private boolean isAnyOdd;
  private boolean isAnyScratch;
  private @Nullable Unit unit;

  Launches(SqliteFile file) {
    Rows links = file.rows("rocpd_api_ops", "api_id", "op_id");
    while (links.next()) {
      long op = links.integer(1, Ids.ABSENT);
      if (callRows.get(op) < 0) {
        callRows.put(op, calls.add(links.integer(0, Ids.ABSENT)));
      }
    }
    Rows kernels = file.rows("rocpd_kernelapi", SIZES);
    while (kernels.next()) {
      sizeRows.put(kernels.integer(0, Ids.ABSENT), sizes.size() / (SIZES.length - 1));
      for (int i = 1; i < SIZES.length; i++) {
        sizes.add(kernels.integer(i, Ids.ABSENT));
      }
    }
    Rows copies = file.rows("rocpd_copyapi", "api_ptr_id", "size");
    while (copies.next()) {
      copyRows.put(copies.integer(0, Ids.ABSENT), copyBytes.add(copies.integer(1, Ids.ABSENT)));
    }
  }

  /** Id of the call that started an operation; {@link Ids#ABSENT} if unknown. */
  long call(long op) {
    int row = callRows.get(op);
    return row < 0 ? Ids.ABSENT : calls.get(row);
  }

  /** Bytes that a call copies; {@link Ids#ABSENT} if unknown. */
  long bytes(long call) {
    int row = copyRows.get(call);
    return row < 0 ? Ids.ABSENT : copyBytes.get(row);
  }

  /** Takes the name of a call; all of them before the first {@link #describe}. */
  void called(long call, String name) {
    int row = sizeRows.get(call);
    if (row < 0) {
      return;
    }
    isAnyScratch |= size(row, SCRATCH) > 0;
    if (IN_WORK_ITEMS.contains(name)) {
      inWorkItems.set(row);
    } else if (name.contains("Launch")) { // copies may launch kernels of any grid
      isAnyOdd |= isOdd(row);
    }
  }

  /** Whether a grid does not come out even in work-groups, as one in work-items must. */
  private boolean isOdd(int row) {
    for (int axis = 0; axis < 3; axis++) {
      long group = size(row, GROUP + axis);
      if (group > 0 && size(row, GRID + axis) % group != 0) {
        return true;
      }
    }
    return false;
  }

  /** By way of roctracer no kernel has scratch memory. */
  private Unit unit() {
    return isAnyOdd ? Unit.WORK_GROUPS : isAnyScratch ? Unit.WORK_ITEMS : Unit.UNKNOWN;
  }

  private long size(int row, int which) {
    return sizes.get(row * (SIZES.length - 1) + which);
  }

  /** Adds the sizes of a launch. */
  void describe(long call, ArgsText args) {
    int row = sizeRows.get(call);
    if (row < 0) {
      return;
    }
    Unit known = unit == null ? unit() : unit;
    unit = known;
    args.sizes("workgroup", size(row, GROUP), size(row, GROUP + 1), size(row, GROUP + 2))
        .sizes(grid(known, row), size(row, GRID), size(row, GRID + 1), size(row, GRID + 2));
    if (known == Unit.WORK_ITEMS) {
      args.number("LDS bytes", size(row, LDS)).number("scratch bytes", size(row, SCRATCH));
    } else {
      args.number("dynamic LDS bytes", size(row, LDS)); // what the call asked for is not all
    }
  }

  private String grid(Unit known, int row) {
    return known == Unit.WORK_ITEMS || inWorkItems.get(row)
        ? "grid work-items"
        : known == Unit.WORK_GROUPS ? "grid work-groups" : "grid";
  }
}
