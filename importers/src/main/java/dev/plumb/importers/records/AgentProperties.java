package dev.plumb.importers.records;

import dev.plumb.trace.DeviceProperties;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What rocprofiler-sdk tells of a GPU, whose words are the same in its JSON, its databases and its
 * CSV files (there with capitals).
 */
public final class AgentProperties {
  /** Sum of the memory on the device, which stands in a list of its own. */
  private static final String MEMORY = "mem_banks";

  /** Heaps of the driver's list that lie on the device: frame buffer, public or private. */
  private static final int FIRST_HEAP = 1;

  private static final int LAST_HEAP = 2;

  private static final long MHZ = 1_000_000;

  private AgentProperties() {}

  /** From the members of an agent, by their names in lower case. */
  public static DeviceProperties of(Map<String, String> agent) {
    long memory = number(agent.get(MEMORY));
    return DeviceProperties.ofGfx(
        number(agent.get("gfx_target_version")),
        number(agent.get("cu_count")),
        memory > 0 ? memory : number(agent.get("local_mem_size")),
        number(agent.get("wave_front_size")),
        number(agent.get("max_engine_clk_fcompute")) * MHZ);
  }

  /** The scalar members of an agent's JSON object, and its memory; empty if it is none. */
  public static Map<String, String> members(String json) {
    Map<String, String> values = new HashMap<>();
    try (JsonParser in = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      if (in.nextToken() == JsonToken.START_OBJECT) {
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = in.currentName();
          in.nextToken();
          member(in, name, values);
        }
      }
    } catch (JacksonException e) {
      return values; // a damaged description costs its rest, no event
    }
    return values;
  }

  /** Takes one member of an agent, whose value is the parser's token; reads or skips it whole. */
  public static void member(JsonParser in, String name, Map<String, String> to) {
    if (name.equals(MEMORY) && in.currentToken() == JsonToken.START_ARRAY) {
      to.put(MEMORY, Long.toString(banks(in)));
    } else if (in.currentToken().isScalarValue()) {
      to.put(name, in.getString());
    } else {
      in.skipChildren();
    }
  }

  private static long banks(JsonParser in) {
    long sum = 0;
    while (in.nextToken() == JsonToken.START_OBJECT) {
      long heap = 0;
      long bytes = 0;
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = in.currentName();
        if (!in.nextToken().isScalarValue()) {
          in.skipChildren();
        } else if (name.equals("heap_type")) {
          heap = number(in.getString());
        } else if (name.equals("size_in_bytes")) {
          bytes = number(in.getString());
        }
      }
      sum += heap >= FIRST_HEAP && heap <= LAST_HEAP ? bytes : 0;
    }
    while (in.currentToken() != null && in.currentToken() != JsonToken.END_ARRAY) {
      in.skipChildren();
      in.nextToken();
    }
    return sum;
  }

  private static long number(@Nullable String text) {
    return text != null && text.matches("\\d{1,15}") ? Long.parseLong(text) : 0;
  }
}
