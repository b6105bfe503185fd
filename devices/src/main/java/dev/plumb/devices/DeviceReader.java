package dev.plumb.devices;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one device file. Whatever is not as docs/devices.md says is refused with its line: a number
 * that is silently left out is missed by nobody until a roofline is wrong.
 */
final class DeviceReader {
  /** What files of this form name themselves. */
  static final String SCHEMA = "plumb.device/1";

  private static final Set<String> TYPES = Set.of("gpu", "tpu", "npu", "cpu");
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String origin;
  private final JsonParser in;
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Source> sources = new HashMap<>();
  private final List<Figure> figures = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private List<String> examples = List.of();
  private List<Pattern> exact = List.of();
  private List<Pattern> family = List.of();
  private @Nullable String computeCapability;
  private @Nullable String gfx;

  private DeviceReader(String origin, JsonParser in) {
    this.origin = origin;
    this.in = in;
  }

  /**
   * Reads a device.
   *
   * @param id name of the file without ".json"
   * @param origin names the file in messages
   */
  static DeviceModel read(String id, String origin, byte[] json) throws DeviceFileException {
    return parse(origin, json, reader -> reader.device(id));
  }

  /**
   * Reads only how traces call the device.
   *
   * @param origin names the file in messages
   */
  static DeviceNames names(String origin, byte[] json) throws DeviceFileException {
    return parse(origin, json, DeviceReader::matchOnly);
  }

  private interface Part<T> {
    T read(DeviceReader reader) throws DeviceFileException;
  }

  private static <T> T parse(String origin, byte[] json, Part<T> part) throws DeviceFileException {
    try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      return part.read(new DeviceReader(origin, in));
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new DeviceFileException(origin + ":" + line + ": " + e.getOriginalMessage());
    }
  }

  private DeviceNames matchOnly() throws DeviceFileException {
    in.nextToken();
    expect(JsonToken.START_OBJECT, "an object");
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean found = in.currentName().equals("match");
      in.nextToken();
      if (found) {
        match();
        return names();
      }
      in.skipChildren();
    }
    throw wrong("\"match\" is missing");
  }

  private DeviceModel device(String id) throws DeviceFileException {
    in.nextToken();
    expect(JsonToken.START_OBJECT, "an object");
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "schema", "name", "vendor", "type", "architecture", "processor", "note" ->
            texts.put(name, text());
        case "sources" -> sources();
        case "match" -> match();
        case "figures" -> figures();
        default -> throw wrong("no field is named \"" + name + "\" here");
      }
    }
    if (in.nextToken() != null) {
      throw wrong("something follows the object");
    }
    check();
    return new DeviceModel(
        id,
        required("name"),
        required("vendor"),
        required("type"),
        required("architecture"),
        required("processor"),
        texts.getOrDefault("note", ""),
        names(),
        figures,
        origin);
  }

  private DeviceNames names() {
    return new DeviceNames(examples, exact, family, computeCapability, gfx);
  }

  private void check() throws DeviceFileException {
    if (!required("schema").equals(SCHEMA)) {
      throw wrong("schema is \"" + texts.get("schema") + "\", not \"" + SCHEMA + "\"");
    }
    if (!TYPES.contains(required("type"))) {
      throw wrong("type is \"" + texts.get("type") + "\", which is none of " + sorted(TYPES));
    }
    DeviceNames names = names();
    if (examples.isEmpty()) {
      throw wrong("match has no examples of names, so no trace can have this device");
    }
    for (String example : examples) {
      if (!names.isExactly(example) && !names.isOfFamily(example)) {
        throw wrong("match has the example \"" + example + "\" that none of its names fits");
      }
    }
    if (figures.isEmpty()) {
      throw wrong("figures are missing");
    }
  }

  private void sources() throws DeviceFileException {
    expect(JsonToken.START_OBJECT, "an object of sources");
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = in.currentName();
      in.nextToken();
      Map<String, String> source = flat(Set.of("title", "url"));
      String url = member(source, "url");
      if (!url.startsWith("https://") && !url.startsWith("http://")) {
        throw wrong("the url of source \"" + key + "\" is none");
      }
      sources.put(key, new Source(member(source, "title"), url));
    }
  }

  private void match() throws DeviceFileException {
    expect(JsonToken.START_OBJECT, "an object");
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "examples" -> examples = strings("an array of names");
        case "names" -> exact = patterns();
        case "family" -> family = patterns();
        case "compute_capability" -> computeCapability = text();
        case "gfx" -> gfx = text();
        default -> throw wrong("no field is named \"" + name + "\" here");
      }
    }
  }

  private List<Pattern> patterns() throws DeviceFileException {
    List<Pattern> patterns = new ArrayList<>();
    for (String regex : strings("an array of regular expressions")) {
      try {
        patterns.add(Pattern.compile(regex, Pattern.CASE_INSENSITIVE));
      } catch (PatternSyntaxException e) {
        throw wrong("not a regular expression: " + regex + " (" + e.getDescription() + ")");
      }
    }
    return patterns;
  }

  private List<String> strings(String what) throws DeviceFileException {
    expect(JsonToken.START_ARRAY, what);
    List<String> strings = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      strings.add(text());
    }
    return strings;
  }

  private void figures() throws DeviceFileException {
    expect(JsonToken.START_ARRAY, "an array of figures");
    while (in.nextToken() != JsonToken.END_ARRAY) {
      Map<String, String> members =
          flat(Set.of("figure", "value", "unit", "kind", "source", "note"));
      Figure figure = figure(members);
      if (!seen.add(figure.key().name() + " " + figure.kind().id())) {
        throw wrong(figure.key().name() + " (" + figure.kind().id() + ") stands here twice");
      }
      figures.add(figure);
    }
  }

  private Figure figure(Map<String, String> members) throws DeviceFileException {
    String name = member(members, "figure");
    FigureKey key = FigureKey.of(name);
    if (key == null) {
      throw wrong("no figure is named \"" + name + "\"; docs/devices.md lists them");
    }
    Unit unit = Unit.of(member(members, "unit"));
    if (unit == null || unit.dimension() != key.dimension()) {
      throw wrong(name + ": the unit is " + members.get("unit") + ", not one of " + units(key));
    }
    FigureKind kind = FigureKind.of(member(members, "kind"));
    if (kind == null) {
      throw wrong(name + ": the kind is neither datasheet nor measured");
    }
    Source source = sources.get(member(members, "source"));
    if (source == null) {
      throw wrong(name + ": no source \"" + members.get("source") + "\" stands above");
    }
    double value = number(name, member(members, "value"));
    return new Figure(key, value, unit, kind, source, members.getOrDefault("note", ""));
  }

  private double number(String name, String value) throws DeviceFileException {
    double number;
    try {
      number = Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw wrong(name + ": " + value + " is no number");
    }
    if (!(number > 0) || Double.isInfinite(number)) {
      throw wrong(name + ": " + value + " is not above 0; leave out what is unknown");
    }
    return number;
  }

  private static List<String> units(FigureKey key) {
    List<String> units = new ArrayList<>();
    for (Unit unit : Unit.values()) {
      if (unit.dimension() == key.dimension()) {
        units.add(unit.symbol());
      }
    }
    return units;
  }

  /** An object of texts and numbers. */
  private Map<String, String> flat(Set<String> allowed) throws DeviceFileException {
    expect(JsonToken.START_OBJECT, "an object");
    Map<String, String> members = new HashMap<>();
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      if (!allowed.contains(name)) {
        throw wrong("no field is named \"" + name + "\" here, only " + sorted(allowed));
      }
      JsonToken value = in.nextToken();
      boolean number = value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_NUMBER_FLOAT;
      if (number != name.equals("value")) {
        throw wrong("\"" + name + "\" must be a " + (number ? "text" : "number"));
      }
      members.put(name, number ? in.getString() : text());
    }
    return members;
  }

  private String member(Map<String, String> members, String name) throws DeviceFileException {
    String value = members.get(name);
    if (value == null) {
      throw wrong("\"" + name + "\" is missing");
    }
    return value;
  }

  private String required(String name) throws DeviceFileException {
    return member(texts, name);
  }

  private String text() throws DeviceFileException {
    expect(JsonToken.VALUE_STRING, "a text");
    String text = in.getString();
    if (text.isBlank()) {
      throw wrong("a text is empty");
    }
    return text;
  }

  private void expect(JsonToken token, String what) throws DeviceFileException {
    if (in.currentToken() != token) {
      throw wrong("here must be " + what);
    }
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  private DeviceFileException wrong(String what) {
    return new DeviceFileException(
        origin + ":" + in.currentTokenLocation().getLineNr() + ": " + what);
  }
}
