package dev.plumb.importers.chrome;

import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.Arrays;

/**
 * Reads one event object of the window into {@link Event}. Nothing is counted or stored in tables
 * here: an event that the window cuts off is read again when more of it is there.
 *
 * <p>Keys of up to four letters are compared as one {@code int}; that is all keys of the format
 * that occur in each event.
 */
final class EventReader {
  private static final int PH = (int) Json.key("ph");
  private static final int TS = (int) Json.key("ts");
  private static final int ID = (int) Json.key("id");
  private static final int SF = (int) Json.key("sf");
  private static final int ID2 = (int) Json.key("id2");
  private static final int NULL = (int) Json.key("null");
  private static final int DUR = (int) Json.key("dur");
  private static final int PID = (int) Json.key("pid");
  private static final int TID = (int) Json.key("tid");
  private static final int CAT = (int) Json.key("cat");
  private static final int NAME = (int) Json.key("name");
  private static final int ARGS = (int) Json.key("args");
  private static final long STACK = Json.key("stack");
  private static final long FIVE = (1L << 40) - 1;
  private static final long QUOTES = 0x2222222222222222L;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  // What a name says beyond its category.
  private static final byte PLAIN_NAME = 1;
  private static final byte STEP_NAME = 2;
  private static final byte MODULE_NAME = 3;
  private static final byte FENCE_NAME = 4;

  final Event event = new Event();
  private final StringPool strings;
  private final Categories categories = new Categories();
  private final NumberReader number = new NumberReader();
  private final Texts texts = new Texts();
  private final ArgsReader args;

  /** By name id: 0 not looked at, or one of the above. */
  private byte[] nameClass = new byte[1024];

  // The last category, compared by its bytes: events of one category stand together.
  private long lastCategoryWord;
  private int lastCategoryLength = -1;
  private int lastCategoryId;

  private int plainId;

  final XlaProcesses xla;
  final AscendProcesses ascend;
  private long askedPid = Ids.ABSENT;
  private boolean askedIsLibtorch;

  EventReader(TraceBuilder out) {
    this.strings = out.strings();
    this.xla = new XlaProcesses(strings);
    this.ascend = new AscendProcesses(strings);
    this.args = new ArgsReader(out, number, texts);
  }

  /** Reads the object at {@code pos}; answers the position after it. */
  int read(byte[] buffer, int pos, int limit) {
    Event e = event;
    e.clear();
    int at = pos + 1;
    boolean comma = true;
    int seen = 0;
    while (true) {
      byte b = buffer[at];
      if (b <= ' ') { // nothing but a quote comes in the common case: no call for it
        at = Json.skipSpace(buffer, at, limit);
        b = buffer[at];
      }
      if (at >= limit) {
        return Json.INCOMPLETE;
      }
      if (b == ',') {
        if (comma) {
          e.repairs |= Event.COMMA;
        }
        comma = true;
        at++;
        if (buffer[at] == ' ') {
          at++;
        }
        continue;
      }
      if (b == '}') {
        if (comma && seen != 0) {
          e.repairs |= Event.COMMA;
        }
        at++;
        break;
      }
      if (b != '"' || !comma) {
        e.reached = at;
        return Json.BROKEN;
      }
      comma = false;
      int keyAt = at + 1;
      long word = Json.word(buffer, keyAt);
      long quote = word ^ QUOTES;
      long hit = (quote - ONES) & ~quote & HIGHS;
      int keyEnd =
          hit != 0
              ? keyAt + (Long.numberOfTrailingZeros(hit) >>> 3)
              : Json.endOfString(buffer, keyAt, limit);
      if (keyEnd < 0 || keyEnd >= limit) {
        return Json.INCOMPLETE;
      }
      at = colon(buffer, keyEnd + 1, limit);
      if (at < 0) {
        e.reached = keyEnd;
        return at;
      }
      int length = keyEnd - keyAt;
      int key = length <= 4 ? (int) (word & (1L << 8 * length) - 1) : 0;
      int bit;
      if (key == PH) {
        bit = 1;
        at = phase(buffer, at, limit);
      } else if (key == TS) {
        bit = 1 << 1;
        at = number.microseconds(buffer, at, limit);
        e.timeNs = number.value;
        e.repairs |= number.rounded ? Event.ROUNDED : 0;
      } else if (key == DUR) {
        bit = 1 << 2;
        int from = at;
        at = number.microseconds(buffer, at, limit);
        e.durNs = number.value;
        if (number.tooLarge) { // an overflow of the profiler's, not a text that is no number
          e.durNs = number.negative ? -1 : Long.MAX_VALUE;
        }
        e.hasDur = at < 0 || (int) Json.word(buffer, from) != NULL; // as good as nothing
        e.repairs |= number.rounded ? Event.ROUNDED : 0;
      } else if (key == PID) {
        bit = 1 << 3;
        at = trackKey(buffer, at, limit);
        e.pid = number.value;
      } else if (key == TID) {
        bit = 1 << 4;
        at = trackKey(buffer, at, limit);
        e.tid = number.value;
      } else if (key == CAT) {
        bit = 1 << 5;
        at = category(buffer, at, limit);
      } else if (key == NAME) {
        bit = 1 << 6;
        at = name(buffer, at, limit);
      } else if (key == ARGS) {
        bit = 1 << 7;
        e.argsAt = at;
        if (e.phase == 'X' && e.categoryId >= 0 && e.nameId >= 0 && buffer[at] == '{') {
          at = args.read(e, kind(), buffer, at, limit);
        } else {
          seen |= 1 << 16;
          at = Json.skipValue(buffer, at, limit);
        }
      } else if (key == ID) {
        bit = 1 << 8;
        at = id(buffer, at, limit);
      } else if (key == ID2) { // Chrome's ids that say where they are unique: {"local": "0x1"}
        bit = 1 << 9;
        int from = at;
        at = Json.skipValue(buffer, at, limit);
        if (at > 0 && e.id == Ids.ABSENT) {
          e.id = textId(buffer, from, at);
        }
      } else if (key == SF) {
        bit = 1 << 10;
        int from = at;
        at = trackKey(buffer, at, limit);
        e.frameKey = (int) Json.word(buffer, from) == NULL ? Ids.ABSENT : number.value;
      } else {
        bit = 0;
        e.stackAt = length == 5 && (word & FIVE) == STACK && buffer[at] == '[' ? at : e.stackAt;
        at = Json.skipValue(buffer, at, limit);
      }
      if (at < 0) {
        e.reached = Math.max(e.reached, keyEnd);
        return at;
      }
      if ((seen & bit) != 0) {
        e.repairs |= Event.DUPLICATE;
        if ((seen & 1 << 7) != 0) { // the arguments were others, or those of something else
          seen |= 1 << 16;
        }
      }
      seen |= bit | 1 << 30;
    }
    // The arguments came before what says how to read them, or are not those of a slice.
    if ((seen & 1 << 16) != 0) {
      e.clearArgs();
      int end = buffer[e.argsAt] == '{' ? arguments(buffer, limit) : at;
      if (end < 0) {
        e.reached = at;
        return Json.BROKEN;
      }
    }
    return at;
  }

  /** Reads the arguments of an event that is known otherwise. */
  private int arguments(byte[] buffer, int limit) {
    Event e = event;
    return switch (e.phase) {
      case 'X', 'B' -> args.read(e, kind(), buffer, e.argsAt, limit);
      case 'b', 'S' -> args.read(e, SliceKind.ASYNC, buffer, e.argsAt, limit);
      // Arrows, ends and samples keep nothing, but in merged traces they say their rank.
      default -> args.read(e, null, buffer, e.argsAt, limit);
    };
  }

  /** What the event is; category and name are known. */
  SliceKind kind() {
    if (event.categoryId < 0) {
      SliceKind ofXla = xla.kind(event);
      SliceKind known = ofXla != null ? ofXla : ascend.kind(event);
      return known != null ? known : isLibtorch(event.pid) ? SliceKind.OPERATOR : SliceKind.CPU;
    }
    SliceKind kind = SliceKind.of(categories.kind(event.categoryId, strings));
    return switch (kind) {
      case OPERATOR, ANNOTATION ->
          switch (nameClass()) {
            case STEP_NAME -> SliceKind.STEP;
            case FENCE_NAME -> isNode() ? SliceKind.CPU : kind;
            default -> kind;
          };
      case PYTHON -> nameClass() == MODULE_NAME ? SliceKind.MODULE : kind;
      default -> kind;
    };
  }

  /** Of ONNX Runtime: only its fences are no operators. */
  private boolean isNode() {
    return strings.get(event.categoryId).equals("Node");
  }

  /** libtorch's own exporter, which DJL uses, writes operators without a category. */
  private boolean isLibtorch(long pid) {
    if (pid != askedPid) {
      askedPid = pid;
      askedIsLibtorch =
          pid > 0 && (pid & Tracks.TEXT) != 0 && strings.get((int) pid).equals("CPU Functions");
    }
    return askedIsLibtorch;
  }

  private int nameClass() {
    int id = event.nameId;
    if (id < 0) {
      return PLAIN_NAME;
    }
    if (id >= nameClass.length) {
      nameClass = Arrays.copyOf(nameClass, Math.max(id + 1, nameClass.length * 2));
    }
    if (nameClass[id] == 0) {
      nameClass[id] = nameClass(id);
    }
    return nameClass[id];
  }

  private byte nameClass(int id) {
    if (strings.startsWith(id, "ProfilerStep")) {
      return STEP_NAME;
    }
    if (strings.startsWith(id, "nn.Module: ")) {
      return MODULE_NAME;
    }
    // How ONNX Runtime waits before and after a node: its own bookkeeping.
    boolean fence = strings.endsWith(id, "_fence_before") || strings.endsWith(id, "_fence_after");
    return fence ? FENCE_NAME : PLAIN_NAME;
  }

  /** Position of the value after a key that ends before {@code pos}. */
  static int colon(byte[] buffer, int pos, int limit) {
    // As nearly all writers do: ": " or ":".
    if (buffer[pos] == ':') {
      int at = buffer[pos + 1] == ' ' ? pos + 2 : pos + 1;
      if (buffer[at] > ' ' && at < limit) {
        return at;
      }
    }
    int at = Json.skipSpace(buffer, pos, limit);
    if (at >= limit) {
      return Json.INCOMPLETE;
    }
    if (buffer[at] != ':') {
      return Json.BROKEN;
    }
    at = Json.skipSpace(buffer, at + 1, limit);
    return at >= limit ? Json.INCOMPLETE : at;
  }

  private int phase(byte[] buffer, int at, int limit) {
    if (buffer[at] == '"' && buffer[at + 2] == '"') {
      event.phase = (char) (buffer[at + 1] & 0xFF);
      return at + 3 > limit ? Json.INCOMPLETE : at + 3;
    }
    event.phase = '?';
    return Json.skipValue(buffer, at, limit);
  }

  private int category(byte[] buffer, int at, int limit) {
    if (buffer[at] != '"') {
      return Json.skipValue(buffer, at, limit);
    }
    int end = Json.endOfString(buffer, at + 1, limit);
    if (end < 0) {
      return end;
    }
    int length = end - at - 1;
    long word = length >= 8 ? Json.word(buffer, end - 8) : 0;
    if (length == lastCategoryLength
        && length >= 8
        && length <= 16
        && word == lastCategoryWord
        && strings.length(lastCategoryId) == length) {
      // Eight bytes from the end agree; the beginning tells "cuda_runtime" from "mtia_runtime".
      if (strings.firstWord(lastCategoryId) == Json.word(buffer, at + 1)) {
        event.categoryId = lastCategoryId;
        return end + 1;
      }
    }
    event.categoryId = intern(buffer, at + 1, end);
    lastCategoryId = event.categoryId;
    // One that was repaired is looked at, and counted, each time.
    lastCategoryLength = args.isPlain(event.categoryId) ? length : -1;
    lastCategoryWord = word;
    return end + 1;
  }

  private int name(byte[] buffer, int at, int limit) {
    if (buffer[at] != '"') { // a number or null as a name: keep its text
      int end = Json.skipValue(buffer, at, limit);
      if (end > 0) {
        event.nameId = strings.intern(buffer, at, end);
      }
      return end;
    }
    int from = at + 1;
    int end = plainName(buffer, from, limit);
    int known = end;
    if (end < 0) {
      end = Json.endOfString(buffer, from, limit);
      if (end < 0) {
        return end;
      }
    }
    int next = end + 1;
    if (buffer[next] <= ' ') {
      next = Json.skipSpace(buffer, next, limit);
    }
    if (next >= limit) {
      return Json.INCOMPLETE;
    }
    if (buffer[next] != ',' && buffer[next] != '}') {
      end = endOfUnescaped(buffer, end + 1, limit);
      if (end < 0) {
        return end;
      }
      known = -1;
      event.repairs |= Event.QUOTE;
    }
    event.nameId = known > 0 ? plainId : intern(buffer, from, end);
    return end + 1;
  }

  /**
   * Finds the end of a name and the name itself in one pass, if it is known and plain: then {@link
   * #plainId} is its id. Answers −1 when the name must be looked at more closely.
   */
  private int plainName(byte[] buffer, int from, int limit) {
    long hash = StringPool.hashStart();
    int at = from;
    long word;
    long hit;
    while (true) {
      word = Json.word(buffer, at);
      long quote = word ^ QUOTES;
      hit = (quote - ONES) & ~quote & HIGHS;
      if (hit != 0) {
        break;
      }
      hash = StringPool.hashStep(hash, word);
      at += 8;
      if (at >= limit) {
        return -1;
      }
    }
    int rest = Long.numberOfTrailingZeros(hit) >>> 3;
    int end = at + rest;
    if (end >= limit) {
      return -1;
    }
    long tail = word & (1L << 8 * rest) - 1;
    plainId = strings.find(buffer, from, end, StringPool.hashEnd(hash, tail, end - from));
    return plainId >= 0 && args.isPlain(plainId) ? end : -1;
  }

  /**
   * A name with quotes of its own ends at a quote before a comma and a key, or the object's end.
   */
  private static int endOfUnescaped(byte[] buffer, int pos, int limit) {
    int at = pos;
    while (true) {
      int end = Json.endOfString(buffer, at, limit);
      if (end < 0) {
        return end;
      }
      int next = Json.skipSpace(buffer, end + 1, limit);
      if (next >= limit) {
        return Json.INCOMPLETE;
      }
      if (buffer[next] == '}') {
        return end;
      }
      if (buffer[next] == ',') {
        next = Json.skipSpace(buffer, next + 1, limit);
        if (next >= limit) {
          return Json.INCOMPLETE;
        }
        if (buffer[next] == '"') {
          return end;
        }
      }
      if (buffer[next] == ':') {
        return Json.BROKEN; // ran into the next key
      }
      at = end + 1;
    }
  }

  private int id(byte[] buffer, int at, int limit) {
    int end = number.integer(buffer, at, limit);
    event.id = number.value;
    if (end > 0 && number.value == Ids.ABSENT) {
      event.id = textId(buffer, at, end);
    }
    return end;
  }

  /** FNV-1a over the text of an id that is no integer ("0x7f…", names). */
  private static long textId(byte[] buffer, int from, int to) {
    long hash = 0xcbf29ce484222325L;
    for (int i = from; i < to; i++) {
      hash = (hash ^ buffer[i]) * 0x100000001b3L;
    }
    return hash;
  }

  /**
   * Reads an id that may be a number or a text into {@link #key}: the number, or {@link
   * Tracks#TEXT} and a string id.
   */
  int trackKey(byte[] buffer, int at, int limit) {
    int end = number.integer(buffer, at, limit);
    long key = number.value;
    if (end < 0) {
      return end;
    }
    boolean quoted = buffer[at] == '"';
    boolean unsigned = key < 0 && buffer[quoted ? at + 1 : at] != '-'; // above 2^63
    if (unsigned || key == Ids.ABSENT || key >= Tracks.TEXT || key <= -Tracks.TEXT) {
      number.value =
          Tracks.TEXT
              | (quoted ? intern(buffer, at + 1, end - 1) : strings.intern(buffer, at, end));
    }
    return end;
  }

  /** What {@link #trackKey} read. */
  long key() {
    return number.value;
  }

  /** Interns a text, decoding and checking it only where a byte demands it. */
  int intern(byte[] buffer, int from, int to) {
    return args.intern(event, strings, buffer, from, to);
  }

  /** A time that the event must have to be used. */
  boolean hasTime() {
    return event.timeNs != Times.NONE;
  }
}
