package dev.plumb.present;

import dev.plumb.explain.Context;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Explanation;
import dev.plumb.explain.Explanation.Answer;
import dev.plumb.explain.Failed;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.SliceRef;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Findings as members of a JSON object. */
public final class FindingsJson {
  private final JsonGenerator json;

  /** Writes into the object that is open. */
  public FindingsJson(JsonGenerator json) {
    this.json = json;
  }

  /** Findings, the largest first, and what could not be asked. */
  public void write(Explanation explanation) {
    json.writeArrayPropertyStart("findings");
    explanation.findings().forEach(this::finding);
    json.writeEndArray();
    json.writeArrayPropertyStart("not_applicable");
    for (Answer answer : explanation.answers()) {
      if (answer.outcome() instanceof NotApplicable no) {
        json.writeStartObject();
        json.writeStringProperty("id", answer.analysis().id());
        json.writeStringProperty("missing", no.missing());
        json.writeStringProperty("how_to_record", no.howToRecord());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("failed_analyses");
    for (Answer answer : explanation.failed()) {
      json.writeStartObject();
      json.writeStringProperty("id", answer.analysis().id());
      json.writeStringProperty("why", ((Failed) answer.outcome()).why());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  void finding(Finding finding) {
    json.writeStartObject();
    json.writeStringProperty("id", finding.id());
    json.writeStringProperty("title", finding.title());
    json.writeStringProperty("severity", finding.severity().label());
    json.writeNumberProperty("impact_ns", finding.impact().ns());
    json.writeNumberProperty("impact_share", finding.impact().share());
    json.writeStringProperty("impact_of", finding.impact().ofWhat());
    json.writeStringProperty("confidence", finding.confidence().label());
    json.writeArrayPropertyStart("contexts");
    finding.contexts().forEach(this::context);
    json.writeEndArray();
    evidence(finding.evidence());
    json.writeStringProperty("advice", finding.advice().text());
    if (finding.advice().code() == null) {
      json.writeNullProperty("advice_code");
    } else {
      json.writeStringProperty("advice_code", finding.advice().code());
    }
    if (finding.ceiling() == null) {
      json.writeNullProperty("ceiling");
    } else {
      json.writeObjectPropertyStart("ceiling");
      json.writeNumberProperty("ns", finding.ceiling().ns());
      json.writeStringProperty("method", finding.ceiling().method());
      json.writeEndObject();
    }
    if (finding.recordNext() == null) {
      json.writeNullProperty("record_next");
    } else {
      json.writeStringProperty("record_next", finding.recordNext());
    }
    json.writeEndObject();
  }

  private void context(Context context) {
    json.writeStartObject();
    json.writeNumberProperty("node", context.node());
    if (context.file() == null) {
      json.writeNullProperty("file");
    } else {
      json.writeStringProperty("file", context.file());
    }
    json.writeNumberProperty("line", context.line());
    json.writeStringProperty("label", context.label());
    json.writeNumberProperty("ns", context.ns());
    json.writeEndObject();
  }

  /** An object for each row, by heading, and the event that the row is about. */
  private void evidence(EvidenceTable table) {
    json.writeArrayPropertyStart("evidence");
    for (int row = 0; row < table.rows().size(); row++) {
      List<String> cells = table.rows().get(row);
      json.writeStartObject();
      for (int column = 0; column < cells.size(); column++) {
        json.writeStringProperty(table.columns().get(column), cells.get(column));
      }
      SliceRef slice = table.slices().get(row);
      if (slice.row() >= 0) {
        json.writeObjectPropertyStart("slice");
        json.writeNumberProperty("input", slice.input());
        json.writeNumberProperty("row", slice.row());
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberProperty("evidence_rows", table.total());
  }
}
