package dev.plumb.importers.xplane;

import dev.plumb.importers.wire.Varints;
import dev.plumb.importers.wire.WireCursor;
import dev.plumb.importers.wire.WireReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Statistics of an event type or a plane, or arguments of an event; filled again and again. */
final class Stats {
  // Values are told apart by their field numbers in XStat.
  static final int DOUBLE = 2;
  static final int UNSIGNED = 3;
  static final int SIGNED = 4;
  static final int TEXT = 5;
  static final int BYTES = 6;
  static final int REFERENCE = 7;
  static final int COMPRESSED = 8;

  private static final int ID_TAG = 1 << 3;
  private static final int IGNORED = StatKind.IGNORED.ordinal();

  final StatNames names;
  private final WireCursor cursor = new WireCursor();
  private final WireCursor fields = new WireCursor();
  int count;
  int[] rows = new int[16];
  int[] types = new int[16];
  long[] values = new long[16];

  Stats(StatNames names) {
    this.names = names;
  }

  void clear() {
    count = 0;
  }

  /** Adds the {@code XStat} in {@code [from, to)}; false if it is none. */
  boolean add(byte[] bytes, int from, int to) {
    return addUsual(bytes, from, to) || addAny(bytes, from, to);
  }

  /** Adds the statistics in a message whose fields 4 they are; false if one of them is none. */
  boolean addAll(EventStats event) {
    boolean whole = true;
    fields.reset(event.arguments, 0, event.length);
    while (fields.next()) {
      whole &= add(event.arguments, fields.from(), fields.to());
    }
    return whole;
  }

  /** The form of nearly all: id, then a number or a reference; false if it is another. */
  private boolean addUsual(byte[] bytes, int from, int to) {
    if (from + 16 > bytes.length || bytes[from] != ID_TAG) {
      return false;
    }
    long word = Varints.word(bytes, from + 1);
    int length = Varints.length(word);
    int at = from + 1 + length;
    if (length > 4) {
      return false;
    }
    int tag = bytes[at++];
    if (at + 8 > bytes.length || tag < UNSIGNED << 3 || (tag & 7) != WireReader.VARINT) {
      return false;
    }
    long value = Varints.word(bytes, at);
    int valueLength = Varints.length(value);
    if (valueLength == Varints.TOO_LONG || at + valueLength != to) {
      return false;
    }
    int type = tag >>> 3;
    long number = Varints.value(value, valueLength);
    if (!isNumber(type)) {
      return false;
    }
    int row = names.row(Varints.value(word, length));
    add(row, type, type == REFERENCE ? names.row(number) : number);
    return true;
  }

  private static boolean isNumber(int field) {
    return field >= DOUBLE && field <= SIGNED || field == REFERENCE;
  }

  private boolean addAny(byte[] bytes, int from, int to) {
    WireCursor in = cursor;
    in.reset(bytes, from, to);
    long id = 0;
    int type = 0;
    long value = 0;
    while (in.next()) {
      int field = in.field();
      if (field == 1) {
        id = in.value();
      } else if (field == TEXT && in.type() == 2) {
        type = field;
        value = names.texts.intern(bytes, in.from(), in.to());
      } else if ((field == BYTES || field == COMPRESSED) && in.type() == 2) {
        type = field;
        value = (long) in.to() - in.from();
      } else if (isNumber(field) && in.type() != 2) {
        type = field;
        value = in.value();
      }
    }
    if (in.damaged()) {
      return false;
    }
    if (type != 0) {
      add(names.row(id), type, type == REFERENCE ? names.row(value) : value);
    }
    return true;
  }

  /** Adds one that was read before. */
  void add(int row, int type, long value) {
    if (names.kindOrdinal(row) == IGNORED) {
      return;
    }
    if (count == rows.length) {
      rows = Arrays.copyOf(rows, count * 2);
      types = Arrays.copyOf(types, count * 2);
      values = Arrays.copyOf(values, count * 2);
    }
    rows[count] = row;
    types[count] = type;
    values[count++] = value;
  }

  /** Text of the last statistic of a kind; null if there is none. */
  @Nullable String text(StatKind kind) {
    for (int i = count - 1; i >= 0; i--) {
      if (names.kindOrdinal(rows[i]) == kind.ordinal()) {
        return text(i);
      }
    }
    return null;
  }

  boolean has(StatKind kind) {
    return text(kind) != null;
  }

  /** The value as text. */
  String text(int i) {
    return switch (types[i]) {
      case DOUBLE -> Double.toString(Double.longBitsToDouble(values[i]));
      case UNSIGNED -> Long.toUnsignedString(values[i]);
      case SIGNED -> Long.toString(values[i]);
      case TEXT -> names.texts.get((int) values[i]);
      case REFERENCE -> names.name((int) values[i]);
      default -> "<" + values[i] + " bytes>";
    };
  }

  /** Appends {@code "name":value}, and a comma before it unless it is the first member. */
  void appendJson(StringBuilder out, int i) {
    JsonText.key(out, names.name(rows[i]));
    double number = types[i] == DOUBLE ? Double.longBitsToDouble(values[i]) : 0;
    if (types[i] <= SIGNED && Double.isFinite(number)) {
      out.append(text(i));
    } else {
      JsonText.quote(out, text(i));
    }
  }
}
