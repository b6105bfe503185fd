package dev.plumb.cli;

import dev.plumb.devices.ComputeUnit;
import dev.plumb.devices.DeviceModel;
import dev.plumb.devices.Figure;
import dev.plumb.devices.FigureKey;
import dev.plumb.devices.FigureKind;
import dev.plumb.devices.Precision;
import dev.plumb.devices.Source;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Devices as text: one line each, or one device with everything about it. */
final class DevicesText {
  private static final double TERA = 1e12;
  private static final double GIGA = 1e9;
  private static final double GIB = 1L << 30;

  /**
   * A column of the overview.
   *
   * @param unit second line of its head
   */
  private record Column(String title, String unit, Function<DeviceModel, String> cell) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("id", "", DeviceModel::id),
          new Column("name", "", DeviceModel::name),
          number("processors", "", device -> device.processors(), 1),
          number("memory", "GiB", DeviceModel::memoryBytes, GIB),
          number("memory", "GB/s", DeviceModel::memoryBandwidth, GIGA),
          peak("fp32", ComputeUnit.VECTOR, Precision.FP32),
          peak("tf32", ComputeUnit.MATRIX, Precision.TF32),
          peak("fp16", ComputeUnit.MATRIX, Precision.FP16),
          peak("bf16", ComputeUnit.MATRIX, Precision.BF16),
          peak("fp8", ComputeUnit.MATRIX, Precision.FP8),
          peak("int8", ComputeUnit.MATRIX, Precision.INT8),
          number("power", "W", device -> device.value(FigureKey.POWER), 1));

  private DevicesText() {}

  private static Column peak(String title, ComputeUnit unit, Precision precision) {
    return number(title, unit.id(), device -> device.peakFlops(unit, precision), TERA);
  }

  private static Column number(
      String title, String unit, Function<DeviceModel, OptionalDouble> value, double worth) {
    return new Column(
        title,
        unit,
        device -> {
          OptionalDouble known = value.apply(device);
          return known.isPresent() ? digits(known.getAsDouble() / worth) : "-";
        });
  }

  /** Four digits; what is printed in a datasheet has seldom more. */
  private static String digits(double value) {
    String text = String.format(Locale.ROOT, value < 99.95 ? "%.1f" : "%.0f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** One line for each device. */
  static String table(Collection<DeviceModel> devices) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(COLUMNS.stream().map(Column::title).toList());
    rows.add(COLUMNS.stream().map(Column::unit).toList());
    for (DeviceModel device : devices) {
      rows.add(COLUMNS.stream().map(column -> column.cell().apply(device)).toList());
    }
    return aligned(rows, 2)
        + "\nPeaks are the vendors', dense, in TFLOP/s (int8: TOP/s) of the vector or matrix units."
        + "\n\"-\" is not known. `plumb devices ID` shows all figures of one with their sources.\n";
  }

  /** Everything about one device. */
  static String figures(DeviceModel device) {
    StringBuilder text = new StringBuilder();
    text.append(device.name()).append("  [").append(device.id()).append("]\n");
    line(text, "type", device.type() + ", " + device.vendor() + ", " + device.architecture());
    line(text, "in traces", names(device));
    line(text, "file", device.origin());
    if (!device.note().isEmpty()) {
      line(text, "note", device.note());
    }
    List<Source> sources = device.figures().stream().map(Figure::source).distinct().toList();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("figure", "value", "", "kind", "source", "note"));
    for (Figure figure : device.figures()) {
      rows.add(
          List.of(
              figure.key().name(),
              exact(figure.value()),
              figure.unit().symbol(),
              figure.kind() == FigureKind.DATASHEET ? "" : figure.kind().id(),
              "[" + (sources.indexOf(figure.source()) + 1) + "]",
              figure.note()));
    }
    text.append('\n').append(aligned(rows, 1)).append('\n');
    for (int i = 0; i < sources.size(); i++) {
      Source source = sources.get(i);
      text.append(
          String.format("%4s %s\n     %s\n", "[" + (i + 1) + "]", source.title(), source.url()));
    }
    return text.append('\n').toString();
  }

  private static void line(StringBuilder text, String title, String value) {
    text.append(String.format("  %-10s %s\n", title, value));
  }

  private static String names(DeviceModel device) {
    List<String> names = new ArrayList<>(device.names().examples());
    if (device.names().computeCapability() != null) {
      names.add("compute capability " + device.names().computeCapability());
    }
    if (device.names().gfx() != null) {
      names.add(device.names().gfx());
    }
    return String.join(", ", names);
  }

  private static String exact(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  /**
   * Rows with columns of equal width; numbers to the right.
   *
   * @param texts leading columns that are texts
   */
  private static String aligned(List<List<String>> rows, int texts) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder out = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        boolean right = i >= texts && (texts > 1 || i == 1);
        String format = "%" + (right ? "" : "-") + Math.max(1, widths[i]) + "s";
        line.append(String.format(format, row.get(i))).append("  ");
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }
}
