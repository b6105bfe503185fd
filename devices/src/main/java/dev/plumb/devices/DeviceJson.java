package dev.plumb.devices;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** Devices as one JSON object, schema {@code plumb.devices/1} (docs/devices.md). */
public final class DeviceJson {
  private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");

  private final JsonGenerator json;

  private DeviceJson(JsonGenerator json) {
    this.json = json;
  }

  /**
   * The object as text, with a newline at its end.
   *
   * @param problems files that were not taken
   */
  public static String text(Collection<DeviceModel> devices, List<String> problems) {
    try (Writer out = new StringWriter()) {
      try (JsonGenerator json = new JsonFactory().createGenerator(new Pretty(), out)) {
        new DeviceJson(json).write(devices, problems);
      }
      return out.append('\n').toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Collection<DeviceModel> devices, List<String> problems) {
    json.writeStartObject();
    json.writeStringProperty("schema", "plumb.devices/1");
    json.writeArrayPropertyStart("devices");
    devices.forEach(this::device);
    json.writeEndArray();
    strings("problems", problems);
    json.writeEndObject();
  }

  private void device(DeviceModel device) {
    json.writeStartObject();
    json.writeStringProperty("id", device.id());
    json.writeStringProperty("name", device.name());
    json.writeStringProperty("vendor", device.vendor());
    json.writeStringProperty("type", device.type());
    json.writeStringProperty("architecture", device.architecture());
    json.writeStringProperty("processor", device.processor());
    json.writeStringProperty("note", device.note());
    json.writeStringProperty("origin", device.origin());
    json.writeObjectPropertyStart("match");
    strings("examples", device.names().examples());
    strings("names", device.names().exact().stream().map(Pattern::pattern).toList());
    strings("family", device.names().family().stream().map(Pattern::pattern).toList());
    json.writeStringProperty("compute_capability", device.names().computeCapability());
    json.writeStringProperty("gfx", device.names().gfx());
    json.writeEndObject();
    json.writeArrayPropertyStart("figures");
    device.figures().forEach(this::figure);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void figure(Figure figure) {
    json.writeStartObject();
    json.writeStringProperty("figure", figure.key().name());
    json.writeNumberProperty("value", figure.value());
    json.writeStringProperty("unit", figure.unit().symbol());
    json.writeNumberProperty("base_value", figure.base());
    json.writeStringProperty("base_unit", figure.unit().dimension().baseUnit());
    json.writeStringProperty("kind", figure.kind().id());
    json.writeStringProperty("source", figure.source().title());
    json.writeStringProperty("url", figure.source().url());
    json.writeStringProperty("note", figure.note());
    json.writeEndObject();
  }

  private void strings(String name, List<String> values) {
    json.writeArrayPropertyStart(name);
    values.forEach(json::writeString);
    json.writeEndArray();
  }

  private static final class Pretty extends ObjectWriteContext.Base {
    @Override
    public PrettyPrinter getPrettyPrinter() {
      return new DefaultPrettyPrinter().withObjectIndenter(INDENT).withArrayIndenter(INDENT);
    }
  }
}
