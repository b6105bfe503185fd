package dev.plumb.present;

import dev.plumb.profile.HotFunctions;
import dev.plumb.profile.HotFunctions.Function;
import dev.plumb.profile.HotFunctions.Part;
import dev.plumb.profile.Measured;
import dev.plumb.profile.Run;
import dev.plumb.profile.SampleSummary;
import dev.plumb.profile.SampleSummary.Measure;
import dev.plumb.profile.SampleSummary.Total;
import dev.plumb.profile.Stall;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What samples say, as members of the report. Without samples there are none. */
final class MeasuredJson {
  private static final int TOP_FUNCTIONS = 20;
  private static final int TOP_PARTS = 20;
  private static final int TOP_KERNELS = 10;

  private final JsonGenerator json;

  MeasuredJson(JsonGenerator json) {
    this.json = json;
  }

  void write(Run run) {
    SampleSummary samples = run.summary().samples();
    if (!samples.measures().isEmpty()) {
      measures(samples);
      if (samples.hasFunctions()) {
        samples(run, samples);
      }
    }
    stalls(run);
  }

  private void measures(SampleSummary samples) {
    json.writeArrayPropertyStart("measures");
    for (Total total : samples.measures()) {
      Measure measure = total.measure();
      json.writeStartObject();
      json.writeStringProperty("name", measure.name());
      json.writeStringProperty("quantity", measure.quantity().name().toLowerCase(Locale.ROOT));
      json.writeStringProperty("unit", measure.unit());
      json.writeNumberProperty("samples", total.samples());
      json.writeNumberProperty("total", total.total());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void samples(Run run, SampleSummary samples) {
    json.writeObjectPropertyStart("samples");
    json.writeNumberProperty("count", samples.count());
    json.writeNumberProperty("with_stack", samples.withStack());
    json.writeNumberProperty("threads", samples.threads());
    Measured measured = run.measured();
    int usual = measured.usual();
    if (usual >= 0) {
      String name = measured.measures().get(usual).measure().name();
      HotFunctions hot = new HotFunctions(run.tree(), measured.exclusive(usual));
      json.writeArrayPropertyStart("hot_functions");
      for (Function function : hot.top(TOP_FUNCTIONS)) {
        function(function, name);
      }
      json.writeEndArray();
      parts("by_kind", hot.byKind());
      parts("by_library", hot.byLibrary());
      parts("by_thread", hot.byThread());
    }
    json.writeEndObject();
  }

  private void function(Function function, String measure) {
    json.writeStartObject();
    json.writeStringProperty("name", function.name());
    text("file", function.file());
    if (function.line() > 0) {
      json.writeNumberProperty("line", function.line());
    } else {
      json.writeNullProperty("line");
    }
    text("library", function.library());
    json.writeStringProperty("kind", function.kind().label());
    json.writeStringProperty("measure", measure);
    json.writeNumberProperty("self", function.self());
    json.writeNumberProperty("total", function.total());
    json.writeEndObject();
  }

  private void parts(String name, List<Part> parts) {
    json.writeArrayPropertyStart(name);
    for (Part part : parts.subList(0, Math.min(TOP_PARTS, parts.size()))) {
      json.writeStartObject();
      text("name", part.name().isEmpty() ? null : part.name());
      json.writeNumberProperty("self", part.self());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void stalls(Run run) {
    List<Stall> stalls = Stall.top(run.tree(), TOP_KERNELS);
    if (stalls.isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("stalls");
    for (Stall stall : stalls) {
      json.writeStartObject();
      json.writeStringProperty("kernel", stall.kernel());
      json.writeStringProperty("reason", stall.reason());
      json.writeNumberProperty("samples", stall.samples());
      json.writeNumberProperty("share", (double) stall.samples() / Math.max(1, stall.ofKernel()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void text(String name, @Nullable String value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeStringProperty(name, value);
    }
  }
}
