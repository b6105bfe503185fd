package dev.plumb.cli.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tables as pandas writes them: fields may be quoted and then hold commas and line ends. */
final class Csv {
  private Csv() {}

  /** The records below the first, by the first one's names. */
  static List<Map<String, String>> read(Path file) throws IOException {
    List<List<String>> records = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    String text = Files.readString(file);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == '\n')) {
        fields.add(field.toString());
        field.setLength(0);
        if (c == '\n') {
          records.add(fields);
          fields = new ArrayList<>();
        }
      } else if (c != '\r') {
        field.append(c);
      }
    }
    List<Map<String, String>> rows = new ArrayList<>();
    for (List<String> record : records.subList(1, records.size())) {
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < record.size(); i++) {
        row.put(records.getFirst().get(i), record.get(i));
      }
      rows.add(row);
    }
    return rows;
  }
}
