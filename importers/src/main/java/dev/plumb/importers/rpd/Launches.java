package dev.plumb.importers.rpd;

import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.sqlite.Rows;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;

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

  private final LongMap callRows = new LongMap();
  private final LongColumn calls = new LongColumn();
  private final LongMap sizeRows = new LongMap();
  private final LongColumn sizes = new LongColumn();
  private final LongMap copyRows = new LongMap();
  private final LongColumn copyBytes = new LongColumn();

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

  /** Adds the sizes of a launch. */
  void describe(long call, ArgsText args) {
    int row = sizeRows.get(call);
    if (row < 0) {
      return;
    }
    int at = row * (SIZES.length - 1);
    args.sizes("workgroup", sizes.get(at + 3), sizes.get(at + 4), sizes.get(at + 5))
        .sizes("grid", sizes.get(at), sizes.get(at + 1), sizes.get(at + 2))
        .number("LDS bytes", sizes.get(at + 6))
        .number("scratch bytes", sizes.get(at + 7));
  }
}
