package dev.plumb.present.view;

import dev.plumb.present.json.ArgsTexts;
import dev.plumb.profile.Links;
import dev.plumb.profile.timeline.SliceGroups;
import dev.plumb.profile.timeline.Timeline;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Operators by name and by the shapes that they were called with, with the host time and the device
 * work of each call: its own and that of what it called, up to the next operator.
 */
final class Operators {
  /** Slices of one operator fall into three groups. */
  private static final int CALLS = 0;

  private static final int REST_OF_HOST = 1;
  private static final int DEVICE = 2;
  private static final int GROUPS = 3;

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * An operator.
   *
   * @param shapes of its inputs as the profiler writes them; "" if it wrote none
   */
  record Operator(String name, String shapes) {}

  /** What an operator took. */
  record Taken(long calls, long cpuNs, long deviceNs, long deviceWork) {}

  private final List<Operator> operators = new ArrayList<>();
  private final Map<Operator, Integer> known = new HashMap<>();
  private final SliceGroups groups;
  private final Memo<Range, SliceGroups.Totals> totals = new Memo<>(8);

  Operators(Profile profile) {
    Timeline timeline = profile.timeline();
    List<int[]> byInput = new ArrayList<>();
    for (int input = 0; input < profile.run().inputs().size(); input++) {
      byInput.add(new Groups(profile.run().inputs().get(input)).of(timeline, input));
    }
    groups = profile.ranges().grouped(byInput, operators.size() * GROUPS);
  }

  /** Groups of the slices of one input. */
  private final class Groups {
    private final Links links;
    private final Trace trace;
    private final SliceTable slices;
    private final ArgsTexts args;

    /** Shapes in each argument text; null while nobody has looked. */
    private final @Nullable String[] shapes;

    private final Map<Long, Integer> byIds = new HashMap<>();

    Groups(Links links) {
      this.links = links;
      this.trace = links.trace();
      this.slices = trace.slices();
      this.args = new ArgsTexts(trace.args());
      this.shapes = new @Nullable String[trace.args().size()];
    }

    int[] of(Timeline timeline, int input) {
      int[] groups = new int[slices.size()];
      java.util.Arrays.fill(groups, Ids.NONE);
      // Callers start no later than what they call, and come first.
      timeline.startingIn(
          input,
          Long.MIN_VALUE / 4,
          Long.MAX_VALUE / 4,
          row -> {
            SliceKind kind = slices.kind(row);
            if (kind == SliceKind.OPERATOR) {
              groups[row] = operator(row) * GROUPS + CALLS;
            } else if (kind.isHost() && links.caller(row) >= 0) {
              groups[row] = inside(groups[links.caller(row)], REST_OF_HOST);
            }
          });
      for (int row = 0; row < groups.length; row++) {
        if (slices.kind(row).isDeviceWork() && links.launch(row) >= 0) {
          groups[row] = inside(groups[links.launch(row)], DEVICE);
        }
      }
      return groups;
    }

    private static int inside(int group, int part) {
      return group < 0 ? Ids.NONE : group / GROUPS * GROUPS + part;
    }

    private int operator(int row) {
      int argsId = slices.argsId(row);
      long key = (long) slices.nameId(row) << 32 | argsId & 0xFFFFFFFFL;
      Integer number = byIds.get(key);
      if (number == null) {
        Operator operator =
            new Operator(trace.strings().get(slices.nameId(row)), argsId < 0 ? "" : shapes(argsId));
        number =
            known.computeIfAbsent(
                operator,
                each -> {
                  operators.add(each);
                  return operators.size() - 1;
                });
        byIds.put(key, number);
      }
      return number;
    }

    private String shapes(int argsId) {
      String text = shapes[argsId];
      if (text == null) {
        String object = args.object(argsId);
        text = object == null ? "" : member(object);
        shapes[argsId] = text;
      }
      return text;
    }
  }

  /** Shapes as text, without blanks: {@code [[2,3],[]]}. */
  private static String member(String object) {
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), object)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean shapes = in.currentName().equalsIgnoreCase("Input Dims");
        JsonToken value = in.nextToken();
        if (shapes) {
          return value == JsonToken.START_ARRAY ? list(in) : in.getString();
        }
        in.skipChildren();
      }
    } catch (JacksonException e) {
      // What the profiler wrote cannot be read: no shapes are known.
      return "";
    }
    return "";
  }

  private static String list(JsonParser in) {
    StringBuilder text = new StringBuilder("[");
    int depth = 1;
    boolean first = true;
    while (depth > 0) {
      JsonToken token = in.nextToken();
      if (token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) {
        depth--;
        text.append(']');
        first = false;
      } else {
        text.append(first ? "" : ",");
        boolean opens = token == JsonToken.START_ARRAY || token == JsonToken.START_OBJECT;
        text.append(opens ? "[" : in.getString());
        depth += opens ? 1 : 0;
        first = opens;
      }
    }
    return text.toString();
  }

  int count() {
    return operators.size();
  }

  Operator operator(int at) {
    return operators.get(at);
  }

  /** What each operator took in a range. */
  SliceGroups.Totals totals(Range range) {
    return totals.get(range, () -> groups.totals(range.fromNs(), range.toNs()));
  }

  static Taken taken(SliceGroups.Totals totals, int operator) {
    int group = operator * GROUPS;
    return new Taken(
        totals.count(group + CALLS),
        totals.ns(group + CALLS) + totals.ns(group + REST_OF_HOST),
        totals.ns(group + DEVICE),
        totals.count(group + DEVICE));
  }
}
