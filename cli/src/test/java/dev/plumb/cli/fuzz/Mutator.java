package dev.plumb.cli.fuzz;

import dev.plumb.cli.pipeline.Seeded;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes traces as damage, bad writers and attackers do: by tokens, so that most of the text stays
 * meaningful and the damage reaches every stage.
 */
final class Mutator {
  private static final String[] NUMBERS = {
    "0",
    "-0",
    "-1",
    "1",
    "2",
    "7",
    "64",
    "255",
    "1e3",
    "1E-3",
    "0.0005",
    "0.0015",
    "-0.5",
    "1.5",
    "NaN",
    "Infinity",
    "-inf",
    "null",
    "true",
    "1e999999999",
    "1e-999999999",
    "18446744073709551615",
    "18446744073709551.615",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "4000000000000000",
    "4000000000000000.001",
    "-4000000000000000",
    "604800000000",
    "604800000000.001",
    "99999999999999999999999999999999999999",
    "2147483647",
    "2147483648",
    "4294967296",
    "0x10",
    "007",
    "1.",
    ".5",
    "+5",
    "1700000000000000.123",
  };
  private static final String[] KEYS = {
    "ph",
    "ts",
    "dur",
    "pid",
    "tid",
    "cat",
    "name",
    "args",
    "id",
    "id2",
    "bp",
    "s",
    "traceEvents",
    "correlation",
    "External id",
    "external id",
    "device",
    "stream",
    "rank",
    "Python id",
    "Python parent id",
    "Python module id",
    "Sequence number",
    "Fwd thread id",
    "Call stack",
    "Bytes",
    "Addr",
    "Device Type",
    "Device Id",
    "Total Allocated",
    "Total Reserved",
    "bytes",
    "Record function id",
    "Ev Idx",
    "distributedInfo",
    "deviceProperties",
    "baseTimeNanoseconds",
    "world_size",
    "",
  };
  private static final String[] VALUES = {
    "X",
    "B",
    "E",
    "b",
    "e",
    "n",
    "i",
    "I",
    "M",
    "C",
    "s",
    "t",
    "f",
    "S",
    "F",
    "T",
    "p",
    "R",
    "?",
    "kernel",
    "cpu_op",
    "python_function",
    "cuda_runtime",
    "cuda_driver",
    "gpu_memcpy",
    "gpu_memset",
    "user_annotation",
    "gpu_user_annotation",
    "cuda_sync",
    "overhead",
    "Trace",
    "Operator",
    "Runtime",
    "Kernel",
    "mtia_ccp_events",
    "cpu_instant_event",
    "fwdbwd",
    "ac2g",
    "ProfilerStep#1",
    "nn.Module: A_0",
    "[memory]",
    "process_name",
    "thread_name",
    "autograd::engine::evaluate_function: A",
    "ncclDevKernel_X",
    "a;b;c",
    "",
  };
  private static final String[] HOSTILE = {
    "\\", "\\\\", "\\\"", "\\u", "\\ud800", "\\udc00", "\\u0000", "\\x", "\"", "'", "\0", "\1",
    "\n", "\t", "\u007f", "\u202e", "\uFEFF", "😀", "</script>", "\u001b[31m", ",", "{", "}", "[",
    "]", ":", "},{", "\"},{\"", "//", "C:\\Users", "0x7f0012345678", "/site-packages/a.py(1): f",
  };
  private static final byte[][] BAD_BYTES = {
    {(byte) 0xFF},
    {(byte) 0xC0, (byte) 0xAF},
    {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
    {(byte) 0xE2, (byte) 0x82},
    {(byte) 0x80},
    {(byte) 0xF5, (byte) 0x80},
    {0},
    {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF},
  };
  private static final String[] MARKS = {"{", "}", "[", "]", ",", ":", "\"", " ", "\n", "\\", "//"};
  private static final int MAX_LENGTH = 20_000;

  private final List<List<byte[]>> seeds = new ArrayList<>();

  Mutator(List<byte[]> seeds) {
    for (byte[] seed : seeds) {
      this.seeds.add(tokens(seed));
    }
  }

  /** The same input for the same number, whatever came before. */
  byte[] input(long number) {
    Seeded random = new Seeded(number);
    List<byte[]> tokens = new ArrayList<>(pick(random));
    // Half of the inputs stay JSON, or nearly: their nonsense reaches the linker and the tree.
    boolean soft = random.oneIn(2);
    for (int n = 1 + random.below(random.oneIn(4) ? 12 : 4); n > 0 && !tokens.isEmpty(); n--) {
      mutate(random, tokens, soft ? 4 + random.below(8) : random.below(16));
    }
    byte[] text = join(tokens);
    if (!soft && random.oneIn(3)) {
      damageBytes(random, text);
    }
    int length = Math.min(text.length, MAX_LENGTH);
    if (!soft && random.oneIn(4)) {
      length = random.below(length + 1);
    }
    return length == text.length ? text : java.util.Arrays.copyOf(text, length);
  }

  private List<byte[]> pick(Seeded random) {
    return seeds.get(random.below(seeds.size()));
  }

  private void mutate(Seeded random, List<byte[]> tokens, int how) {
    int at = random.below(tokens.size());
    switch (how) {
      case 0 -> tokens.subList(at, end(random, tokens, at)).clear();
      case 1 -> {
        List<byte[]> copy = new ArrayList<>(tokens.subList(at, end(random, tokens, at)));
        int times = random.oneIn(10) ? 20 : 1;
        for (int i = 0; i < times && tokens.size() < 8000; i++) {
          tokens.addAll(random.below(tokens.size() + 1), copy);
        }
      }
      case 2 -> {
        int other = random.below(tokens.size());
        byte[] token = tokens.get(at);
        tokens.set(at, tokens.get(other));
        tokens.set(other, token);
      }
      case 3 -> {
        List<byte[]> other = pick(random);
        int from = random.below(other.size());
        tokens.addAll(at, other.subList(from, end(random, other, from)));
      }
      case 4, 5, 6 -> replace(tokens, number(tokens, at), utf8(random.pick(NUMBERS)));
      case 7 -> replace(tokens, string(tokens, at), quoted(random.pick(KEYS)));
      case 8 -> replace(tokens, string(tokens, at), quoted(random.pick(VALUES)));
      case 9 -> hostile(random, tokens, string(tokens, at));
      case 10 -> sameNumbers(random, tokens, number(tokens, at));
      case 11 -> repeatEvent(random, tokens, at);
      case 12, 13 -> tokens.add(at, utf8(random.pick(MARKS)));
      default -> tokens.set(at, utf8(random.pick(MARKS)));
    }
  }

  /** Short ranges mostly, sometimes a large part. */
  private static int end(Seeded random, List<byte[]> tokens, int at) {
    int length = 1 + random.below(random.oneIn(5) ? 200 : 12);
    return Math.min(tokens.size(), at + length);
  }

  private static void replace(List<byte[]> tokens, int at, byte[] token) {
    if (at >= 0) {
      tokens.set(at, token);
    }
  }

  private static void hostile(Seeded random, List<byte[]> tokens, int at) {
    if (at < 0) {
      return;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] old = tokens.get(at);
    int cut = random.below(old.length + 1);
    out.write(old, 0, cut);
    if (random.oneIn(3)) {
      out.writeBytes(random.pick(BAD_BYTES));
    } else {
      String piece = random.pick(HOSTILE);
      out.writeBytes(utf8(random.oneIn(12) ? piece.repeat(300) : piece));
    }
    out.write(old, cut, old.length - cut);
    tokens.set(at, out.toByteArray());
  }

  /** Ids that collide, times that are all equal. */
  private static void sameNumbers(Seeded random, List<byte[]> tokens, int at) {
    if (at < 0) {
      return;
    }
    byte[] number = random.oneIn(2) ? tokens.get(at) : utf8(random.pick(NUMBERS));
    int one = 1 + random.below(3);
    for (int i = 0; i < tokens.size(); i++) {
      if (isNumber(tokens.get(i)) && random.oneIn(one)) {
        tokens.set(i, number);
      }
    }
  }

  private static void repeatEvent(Seeded random, List<byte[]> tokens, int at) {
    int from = at;
    while (from > 0 && tokens.get(from)[0] != '{') {
      from--;
    }
    int depth = 0;
    int to = from;
    do {
      byte first = tokens.get(to++)[0];
      depth += first == '{' ? 1 : first == '}' ? -1 : 0;
    } while (to < tokens.size() && depth > 0);
    List<byte[]> copy = new ArrayList<>(tokens.subList(from, to));
    copy.add(utf8(","));
    for (int n = 1 + random.below(4); n > 0 && tokens.size() < 8000; n--) {
      tokens.addAll(from, copy);
    }
  }

  private static void damageBytes(Seeded random, byte[] text) {
    for (int n = 1 + random.below(4); n > 0 && text.length > 0; n--) {
      int at = random.below(text.length);
      text[at] = random.oneIn(2) ? (byte) random.next() : (byte) (text[at] ^ 1 << random.below(8));
    }
  }

  private static int number(List<byte[]> tokens, int from) {
    for (int i = 0; i < tokens.size(); i++) {
      int at = (from + i) % tokens.size();
      if (isNumber(tokens.get(at))) {
        return at;
      }
    }
    return -1;
  }

  private static int string(List<byte[]> tokens, int from) {
    for (int i = 0; i < tokens.size(); i++) {
      int at = (from + i) % tokens.size();
      if (tokens.get(at)[0] == '"') {
        return at;
      }
    }
    return -1;
  }

  private static boolean isNumber(byte[] token) {
    return token[0] == '-' || token[0] >= '0' && token[0] <= '9';
  }

  /** Strings, runs of space, runs of anything else that is no punctuation, single punctuation. */
  private static List<byte[]> tokens(byte[] text) {
    List<byte[]> tokens = new ArrayList<>();
    int at = 0;
    while (at < text.length) {
      int from = at;
      byte b = text[at++];
      if (b == '"') {
        while (at < text.length && text[at] != '"') {
          at += text[at] == '\\' ? 2 : 1;
        }
        at = Math.min(at + 1, text.length);
      } else if ("{}[],:".indexOf(b) < 0) {
        boolean space = b >= 0 && b <= ' ';
        while (at < text.length
            && "{}[],:\"".indexOf(text[at]) < 0
            && (text[at] >= 0 && text[at] <= ' ') == space) {
          at++;
        }
      }
      tokens.add(java.util.Arrays.copyOfRange(text, from, at));
    }
    return tokens;
  }

  private static byte[] join(List<byte[]> tokens) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] token : tokens) {
      out.writeBytes(token);
      if (out.size() > MAX_LENGTH) {
        break;
      }
    }
    return out.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] quoted(String text) {
    return utf8('"' + text + '"');
  }
}
