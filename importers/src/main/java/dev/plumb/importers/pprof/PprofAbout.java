package dev.plumb.importers.pprof;

import dev.plumb.importers.stacks.Units;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the samples measure, and what a profile says of itself. */
final class PprofAbout {
  private static final int MAX_COMMENTS = 100;
  private static final Pattern TOLD =
      Pattern.compile("plumb quantity (\\d{1,4}) ([A-Z_]+) ?(.*)", Pattern.DOTALL);
  private static final String[] UNTOLD = {};

  private final TraceBuilder out;
  private final PprofCode code;
  private final LongColumn types = new LongColumn();
  private final LongColumn units = new LongColumn();
  private final LongColumn comments = new LongColumn();
  private final long[] numbers = new long[16];
  private String @Nullable [][] told;
  private long periodType;
  private long periodUnit;

  PprofAbout(TraceBuilder out, PprofCode code) {
    this.out = out;
    this.code = code;
  }

  void sampleType(WireReader in) throws IOException {
    long[] type = valueType(in);
    types.add(type[0]);
    units.add(type[1]);
  }

  private static long[] valueType(WireReader in) throws IOException {
    long[] type = new long[2];
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1 || in.field() == 2) {
        type[in.field() - 1] = in.number();
      } else {
        in.skip();
      }
    }
    return type;
  }

  /** Any other field of the profile. */
  void other(WireReader in) throws IOException {
    int field = in.field();
    if (field == 11) {
      long[] type = valueType(in);
      periodType = type[0];
      periodUnit = type[1];
    } else if (field == 13 && in.type() == WireReader.BYTES) {
      long end = in.enter();
      while (in.offset() < end) {
        comments.add(in.varint());
      }
    } else if (field == 13) {
      comments.add(in.number());
    } else if (field < numbers.length && in.type() == WireReader.VARINT) {
      numbers[field] = in.number();
    } else {
      in.skip();
    }
  }

  /** Number of types that samples should have values of. */
  int types() {
    return types.size();
  }

  /** The profiler's name of a type. */
  String type(int type) {
    return type < types.size() ? code.text(types.get(type)) : "";
  }

  /** What a value is multiplied with. */
  long factor(int type) {
    String unit = unit(type);
    int power = Units.nanosPower(unit);
    return switch (unit) {
      case "kilobytes", "kb", "KB", "KiB" -> 1 << 10;
      case "megabytes", "mb", "MB", "MiB" -> 1 << 20;
      default -> power <= 0 ? 1 : power == 3 ? 1_000 : power == 6 ? 1_000_000 : 1_000_000_000;
    };
  }

  private String unit(int type) {
    return type < units.size() ? code.text(units.get(type)) : "";
  }

  /** The row of the measure of a type. */
  int measure(int type) {
    String name = type(type);
    String unit = unit(type);
    if (Units.nanosPower(unit) >= 0) {
      return Units.measure(out, Units.time(name), name, "ns");
    }
    if (unit.endsWith("bytes") || factor(type) > 1) {
      return Units.measure(out, Units.bytes(name), name, "bytes");
    }
    boolean plain = unit.isEmpty() || unit.equals("count") || unit.equals("samples");
    return Units.measure(
        out,
        plain ? Units.count(name) : Quantity.OTHER,
        name.isEmpty() ? "value" : name,
        plain ? "" : unit);
  }

  /** Quantity and unit that Plumb's own comment says of a type; empty without one. */
  String[] told(int type) {
    if (told == null) {
      told = told();
    }
    return type < told.length ? told[type] : UNTOLD;
  }

  private String[][] told() {
    String[][] all = new String[types()][];
    Arrays.fill(all, UNTOLD);
    for (int i = 0; i < Math.min(comments.size(), MAX_COMMENTS); i++) {
      Matcher comment = TOLD.matcher(code.text(comments.get(i)));
      if (comment.matches()) {
        int type = Integer.parseInt(comment.group(1));
        if (type < all.length) {
          all[type] = new String[] {comment.group(2), comment.group(3)};
        }
      }
    }
    return all;
  }

  /** Whether Plumb wrote it: its samples say what kind their innermost frame is. */
  boolean isOurs() {
    for (int i = 0; i < Math.min(comments.size(), MAX_COMMENTS); i++) {
      if (code.text(comments.get(i)).startsWith("plumb;")) {
        return true;
      }
    }
    return false;
  }

  void finish() {
    text("drop_frames", numbers[7]);
    text("keep_frames", numbers[8]);
    number("time_nanos", numbers[9]);
    number("duration_nanos", numbers[10]);
    text("period_type", periodType);
    text("period_unit", periodUnit);
    number("period", numbers[12]);
    text("default_sample_type", numbers[14]);
    text("doc_url", numbers[15]);
    for (int i = 0; i < Math.min(comments.size(), MAX_COMMENTS); i++) {
      text(i == 0 ? "comment" : "comment " + (i + 1), comments.get(i));
    }
  }

  private void text(String key, long index) {
    String text = code.text(index);
    if (!text.isEmpty()) {
      out.putMetadata(key, Units.quoted(text));
    }
  }

  private void number(String key, long value) {
    if (value != 0) {
      out.putMetadata(key, Long.toString(value));
    }
  }
}
