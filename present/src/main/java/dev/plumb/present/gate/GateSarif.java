package dev.plumb.present.gate;

import dev.plumb.explain.gate.Check;
import dev.plumb.explain.gate.Check.Culprit;
import dev.plumb.explain.gate.Check.Result;
import dev.plumb.present.diff.DiffNames;
import dev.plumb.present.diff.DiffPlaces.Place;
import dev.plumb.present.json.PrettyJson;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What a gate decided as SARIF 2.1.0 (OASIS): a rule for each threshold, a result for each that was
 * broken, at the line of the program where most of it comes from.
 */
public final class GateSarif {
  private static final String UNRESERVED = "-._~/@";
  private static final int FOLDERS = 100;

  private final GateReport report;
  private final String version;
  private final JsonGenerator json;

  private GateSarif(GateReport report, String version, JsonGenerator json) {
    this.report = report;
    this.version = version;
    this.json = json;
  }

  /**
   * Writes the log; does not close {@code writer}.
   *
   * @param version of Plumb
   */
  public static void write(GateReport report, String version, Writer writer) {
    try (JsonGenerator json = PrettyJson.to(writer)) {
      new GateSarif(report, version, json).log();
    }
  }

  private void log() {
    json.writeStartObject();
    json.writeStringProperty("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json.writeStringProperty("version", "2.1.0");
    json.writeArrayPropertyStart("runs");
    json.writeStartObject();
    tool();
    json.writeStringProperty("columnKind", "utf16CodeUnits");
    json.writeArrayPropertyStart("results");
    for (int rule = 0; rule < report.checks().size(); rule++) {
      Check check = report.checks().get(rule);
      if (!check.passed()) {
        results(check, rule);
      }
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }

  private void tool() {
    json.writeObjectPropertyStart("tool");
    json.writeObjectPropertyStart("driver");
    json.writeStringProperty("name", "Plumb");
    json.writeStringProperty("version", version);
    json.writeArrayPropertyStart("rules");
    for (Check check : report.checks()) {
      json.writeStartObject();
      json.writeStringProperty("id", check.name());
      message("shortDescription", check.what() + ": at most " + GateReport.limitOf(check));
      json.writeObjectPropertyStart("defaultConfiguration");
      json.writeStringProperty("level", "error");
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private void message(String name, String text) {
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("text", text);
    json.writeEndObject();
  }

  private void results(Check check, int rule) {
    boolean ofContexts = check.change() == null && !check.culprits().isEmpty();
    if (ofContexts) {
      for (Culprit culprit : check.culprits()) {
        result(check, rule, report.culprit(culprit), List.of(culprit));
      }
    } else {
      String detail = GateReport.detailOf(check);
      String text =
          check.result() == Result.UNKNOWN
              ? check.what() + " was not measured: " + check.note()
              : check.what()
                  + ": "
                  + GateReport.valueOf(check)
                  + (detail.isEmpty() ? "" : " (" + detail + ")")
                  + ", at most "
                  + GateReport.limitOf(check)
                  + " is allowed";
      result(check, rule, text, check.culprits());
    }
  }

  private void result(Check check, int rule, String text, List<Culprit> culprits) {
    json.writeStartObject();
    json.writeStringProperty("ruleId", check.name());
    json.writeNumberProperty("ruleIndex", rule);
    json.writeStringProperty("level", "error");
    message("message", text);
    if (!culprits.isEmpty()) {
      json.writeArrayPropertyStart("locations");
      location(culprits.getFirst(), null);
      json.writeEndArray();
      // The same context in the next run is the same alert, whatever its times are.
      json.writeObjectPropertyStart("partialFingerprints");
      json.writeStringProperty("plumbContext/v1", check.name() + " " + name(culprits.getFirst()));
      json.writeEndObject();
    }
    if (culprits.size() > 1) {
      json.writeArrayPropertyStart("relatedLocations");
      for (Culprit culprit : culprits.subList(1, culprits.size())) {
        location(culprit, report.culprit(culprit));
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private String name(Culprit culprit) {
    int row = culprit.site().row();
    Place place = report.places().of(row);
    // Without the line, which moves.
    Place file = new Place(place.file(), 0, place.function(), 0, place.name());
    return DiffNames.label(report.diff().match(), row, file, FOLDERS).replace("  ", " ");
  }

  private void location(Culprit culprit, @Nullable String text) {
    Place place = report.places().of(culprit.site().row());
    json.writeStartObject();
    String file = place.file();
    if (file != null && !file.startsWith("<")) {
      json.writeObjectPropertyStart("physicalLocation");
      json.writeObjectPropertyStart("artifactLocation");
      json.writeStringProperty("uri", uri(file));
      json.writeEndObject();
      if (place.line() > 0) {
        json.writeObjectPropertyStart("region");
        json.writeNumberProperty("startLine", place.line());
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    json.writeArrayPropertyStart("logicalLocations");
    json.writeStartObject();
    json.writeStringProperty("fullyQualifiedName", name(culprit));
    json.writeStringProperty("kind", "function");
    json.writeEndObject();
    json.writeEndArray();
    if (text != null) {
      message("message", text);
    }
    json.writeEndObject();
  }

  /** A path as a URI reference (RFC 3986); absolute ones get the scheme of files. */
  static String uri(String path) {
    String slashed = path.replace('\\', '/');
    StringBuilder uri = new StringBuilder();
    if (slashed.startsWith("/")) {
      uri.append("file://");
    } else if (slashed.length() > 1 && slashed.charAt(1) == ':') {
      uri.append("file:///");
    }
    for (byte b : slashed.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
      if (plain) {
        uri.append(c);
      } else {
        uri.append(String.format("%%%02X", (int) c));
      }
    }
    return uri.toString();
  }
}
