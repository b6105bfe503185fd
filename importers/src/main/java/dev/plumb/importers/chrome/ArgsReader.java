package dev.plumb.importers.chrome;

import dev.plumb.trace.DeviceTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code args} of an event. What differs from event to event (ids, sizes) goes into typed
 * fields; the rest (shapes, launch configuration) repeats from event to event and is interned as
 * one text, as it stands in the file.
 */
final class ArgsReader {
  /** Longer texts are cut off: no name means more to anyone after 64 KiB. */
  private static final int MAX_TEXT = 1 << 16;

  private static final int CORRELATION = 1;
  private static final int EXTERNAL = 1 << 1;
  private static final int OPERATOR = 1 << 2;
  private static final int PYTHON = 1 << 3;
  private static final int DEVICE = 1 << 4;
  private static final int MEMORY = 1 << 5;
  private static final int NAME = 1 << 6;
  private static final int NOTHING = 1 << 7;

  private static final long EXTERNAL_ID = Json.key("External id");
  private static final long EXTERNAL_ID_OLD = Json.key("external id");
  private static final long CORRELATION_KEY = Json.key("correlation");
  private static final long CORRELATION_ID = Json.key("Correlation ID");
  private static final long CONNECTION = Json.key("connection_id");
  private static final long CONNECTION_END = Json.key("connection_id".substring(5));
  private static final long EV_IDX = Json.key("Ev Idx");
  private static final long PYTHON_ID = Json.key("Python id");
  private static final long PYTHON_PARENT = Json.key("Python parent id".substring(7));
  private static final long PYTHON_MODULE = Json.key("Python module id".substring(7));
  private static final long RECORD_FUNCTION = Json.key("Record function id");
  private static final long SEQUENCE = Json.key("Sequence number");
  private static final long FORWARD = Json.key("Fwd thread id");
  private static final long CALL_STACK = Json.key("Call stack");
  private static final long DEVICE_KEY = Json.key("device");
  private static final long DEVICE_OLD = Json.key("Device");
  private static final long DEVICE_ID = Json.key("device_id");
  private static final long DEVICE_ID_MEMORY = Json.key("Device Id");
  private static final long DEVICE_TYPE = Json.key("Device Type");
  private static final long STREAM = Json.key("stream");
  private static final long BYTES = Json.key("bytes");
  private static final long BYTES_MEMORY = Json.key("Bytes");
  private static final long ADDRESS = Json.key("Addr");
  private static final long TOTAL_ALLOCATED = Json.key("Total Allocated".substring(6));
  private static final long TOTAL_RESERVED = Json.key("Total Reserved".substring(6));
  private static final long METRICS = Json.key("plumb metrics");
  private static final long METRICS_END = Json.key("plumb metrics".substring(5));
  private static final long TOTAL = Json.key("Total ");
  private static final long NAME_KEY = Json.key("name");
  private static final long RANK = Json.key("rank");
  private static final long SIX = (1L << 48) - 1;

  /** Which typed fields each kind of slice has, by ordinal. */
  private static final int[] WANTED = new int[SliceKind.values().length];

  static {
    for (SliceKind kind : SliceKind.values()) {
      WANTED[kind.ordinal()] =
          switch (kind) {
            case STEP, ANNOTATION, OPERATOR -> OPERATOR | EXTERNAL;
            case PYTHON, MODULE -> PYTHON;
            case RUNTIME -> CORRELATION | EXTERNAL;
            case KERNEL, MEMCPY, MEMSET, DEVICE_OTHER, GPU_ANNOTATION, SYNC ->
                CORRELATION | EXTERNAL | DEVICE;
            case CPU, OVERHEAD, ASYNC -> 0;
          };
    }
  }

  private final StringPool strings;
  private final StringPool pool;
  private final DeviceTable devices;
  private final NumberReader number;
  private final Texts texts;
  private final int[] deviceRows = new int[64];
  private final int[] streamIds = new int[256];

  /** Starts and ends of the untyped members, alternating. */
  private int[] spans = new int[16];

  private byte[] joined = new byte[1024];

  /** Bits by string id; see {@link #isPlain}. */
  private long[] plain = new long[64];

  ArgsReader(TraceBuilder out, NumberReader number, Texts texts) {
    this.strings = out.strings();
    this.pool = out.args();
    this.devices = out.devices();
    this.number = number;
    this.texts = texts;
    Arrays.fill(deviceRows, Ids.NONE);
    Arrays.fill(streamIds, Ids.NONE);
  }

  /**
   * Reads the object at {@code pos} into {@code event}; answers the position after it.
   *
   * @param kind what the event is, null for instants and metadata
   */
  int read(Event event, @Nullable SliceKind kind, byte[] buffer, int pos, int limit) {
    int wanted = kind != null ? WANTED[kind.ordinal()] : wanted(event);
    int at = pos + 1;
    int count = 0;
    boolean open = false; // whether the last span can be extended
    boolean comma = false;
    while (true) {
      byte b = buffer[at];
      if (b <= ' ') {
        at = Json.skipSpace(buffer, at, limit);
        b = buffer[at];
      }
      if (at >= limit) {
        return Json.INCOMPLETE;
      }
      if (b == ',') {
        if (comma) {
          event.repairs |= Event.COMMA;
        }
        comma = true;
        at++;
        if (buffer[at] == ' ') {
          at++;
        }
        continue;
      }
      if (b == '}') {
        if (comma) {
          event.repairs |= Event.COMMA;
        }
        at++;
        break;
      }
      if (b != '"') {
        event.reached = at;
        return Json.BROKEN;
      }
      comma = false;
      int memberAt = at;
      int keyAt = at + 1;
      int keyEnd = Json.endOfString(buffer, keyAt, limit);
      if (keyEnd < 0) {
        return keyEnd;
      }
      at = EventReader.colon(buffer, keyEnd + 1, limit);
      if (at < 0) {
        event.reached = keyEnd;
        return at;
      }
      int valueAt = at;
      at = typed(event, wanted, buffer, keyAt, keyEnd - keyAt, valueAt, limit);
      boolean raw = at == 0;
      if (raw) {
        at = Json.skipValue(buffer, valueAt, limit);
      }
      if (at < 0) {
        event.reached = keyEnd;
        return at;
      }
      if (raw) {
        if (!open) {
          if (count == spans.length) {
            spans = Arrays.copyOf(spans, count * 2);
          }
          spans[count] = memberAt;
          count += 2;
          open = true;
        }
        spans[count - 1] = at;
      } else {
        open = false;
      }
    }
    if (count > 0 && (wanted & (NAME | NOTHING)) == 0) {
      keep(event, buffer, count);
    }
    return at;
  }

  private int wanted(Event event) {
    return switch (event.phase) {
      case 'M' -> NAME;
      case 'i', 'I', 'R', 'n', 'T', 'p' ->
          event.nameId >= 0 && strings.startsWith(event.nameId, "[memory]") ? MEMORY : 0;
      default -> NOTHING;
    };
  }

  private void keep(Event event, byte[] buffer, int count) {
    if (count == 2) {
      event.argsId = pool.intern(buffer, spans[0], spans[1]);
    } else {
      int length = 0;
      for (int i = 0; i < count; i += 2) {
        int part = spans[i + 1] - spans[i];
        if (joined.length < length + part + 1) {
          joined = Arrays.copyOf(joined, Math.max(length + part + 1, joined.length * 2));
        }
        System.arraycopy(buffer, spans[i], joined, length, part);
        length += part;
        joined[length++] = ',';
      }
      event.argsId = pool.intern(joined, 0, length - 1);
    }
    if (event.argsId == StringPool.NONE) {
      event.repairs |= Event.ARGS_DROPPED;
    }
  }

  /**
   * Reads the value if its key has a typed field; 0 when it has none, so that it is kept as text.
   */
  private int typed(
      Event event, int wanted, byte[] buffer, int keyAt, int length, int at, int limit) {
    long head = Json.word(buffer, keyAt);
    switch (length) {
      case 4:
        head &= 0xFFFFFFFFL;
        if (head == RANK && number.integer(buffer, at, limit) > 0) {
          event.rank = number.value;
        } else if (head == NAME_KEY && (wanted & NAME) != 0 && buffer[at] == '"') {
          int end = Json.endOfString(buffer, at + 1, limit);
          if (end > 0) {
            event.argNameId = intern(event, strings, buffer, at + 1, end);
          }
          return end < 0 ? end : end + 1;
        } else if (head == ADDRESS && (wanted & MEMORY) != 0) {
          int end = integer(event, buffer, at, limit);
          event.address = number.value;
          return end;
        }
        return 0;
      case 5:
        head &= 0xFFFFFFFFFFL;
        if (head == BYTES && (wanted & DEVICE) != 0
            || head == BYTES_MEMORY && (wanted & MEMORY) != 0) {
          int end = integer(event, buffer, at, limit);
          event.bytes = number.value;
          return end;
        }
        return 0;
      case 6:
        head &= SIX;
        if (head == EV_IDX) {
          return Json.skipValue(buffer, at, limit);
        }
        if ((wanted & DEVICE) != 0) {
          if (head == STREAM) {
            return stream(event, buffer, at, limit);
          }
          if (head == DEVICE_KEY || head == DEVICE_OLD) {
            return device(event, buffer, at, limit);
          }
        }
        return 0;
      case 9:
        byte last = buffer[keyAt + 8];
        if (head == PYTHON_ID && last == 'd' && (wanted & PYTHON) != 0) {
          int end = integer(event, buffer, at, limit);
          event.pythonId = number.value;
          return end;
        }
        if (head == DEVICE_ID_MEMORY && last == 'd' && (wanted & MEMORY) != 0) {
          int end = integer(event, buffer, at, limit);
          event.deviceId = number.value;
          return end;
        }
        if (head == DEVICE_ID && last == 'd' && (wanted & DEVICE) != 0) {
          return device(event, buffer, at, limit);
        }
        return 0;
      case 10:
        if (head == CALL_STACK
            && (wanted & OPERATOR) != 0
            && buffer[keyAt + 9] == 'k'
            && buffer[at] == '"') {
          int end = Json.endOfString(buffer, at + 1, limit);
          if (end > 0) {
            event.callStackId = intern(event, strings, buffer, at + 1, end);
          }
          return end < 0 ? end : end + 1;
        }
        return 0;
      case 11:
        byte end11 = buffer[keyAt + 10];
        if ((head == EXTERNAL_ID || head == EXTERNAL_ID_OLD)
            && end11 == 'd'
            && (wanted & EXTERNAL) != 0) {
          int end = integer(event, buffer, at, limit);
          event.externalId = number.value;
          return end;
        }
        if (head == CORRELATION_KEY && end11 == 'n' && (wanted & CORRELATION) != 0) {
          int end = integer(event, buffer, at, limit);
          event.correlation = number.value;
          return end;
        }
        if (head == DEVICE_TYPE && end11 == 'e' && (wanted & MEMORY) != 0) {
          int end = integer(event, buffer, at, limit);
          event.deviceType = number.value;
          return end;
        }
        return 0;
      case 13:
        if (head == FORWARD && (wanted & OPERATOR) != 0) {
          int end = integer(event, buffer, at, limit);
          event.forwardThread = number.value;
          return end;
        }
        if (head == CONNECTION
            && (wanted & CORRELATION) != 0
            && Json.word(buffer, keyAt + 5) == CONNECTION_END) {
          int end = integer(event, buffer, at, limit);
          event.correlation = number.value;
          return end;
        }
        if (head == METRICS
            && buffer[at] == '{'
            && (event.phase == 'X' || event.phase == 'b')
            && Json.word(buffer, keyAt + 5) == METRICS_END) {
          event.metricsAt = at;
          return Json.skipValue(buffer, at, limit);
        }
        return 0;
      case 14:
        if ((head == CORRELATION_KEY && buffer[keyAt + 11] == '_' || head == CORRELATION_ID)
            && (wanted & CORRELATION) != 0) {
          int end = integer(event, buffer, at, limit);
          event.correlation = number.value;
          return end;
        }
        if ((head & SIX) == TOTAL
            && Json.word(buffer, keyAt + 6) == TOTAL_RESERVED
            && (wanted & MEMORY) != 0) {
          int end = integer(event, buffer, at, limit);
          event.totalReserved = number.value;
          return end;
        }
        return 0;
      case 15:
        if (head == SEQUENCE && (wanted & OPERATOR) != 0) {
          int end = integer(event, buffer, at, limit);
          event.sequenceNumber = number.value;
          return end;
        }
        if ((head & SIX) == TOTAL
            && Json.word(buffer, keyAt + 6) == TOTAL_ALLOCATED
            && (wanted & MEMORY) != 0) {
          int end = integer(event, buffer, at, limit);
          event.totalAllocated = number.value;
          return end;
        }
        return 0;
      case 16:
        if ((wanted & PYTHON) != 0) {
          long tail = Json.word(buffer, keyAt + 7);
          if (tail == PYTHON_PARENT) {
            int end = integer(event, buffer, at, limit);
            event.pythonParent = number.value;
            return end == 0 ? Json.skipValue(buffer, at, limit) : end; // null at the root
          }
          if (tail == PYTHON_MODULE) {
            int end = integer(event, buffer, at, limit);
            event.pythonModule = number.value;
            return end;
          }
        }
        return 0;
      case 18:
        if (head == RECORD_FUNCTION && (wanted & OPERATOR) != 0) {
          int end = integer(event, buffer, at, limit);
          event.recordFunctionId = number.value;
          return end;
        }
        return 0;
      default:
        return 0;
    }
  }

  /** An integer, or 0 when the value is something else and must stay a text. */
  private int integer(Event event, byte[] buffer, int at, int limit) {
    int end = number.integer(buffer, at, limit);
    if (end <= 0 || number.value != Ids.ABSENT) {
      return end;
    }
    if (buffer[at] != 'n') { // null is as good as nothing
      event.repairs |= Event.BAD_ID;
    }
    return 0;
  }

  private int device(Event event, byte[] buffer, int at, int limit) {
    int end = number.integer(buffer, at, limit);
    if (end < 0) {
      return end;
    }
    long value = number.value;
    if (value >= 0 && value < deviceRows.length) { // also 0.0
      int row = deviceRows[(int) value];
      if (row < 0) {
        row = devices.row(Long.toString(value));
        deviceRows[(int) value] = row;
      }
      event.deviceRow = row;
    } else {
      event.deviceRow = devices.row(text(buffer, at, end));
    }
    return end;
  }

  private int stream(Event event, byte[] buffer, int at, int limit) {
    int end = number.integer(buffer, at, limit);
    if (end < 0) {
      return end;
    }
    long value = number.value;
    if (value >= 0 && value < streamIds.length) {
      int id = streamIds[(int) value];
      if (id < 0) {
        id = strings.intern(Long.toString(value));
        streamIds[(int) value] = id;
      }
      event.streamId = id;
    } else {
      event.streamId = strings.intern(text(buffer, at, end));
    }
    return end;
  }

  private static String text(byte[] buffer, int from, int to) {
    boolean quoted = buffer[from] == '"';
    return new String(
        buffer, quoted ? from + 1 : from, to - from - (quoted ? 2 : 0), StandardCharsets.UTF_8);
  }

  /**
   * Whether the same bytes in a file stand for this string: it has no backslash, no control
   * character and no damage, so that nothing has to be decoded, repaired or counted.
   */
  boolean isPlain(int id) {
    return id >> 6 < plain.length && (plain[id >> 6] & 1L << id) != 0;
  }

  private void setPlain(int id) {
    if (id >> 6 >= plain.length) {
      plain = Arrays.copyOf(plain, Math.max((id >> 6) + 1, plain.length * 2));
    }
    plain[id >> 6] |= 1L << id;
  }

  /** Moves a cut back to where no character and no escape is cut in two. */
  private static int cut(byte[] buffer, int from, int to) {
    while (to > from && (buffer[to] & 0xC0) == 0x80) {
      to--;
    }
    int escape = to - 1;
    while (escape >= from && escape > to - 12 && buffer[escape] != '\\') {
      escape--;
    }
    int slashes = 0;
    while (escape - slashes >= from && buffer[escape - slashes] == '\\') {
      slashes++;
    }
    return slashes > 0 && escape > to - 12 ? escape + 1 - slashes : to;
  }

  /** Interns a text, decoding and checking it only where a byte demands it. */
  int intern(Event event, StringPool into, byte[] buffer, int from, int to) {
    if (to - from > MAX_TEXT) {
      to = cut(buffer, from, from + MAX_TEXT);
      event.repairs |= Event.CUT;
    }
    boolean slash = false;
    long high = 0;
    boolean control = false;
    int at = from;
    for (; at + 8 <= to; at += 8) {
      long word = Json.word(buffer, at);
      long back = word ^ 0x5C5C5C5C5C5C5C5CL;
      high |= word;
      slash |= ((back - 0x0101010101010101L) & ~back & 0x8080808080808080L) != 0;
      control |= ((word - 0x2020202020202020L) & ~word & 0x8080808080808080L) != 0;
    }
    for (; at < to; at++) {
      byte b = buffer[at];
      high |= b;
      slash |= b == '\\';
      control |= b >= 0 && b < ' ';
    }
    if (control) {
      event.repairs |= Event.CONTROL;
    }
    if ((high & 0x8080808080808080L) != 0 && !Utf8.isWellFormed(buffer, from, to)) {
      event.repairs |= Event.NOT_UTF8;
    }
    if (!slash) {
      int id = into.intern(buffer, from, to);
      if (!control && (event.repairs & Event.NOT_UTF8) == 0 && into == strings) {
        setPlain(id);
      }
      return id;
    }
    int length = texts.unescape(buffer, from, to);
    if (texts.badEscape) {
      event.repairs |= Event.BAD_ESCAPE;
    }
    return into.intern(texts.bytes, 0, length);
  }
}
