package dev.plumb.importers.chrome;

import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Understands the top-level values around the events: devices, rank, clock. */
final class MetadataReader {
  private static final int MAX_ENTRIES = 10_000;
  private static final int MAX_CHARACTERS = 16 << 20;

  private final TraceBuilder out;
  private final Map<String, String> values = new LinkedHashMap<>();
  private long characters;

  MetadataReader(TraceBuilder out) {
    this.out = out;
  }

  /** Keeps a value; false when there are too many already. */
  boolean add(String key, String json) {
    characters += key.length() + json.length();
    if (characters > MAX_CHARACTERS || values.size() >= MAX_ENTRIES) {
      return false;
    }
    values.put(key, json);
    return true;
  }

  void finish() {
    values.forEach(out::putMetadata);
    String base = values.get("baseTimeNanoseconds");
    if (base != null && base.matches("\"?(-?\\d{1,18}|[1-8]\\d{18})\"?")) {
      out.setBaseTimeNs(Long.parseLong(base.replace("\"", "")));
    }
    String distributed = values.get("distributedInfo");
    if (distributed != null) {
      readFlat(distributed, this::distributed);
    }
    String devices = values.get("deviceProperties");
    if (devices != null) {
      readDevices(devices);
    }
  }

  private interface Member {
    void accept(String key, String value);
  }

  private void distributed(String key, String value) {
    boolean known = key.equals("rank") || key.equals("world_size");
    if (!known || !value.matches("\\d{1,9}")) {
      if (known && !value.equals("null")) {
        out.problems()
            .add(ProblemCode.METADATA_DAMAGED, Problems.NO_OFFSET, key + " " + quoted(value));
      }
      return;
    }
    switch (key) {
      case "rank" -> out.setRank(Integer.parseInt(value));
      case "world_size" -> out.setWorldSize(Integer.parseInt(value));
      default -> {}
    }
  }

  private static String quoted(String value) {
    return '"' + (value.length() > 40 ? value.substring(0, 40) + "…" : value) + '"';
  }

  /** The scalar members of one object; nested values are passed over. */
  private void readFlat(String json, Member member) {
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        members(parser, member);
      }
    } catch (JacksonException e) {
      // Damaged metadata costs a name, never the trace: the events were counted as they came.
      out.problems().add(ProblemCode.METADATA_DAMAGED, Problems.NO_OFFSET);
    }
  }

  private void readDevices(String json) {
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        return;
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        Map<String, String> device = new LinkedHashMap<>();
        members(parser, device::put);
        String id = device.get("id");
        String name = device.get("name");
        if (id != null && name != null) {
          out.devices().setName(out.devices().row(id), name);
        }
      }
    } catch (JacksonException e) {
      out.problems().add(ProblemCode.METADATA_DAMAGED, Problems.NO_OFFSET);
    }
  }

  private static void members(JsonParser parser, Member member) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.START_ARRAY || value == JsonToken.START_OBJECT) {
        parser.skipChildren();
      } else if (value != null) {
        member.accept(key, parser.getString());
      }
    }
  }
}
