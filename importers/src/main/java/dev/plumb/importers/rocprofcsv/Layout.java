package dev.plumb.importers.rocprofcsv;

import dev.plumb.trace.Ids;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the fields of a table are, and what table it is. */
final class Layout {
  /** What the rows of a table are. */
  enum Table {
    PC_SAMPLES,
    /** A row for each counter of each dispatch. */
    COUNTERS,
    /** A row for each dispatch, with or without times and counters. */
    DISPATCHES,
    /** API calls, marks, copies, allocations, scratch memory. */
    RECORDS,
    STATISTICS,
    AGENTS,
    SYSTEM,
    ROOFLINE
  }

  /** A column of a wide table that is no field. */
  record Counter(int column, String name, int pass) {}

  /** {@code Kernel_ID_7}: what follows was collected by the eighth run. */
  private static final Pattern NUMBERED = Pattern.compile("(.+)_(\\d{1,4})");

  private final int[] columns = new int[Field.values().length];
  private final List<Counter> counters = new ArrayList<>();
  private final List<String> head;

  Layout(List<String> head) {
    this.head = head;
    Arrays.fill(columns, Ids.NONE);
    int pass = 0;
    boolean several = false;
    for (int column = 0; column < head.size(); column++) {
      String name = head.get(column);
      Field field = Field.of(name);
      Matcher numbered = NUMBERED.matcher(name);
      if (field != null) {
        if (columns[field.ordinal()] < 0 || name.equalsIgnoreCase("Logical_Node_Id")) {
          columns[field.ordinal()] = column;
        }
      } else if (numbered.matches() && Field.of(numbered.group(1)) != null) {
        pass = Integer.parseInt(numbered.group(2));
        several = true;
      } else {
        counters.add(new Counter(column, name, pass));
      }
    }
    if (!several) {
      counters.replaceAll(c -> new Counter(c.column, c.name, Ids.NONE));
    }
  }

  /** Column of a field; −1 if there is none. */
  int column(Field field) {
    return columns[field.ordinal()];
  }

  List<Counter> counters() {
    return counters;
  }

  List<String> head() {
    return head;
  }

  private boolean has(Field... fields) {
    for (Field field : fields) {
      if (column(field) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The table; null if these are no columns of ours. */
  @Nullable Table table() {
    if (has(Field.SAMPLE_TIME, Field.INSTRUCTION, Field.DISPATCH)) {
      return Table.PC_SAMPLES;
    }
    if (has(Field.COUNTER_NAME, Field.COUNTER_VALUE, Field.DISPATCH)) {
      return Table.COUNTERS;
    }
    if (has(Field.DISPATCH, Field.KERNEL_NAME) && (has(Field.GPU) || has(Field.AGENT))) {
      return Table.DISPATCHES;
    }
    if (has(Field.KIND, Field.START, Field.END)) {
      boolean what = has(Field.FUNCTION) || has(Field.DIRECTION) || has(Field.OPERATION);
      return what ? Table.RECORDS : null;
    }
    return description();
  }

  private @Nullable Table description() {
    if (has(Field.NAME, Field.CALLS, Field.TOTAL_NS)) {
      return Table.STATISTICS;
    }
    if (has(Field.NODE, Field.AGENT_TYPE)) {
      return Table.AGENTS;
    }
    if (has(Field.WORKLOAD, Field.GPU_ARCH)) {
      return Table.SYSTEM;
    }
    return has(Field.DEVICE, Field.HBM_BANDWIDTH) ? Table.ROOFLINE : null;
  }
}
