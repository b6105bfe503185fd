package dev.plumb.importers.rocprofcsv;

import dev.plumb.importers.records.ArgsText;
import dev.plumb.trace.TraceBuilder;
import java.util.List;
import java.util.regex.Pattern;

/** What describes the machine: agents, {@code sysinfo.csv}, {@code roofline.csv}. */
final class DescriptionRows implements RowWriter {
  /** A number in JSON's sense. */
  private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,17})(\\.\\d{1,18})?");

  private static final int MOST_ROWS = 10_000;

  private final TraceBuilder out;
  private final Row row;
  private final Layout.Table table;
  private final int category;
  private int rows;

  DescriptionRows(TraceBuilder out, Row row, Layout.Table table) {
    this.out = out;
    this.row = row;
    this.table = table;
    this.category = out.strings().intern(table.name());
  }

  @Override
  public void write() {
    out.countEvent(category);
    if (rows++ == MOST_ROWS) {
      return; // no machine has as many parts
    }
    switch (table) {
      case AGENTS -> agent();
      case ROOFLINE -> out.putMetadata("roofline device " + row.string(Field.DEVICE), object());
      default -> out.putMetadata(rows == 1 ? "sysinfo" : "sysinfo " + rows, object());
    }
  }

  private void agent() {
    String id = "Agent " + row.string(Field.NODE);
    if (row.string(Field.AGENT_TYPE).equals("GPU")) {
      int device = out.devices().row(id);
      String product = row.string(Field.PRODUCT);
      String name = product.isEmpty() ? row.string(Field.NAME) : product;
      if (!name.isEmpty()) {
        out.devices().setName(device, name);
      }
    }
    out.putMetadata(id, object());
  }

  /** All columns that hold something. */
  private String object() {
    ArgsText all = new ArgsText();
    List<String> head = row.layout().head();
    for (int column = 0; column < head.size(); column++) {
      String value = row.string(column);
      if (NUMBER.matcher(value).matches()) {
        all.raw(head.get(column), value);
      } else {
        all.text(head.get(column), value);
      }
    }
    return all.object();
  }
}
