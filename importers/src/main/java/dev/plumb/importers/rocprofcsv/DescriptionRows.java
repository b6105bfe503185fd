package dev.plumb.importers.rocprofcsv;

import dev.plumb.importers.records.AgentProperties;
import dev.plumb.importers.records.ArgsText;
import dev.plumb.trace.DeviceProperties;
import dev.plumb.trace.TraceBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What describes the machine: agents, {@code sysinfo.csv}, {@code roofline.csv}. */
final class DescriptionRows implements RowWriter {
  /** A number in JSON's sense. */
  private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,17})(\\.\\d{1,18})?");

  /** Early silicon of the same product: "MI300X_A1". */
  private static final Pattern STEPPING = Pattern.compile("_[AB]\\d$");

  /** "gfx90a" is 9.0, "gfx942" is 9.4: the last digit is the stepping. */
  private static final Pattern GFX = Pattern.compile("gfx(\\d{1,2})(\\d)[0-9a-f]");

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
      default -> machine();
    }
  }

  /** One machine, all GPUs of which are alike: no table says which of them it means. */
  private void machine() {
    Map<String, String> values = values();
    String model = values.getOrDefault("gpu_model", "");
    String name = STEPPING.matcher(model).replaceFirst("");
    int device = out.devices().row("GPU");
    if (!name.isEmpty()) {
      out.devices().setName(device, name);
    }
    Matcher gfx = GFX.matcher(values.getOrDefault("gpu_arch", ""));
    if (gfx.matches()) {
      out.devices()
          .setProperties(
              device,
              DeviceProperties.of(
                  Long.parseLong(gfx.group(1)),
                  Long.parseLong(gfx.group(2)),
                  number(values, "cu_per_gpu"),
                  0,
                  number(values, "wave_size"),
                  number(values, "max_sclk") * 1_000_000));
    }
    out.putMetadata(rows == 1 ? "sysinfo" : "sysinfo " + rows, object());
  }

  private static long number(Map<String, String> values, String key) {
    String text = values.getOrDefault(key, "");
    return text.matches("\\d{1,9}") ? Long.parseLong(text) : 0;
  }

  /** All columns by their names in lower case. */
  private Map<String, String> values() {
    Map<String, String> values = new HashMap<>();
    List<String> head = row.layout().head();
    for (int column = 0; column < head.size(); column++) {
      values.put(head.get(column).toLowerCase(Locale.ROOT), row.string(column));
    }
    return values;
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
      out.devices().setProperties(device, AgentProperties.of(values()));
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
