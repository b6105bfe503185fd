package dev.plumb.present.gate;

import dev.plumb.explain.gate.Check;
import dev.plumb.explain.gate.Check.Culprit;
import dev.plumb.present.json.PrettyJson;
import java.io.Writer;
import tools.jackson.core.JsonGenerator;

/** {@code plumb gate --json}: one object of schema {@code plumb.gate/1}. */
public final class GateJson {
  /** Version of the schema; fields may be added without changing it. */
  public static final String SCHEMA = "plumb.gate/1";

  private GateJson() {}

  /** Writes the object; does not close {@code out}. */
  public static void write(GateReport report, Writer out) {
    try (JsonGenerator json = PrettyJson.to(out)) {
      json.writeStartObject();
      json.writeStringProperty("schema", SCHEMA);
      json.writeStringProperty("base", GateReport.name(report.diff().base()));
      json.writeStringProperty("new", GateReport.name(report.diff().fresh()));
      json.writeBooleanProperty("passed", report.passed());
      json.writeArrayPropertyStart("checks");
      for (Check check : report.checks()) {
        check(report, check, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void check(GateReport report, Check check, JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("name", check.name());
    json.writeStringProperty("result", check.result().label());
    json.writeStringProperty("unit", check.unit());
    if (Double.isFinite(check.value())) {
      json.writeNumberProperty("value", check.value());
    } else {
      json.writeNullProperty("value");
    }
    json.writeNumberProperty("limit", check.limit());
    if (check.note() == null) {
      json.writeNullProperty("note");
    } else {
      json.writeStringProperty("note", check.note());
    }
    json.writeArrayPropertyStart("contexts");
    for (Culprit culprit : check.culprits()) {
      json.writeString(report.culprit(culprit));
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
