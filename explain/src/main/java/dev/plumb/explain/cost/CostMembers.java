package dev.plumb.explain.cost;

import dev.plumb.trace.StringPool;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Of the arguments of operators, those that costs depend on. Some profilers number each event in
 * its arguments ({@code "Profiler Event Index": 39}), so that no two are alike; without the numbers
 * they are, and need to be understood only once.
 */
final class CostMembers {
  /** How the keys begin that cost models read. */
  private static final byte[][] WANTED = {
    bytes("Input "),
    bytes("Concrete "),
    bytes("Collective name"),
    bytes("dtype"),
    bytes("In msg nelems"),
    bytes("Out msg nelems"),
    bytes("Group size")
  };

  private final StringPool args;
  private final StringPool kept = new StringPool();

  /** By id of the arguments: id + 1 of what was kept; 0 where nobody asked yet. */
  private int[] known = new int[1024];

  private byte[] text = new byte[1024];
  private byte[] joined = new byte[1025];

  CostMembers(StringPool args) {
    this.args = args;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Id of what is kept of some arguments; equal for arguments that cost the same. */
  int id(int argsId) {
    if (argsId >= known.length) {
      known = Arrays.copyOf(known, Math.max(argsId + 1, known.length * 2));
    }
    if (known[argsId] == 0) {
      known[argsId] = keep(argsId) + 1;
    }
    return known[argsId] - 1;
  }

  /** The text of what is kept. */
  String text(int id) {
    return kept.get(id);
  }

  private int keep(int argsId) {
    int length = args.length(argsId);
    if (text.length < length) {
      text = new byte[length * 2];
      joined = new byte[length * 2 + 1];
    }
    args.copy(argsId, text, 0);
    int out = 0;
    int at = 0;
    while (at < length) {
      int end = endOfMember(at, length);
      if (isWanted(at, end)) {
        System.arraycopy(text, at, joined, out, end - at);
        out += end - at;
        joined[out++] = ',';
      }
      at = end + 1;
      while (at < length && text[at] <= ' ') {
        at++;
      }
    }
    return kept.intern(joined, 0, Math.max(0, out - 1));
  }

  /** Place of the comma behind a member, or the end of the text. */
  private int endOfMember(int from, int length) {
    int depth = 0;
    boolean quoted = false;
    for (int at = from; at < length; at++) {
      byte b = text[at];
      if (quoted) {
        at += b == '\\' ? 1 : 0;
        quoted = b != '"';
      } else if (b == '"') {
        quoted = true;
      } else if (b == '[' || b == '{') {
        depth++;
      } else if (b == ']' || b == '}') {
        depth--;
      } else if (b == ',' && depth == 0) {
        return at;
      }
    }
    return length;
  }

  private boolean isWanted(int from, int end) {
    for (byte[] key : WANTED) {
      if (end - from > key.length
          && Arrays.equals(text, from + 1, from + 1 + key.length, key, 0, key.length)) {
        return true;
      }
    }
    return false;
  }
}
