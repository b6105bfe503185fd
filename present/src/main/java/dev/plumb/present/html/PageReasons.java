package dev.plumb.present.html;

import dev.plumb.present.json.HarmlessJson;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Metric;
import dev.plumb.profile.ReasonTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import tools.jackson.core.JsonGenerator;

/** Why samples were taken where they were, by row of the page's tree: columns beside each other. */
final class PageReasons {
  private record Key(int row, int reason, Metric metric) {}

  private final Map<String, Integer> names = new LinkedHashMap<>();
  private final Map<Key, Long> sums = new LinkedHashMap<>();

  PageReasons(CallingContextTree tree, TreeColumns columns) {
    ReasonTable reasons = tree.reasons();
    for (int i = 0; i < reasons.size(); i++) {
      String name = HarmlessJson.shortened(reasons.reason(i));
      int reason = names.computeIfAbsent(name, n -> names.size());
      Key key = new Key(columns.rowOf(reasons.node(i)), reason, reasons.metric(i));
      sums.merge(key, reasons.value(i), Long::sum);
    }
  }

  void write(JsonGenerator json) {
    json.writeObjectPropertyStart("reasons");
    json.writeArrayPropertyStart("names");
    names.keySet().forEach(json::writeString);
    json.writeEndArray();
    column(json, "row", Key::row);
    column(json, "reason", Key::reason);
    json.writeArrayPropertyStart("metric");
    sums.keySet().forEach(key -> json.writeString(key.metric.label()));
    json.writeEndArray();
    column(json, "value", sums::get);
    json.writeEndObject();
  }

  private void column(JsonGenerator json, String name, ToLongFunction<Key> value) {
    json.writeArrayPropertyStart(name);
    sums.keySet().forEach(key -> json.writeNumber(value.applyAsLong(key)));
    json.writeEndArray();
  }
}
