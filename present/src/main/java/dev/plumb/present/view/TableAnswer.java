package dev.plumb.present.view;

import dev.plumb.present.export.Csv;
import dev.plumb.present.view.GroupTable.Derived;
import dev.plumb.present.view.GroupTable.Key;
import dev.plumb.present.view.GroupTable.Row;
import dev.plumb.present.view.GroupTable.Sum;
import dev.plumb.present.view.GroupTable.Values;
import dev.plumb.profile.NamePattern;
import dev.plumb.profile.Run;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/table}: sorts, filters, groups and pages a {@link GroupTable}. */
final class TableAnswer {
  private static final Map<String, Boolean> FORMATS = Map.of("json", false, "csv", true);

  private final Profiles profiles;

  TableAnswer(Profiles profiles) {
    this.profiles = profiles;
  }

  Answer answer(Question question) {
    Profile profile = profiles.of(question);
    String id = question.required("table");
    GroupTable whole = GroupTables.named(id);
    if (whole == null) {
      throw WrongQuestion.notFound("no-table", "table: there is none of that name");
    }
    Range range = question.range();
    boolean csv = question.choice("format", false, FORMATS);
    int offset = (int) question.number("offset", 0, 0, Integer.MAX_VALUE);
    int limit = (int) question.number("limit", 100, 1, 1_000);
    String group = question.optional("group");
    NamePattern filter = question.pattern("filter");
    String sort = question.text("sort", whole.sort());
    List<Row> rows = whole.maker().rows(profile, range, question);
    GroupTable table = group == null ? whole : by(whole, group);
    List<Row> grouped = group == null ? rows : grouped(whole, rows, group);
    long[] all = sums(table, grouped);
    List<Row> shown = new ArrayList<>(grouped);
    if (filter != null) {
      Search.run(() -> shown.removeIf(row -> !matches(row, filter)));
    }
    shown.sort(order(table, sort, all));
    if (csv) {
      return Answer.csv(csv(table, shown, all), id + ".csv");
    }
    List<Row> page = shown.subList(Math.min(offset, shown.size()), end(shown, offset, limit));
    Json json = new Json();
    return json.object(
            () -> {
              head(json, profile.run(), table, sort, offset, grouped.size(), shown.size());
              long[] totals = sums(table, shown);
              json.list("totals", () -> totals(json, table, totals, all));
              json.list(
                  "rows",
                  () -> {
                    for (Row row : page) {
                      json.list(() -> cells(json, table, row, all));
                    }
                  });
              json.numbers("frames", page.size(), at -> page.get(at).frame());
            })
        .answer();
  }

  private static int end(List<Row> rows, int offset, int limit) {
    return (int) Math.min(rows.size(), (long) Math.min(offset, rows.size()) + limit);
  }

  private static boolean matches(Row row, NamePattern filter) {
    return row.keys().stream().anyMatch(key -> key != null && filter.matches(key));
  }

  private static int keyColumn(GroupTable table, String id) {
    for (int at = 0; at < table.keys().size(); at++) {
      if (table.keys().get(at).id().equals(id)) {
        return at;
      }
    }
    return -1;
  }

  private static GroupTable by(GroupTable table, String group) {
    int column = keyColumn(table, group);
    if (column < 0) {
      throw WrongQuestion.parameter("group", "must be a column of text of this table");
    }
    return new GroupTable(
        table.id(),
        table.title(),
        List.of(table.keys().get(column)),
        table.sums(),
        table.derived(),
        table.sort(),
        table.maker());
  }

  private static List<Row> grouped(GroupTable table, List<Row> rows, String group) {
    int column = keyColumn(table, group);
    // What a row leads to is its name's frame, whatever else it is grouped by.
    boolean named = column == keyColumn(table, "name");
    Map<List<@Nullable String>, Row> groups = new LinkedHashMap<>();
    for (Row row : rows) {
      List<@Nullable String> key = new ArrayList<>();
      key.add(row.keys().get(column));
      Row sum = groups.get(key);
      if (sum == null) {
        sum = new Row(key, new long[row.sums().length], named ? row.frame() : -1);
        groups.put(key, sum);
      }
      add(table, row, sum.sums());
    }
    return new ArrayList<>(groups.values());
  }

  private static long[] sums(GroupTable table, List<Row> rows) {
    long[] sums = new long[table.sums().size()];
    for (Row row : rows) {
      add(table, row, sums);
    }
    return sums;
  }

  private static void add(GroupTable table, Row row, long[] to) {
    for (int i = 0; i < to.length; i++) {
      boolean known = to[i] != GroupTable.NONE && row.sums()[i] != GroupTable.NONE;
      to[i] = known && table.sums().get(i).adds() ? to[i] + row.sums()[i] : GroupTable.NONE;
    }
  }

  private static Comparator<Row> order(GroupTable table, String sort, long[] all) {
    boolean descending = sort.startsWith("-");
    String id = descending ? sort.substring(1) : sort;
    Comparator<Row> order = order(table, id, all, descending);
    if (order == null) {
      throw WrongQuestion.parameter("sort", "must be a column, with - before it to turn it round");
    }
    return order
        .thenComparing(row -> String.valueOf(row.keys().getFirst()))
        .thenComparing(row -> row.keys().toString());
  }

  /** Missing values are last whichever way. */
  private static @Nullable Comparator<Row> order(
      GroupTable table, String id, long[] all, boolean descending) {
    int key = keyColumn(table, id);
    if (key >= 0) {
      Comparator<String> texts = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
      return Comparator.comparing(row -> row.keys().get(key), Comparator.nullsLast(texts));
    }
    for (int at = 0; at < table.sums().size(); at++) {
      if (table.sums().get(at).id().equals(id)) {
        int sum = at;
        long last = descending ? Long.MIN_VALUE : Long.MAX_VALUE;
        Comparator<Row> numbers =
            Comparator.comparingLong(
                row -> row.sums()[sum] == GroupTable.NONE ? last : row.sums()[sum]);
        return descending ? numbers.reversed() : numbers;
      }
    }
    for (Derived column : table.derived()) {
      if (column.id().equals(id)) {
        double last = descending ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        Comparator<Row> numbers =
            Comparator.comparingDouble(row -> {
              double value = column.from().applyAsDouble(new Values(row.sums(), all));
              return Double.isNaN(value) ? last : value;
            });
        return descending ? numbers.reversed() : numbers;
      }
    }
    return null;
  }

  private static void head(
      Json json, Run run, GroupTable table, String sort, int offset, int total, int filtered) {
    json.text("table", table.id());
    json.text("title", table.title());
    json.texts("groups", table.keys().stream().map(Key::id).toList());
    json.list(
        "columns",
        () -> {
          for (Key key : table.keys()) {
            column(json, key.id(), key.label(), "text", "");
          }
          for (Sum sum : table.sums()) {
            column(json, sum.id(), DeviceWord.in(run, sum.label()), "integer", sum.unit());
          }
          for (Derived derived : table.derived()) {
            column(json, derived.id(), DeviceWord.in(run, derived.label()), "real", derived.unit());
          }
        });
    json.text("sort", sort);
    json.number("offset", offset);
    json.number("rows_total", total);
    json.number("rows_filtered", filtered);
  }

  private static void column(Json json, String id, String label, String type, String unit) {
    json.object(() -> {
      json.text("id", id);
      json.text("label", label);
      json.text("type", type);
      json.text("unit", unit);
    });
  }

  private static void totals(Json json, GroupTable table, long[] totals, long[] all) {
    table.keys().forEach(key -> json.text(null));
    for (long total : totals) {
      whole(json, total);
    }
    for (Derived derived : table.derived()) {
      json.real(derived.from().applyAsDouble(new Values(totals, all)));
    }
  }

  private static void cells(Json json, GroupTable table, Row row, long[] all) {
    row.keys().forEach(json::text);
    for (long sum : row.sums()) {
      whole(json, sum);
    }
    for (Derived derived : table.derived()) {
      json.real(derived.from().applyAsDouble(new Values(row.sums(), all)));
    }
  }

  private static void whole(Json json, long sum) {
    if (sum == GroupTable.NONE) {
      json.text(null);
    } else {
      json.number(sum);
    }
  }

  /** The digits that tell it from other numbers, without an exponent. */
  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static String csv(GroupTable table, List<Row> rows, long[] all) {
    StringWriter text = new StringWriter();
    Csv csv = new Csv(text);
    try {
      for (Key key : table.keys()) {
        csv.text(key.id());
      }
      for (Sum sum : table.sums()) {
        csv.text(sum.id());
      }
      for (Derived derived : table.derived()) {
        csv.text(derived.id());
      }
      csv.endRow();
      for (Row row : rows) {
        for (String key : row.keys()) {
          csv.text(key);
        }
        for (long sum : row.sums()) {
          csv.text(sum == GroupTable.NONE ? null : Long.toString(sum));
        }
        for (Derived derived : table.derived()) {
          double value = derived.from().applyAsDouble(new Values(row.sums(), all));
          csv.text(Double.isFinite(value) ? plain(value) : null);
        }
        csv.endRow();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
