package dev.plumb.importers.xplane;

import dev.plumb.trace.io.ProtoWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes a plane from lines of text, so that tests show what is in it:
 *
 * <pre>
 * line 7 1000 Stream #7(Compute)              id, timestamp_ns, name
 * gemm 500 2000 correlation_id=3 hlo_op=&dot  event: type, offset_ps, duration_ps, statistics
 * gemm x4 2000                                event that stands for four
 * type gemm display=g flops=12                what all events of a type have
 * stat core_count=80                          statistic of the plane
 * </pre>
 *
 * Spaces in names of lines and types are written {@code _}, in texts {@code \\s}. A value is an
 * int64, a double if it has a point, a text, or a reference to a text if it begins with {@code &}.
 */
final class PlaneText {
  private final Map<String, Integer> types = new LinkedHashMap<>();
  private final Map<String, Integer> stats = new LinkedHashMap<>();
  private final Map<String, ProtoWriter> described = new LinkedHashMap<>();
  private final ProtoWriter plane = new ProtoWriter();
  private final ProtoWriter planeStats = new ProtoWriter();
  private ProtoWriter line;

  private PlaneText(String name) {
    plane.number(1, 1).text(2, name);
  }

  /** The {@code XPlane} of that name. */
  static ProtoWriter plane(String name, String text) {
    PlaneText made = new PlaneText(name);
    text.lines().filter(row -> !row.isBlank()).forEach(row -> made.row(row.strip().split(" +")));
    return made.end();
  }

  private void row(String[] words) {
    switch (words[0]) {
      case "line" -> {
        endLine();
        line =
            new ProtoWriter()
                .number(1, Long.parseLong(words[1]))
                .text(2, words[3].replace('_', ' '));
        if (!words[2].equals("0")) {
          line.number(3, Long.parseLong(words[2]));
        }
      }
      case "type" -> {
        ProtoWriter type = new ProtoWriter();
        String name = words[1].replace('_', ' ');
        type.number(1, type(name)).text(2, name);
        for (int i = 2; i < words.length; i++) {
          if (words[i].startsWith("display=")) {
            type.text(4, words[i].substring(8).replace('_', ' '));
          } else {
            type.message(5, stat(words[i]));
          }
        }
        described.put(name, type);
      }
      case "stat" -> planeStats.message(6, stat(words[1]));
      default -> line.message(4, event(words));
    }
  }

  private ProtoWriter event(String[] words) {
    ProtoWriter event = new ProtoWriter().number(1, type(words[0].replace('_', ' ')));
    if (words[1].startsWith("x")) {
      event.number(5, Long.parseLong(words[1].substring(1)));
    } else {
      event.number(2, Long.parseLong(words[1]));
    }
    event.number(3, Long.parseLong(words[2]));
    for (int i = 3; i < words.length; i++) {
      event.message(4, stat(words[i]));
    }
    return event;
  }

  private ProtoWriter stat(String word) {
    int equals = word.indexOf('=');
    ProtoWriter stat = new ProtoWriter().number(1, name(word.substring(0, equals)));
    String value = word.substring(equals + 1);
    if (value.startsWith("&")) {
      return stat.number(7, name(value.substring(1)));
    }
    if (value.matches("-?[0-9]+")) {
      return stat.number(4, Long.parseLong(value));
    }
    return value.matches("-?[0-9]+\\.[0-9]+")
        ? stat.decimal(2, Double.parseDouble(value))
        : stat.text(5, value.replace("\\n", "\n").replace("\\s", " "));
  }

  private int type(String name) {
    return types.computeIfAbsent(name, n -> types.size() + 1);
  }

  private int name(String name) {
    return stats.computeIfAbsent(name, n -> stats.size() + 1);
  }

  private void endLine() {
    if (line != null) {
      plane.message(3, line);
      line = null;
    }
  }

  private ProtoWriter end() {
    endLine();
    types.forEach((name, id) -> {
      ProtoWriter type =
          described.getOrDefault(name, new ProtoWriter().number(1, id).text(2, name));
      plane.message(4, new ProtoWriter().number(1, id).message(2, type));
    });
    stats.forEach((name, id) ->
        plane.message(
            5,
            new ProtoWriter()
                .number(1, id)
                .message(2, new ProtoWriter().number(1, id).text(2, name))));
    return plane.fields(planeStats.toBytes());
  }
}
