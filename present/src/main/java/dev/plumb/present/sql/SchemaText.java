package dev.plumb.present.sql;

import dev.plumb.present.json.JsonText;
import dev.plumb.present.tables.RunData;
import dev.plumb.present.tables.Table;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The catalogue of tables for people, programs and docs/sql.md. */
public final class SchemaText {
  private final List<Table> tables;
  private final @Nullable RunData run;

  /**
   * @param run counts rows if it is not null
   */
  public SchemaText(List<Table> tables, @Nullable RunData run) {
    this.tables = tables;
    this.run = run;
  }

  /** A line for each table. */
  public String tables() {
    StringBuilder text = new StringBuilder();
    for (Table table : tables) {
      String rows = run == null ? "" : String.format(Locale.ROOT, "%,12d", table.rows(run));
      text.append(String.format(Locale.ROOT, "%-14s %s  %s", table.name(), rows, table.doc()));
      text.append('\n');
    }
    return text.toString();
  }

  /** Every table with its columns. */
  public String columns() {
    StringBuilder text = new StringBuilder();
    for (Table table : tables) {
      text.append(text.isEmpty() ? "" : "\n").append(table.name());
      if (run != null) {
        text.append(String.format(Locale.ROOT, " (%,d rows)", table.rows(run)));
      }
      text.append(": ").append(table.doc()).append('\n');
      for (Table.Heading column : table.columns()) {
        text.append(
            String.format(
                Locale.ROOT,
                "  %-22s %-8s %-6s %s\n",
                column.name(),
                column.type().sql(),
                column.unit(),
                column.doc()));
      }
    }
    return text.toString();
  }

  /** Schema plumb.tables/1. */
  public String json() {
    StringBuilder json = new StringBuilder("{\n  \"schema\": \"plumb.tables/1\",\n  \"tables\": [");
    String comma = "\n";
    for (Table table : tables) {
      json.append(comma).append("    {\"name\": ");
      comma = ",\n";
      JsonText.quote(table.name(), json);
      if (run != null) {
        json.append(", \"rows\": ").append(table.rows(run));
      }
      json.append(", \"about\": ");
      JsonText.quote(table.doc(), json);
      json.append(", \"columns\": [");
      String columnComma = "\n";
      for (Table.Heading column : table.columns()) {
        json.append(columnComma).append("      {\"name\": ");
        columnComma = ",\n";
        JsonText.quote(column.name(), json);
        json.append(", \"type\": ");
        JsonText.quote(column.type().sql(), json);
        json.append(", \"unit\": ");
        JsonText.quote(column.unit(), json);
        json.append(", \"about\": ");
        JsonText.quote(column.doc(), json);
        json.append('}');
      }
      json.append("\n    ]}");
    }
    return json.append("\n  ]\n}\n").toString();
  }

  /** The tables as Markdown, a section each. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    for (Table table : tables) {
      text.append("### ").append(table.name()).append("\n\n").append(table.doc()).append("\n\n");
      text.append("| column | type | unit | meaning |\n|---|---|---|---|\n");
      for (Table.Heading column : table.columns()) {
        text.append("| `").append(column.name()).append("` | ").append(column.type().sql());
        text.append(" | ").append(column.unit()).append(" | ");
        text.append(column.doc().replace("|", "\\|")).append(" |\n");
      }
      text.append('\n');
    }
    return text.toString();
  }
}
