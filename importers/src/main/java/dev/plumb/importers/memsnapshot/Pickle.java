package dev.plumb.importers.memsnapshot;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads plain data from a pickle: dictionaries, lists, tuples, texts, numbers, truth values, none.
 * An instruction that would import, call or build anything is refused. Protocols 0 to 5; see
 * Python's {@code pickletools.py} for the instructions.
 *
 * <p>Values: {@link Dict}, {@link List} (tuples and sets too), {@link String}, {@link Long}, {@link
 * BigInteger} beyond 64 bits, {@link Double}, {@link Boolean}, {@code byte[]}, null.
 */
final class Pickle {
  /** Longest decimal number that is parsed: parsing takes time that grows with its square. */
  private static final int MAX_DIGITS = 1000;

  /** On the stack where a list of values begins; equal to itself only. */
  private enum Mark {
    MARK
  }

  private final CountingInput in;
  private final ArrayList<@Nullable Object> stack = new ArrayList<>();
  private final ArrayList<@Nullable Object> memo = new ArrayList<>();
  private final Map<Integer, @Nullable Object> farMemo = new HashMap<>();

  /** Equal texts are one object: keys repeat in every row. */
  private final Map<String, String> texts = new HashMap<>();

  Pickle(InputStream stream) {
    this.in = new CountingInput(stream);
  }

  /** Offset of the next byte. */
  long offset() {
    return in.offset();
  }

  /** What of the outermost value was read before the pickle broke; null if nothing. */
  @Nullable Object unfinished() {
    for (Object value : stack) {
      if (!(value instanceof Mark)) {
        return value;
      }
    }
    return null;
  }

  /**
   * Values on the stack above the outermost one, from the outside: what was being put together when
   * the pickle broke.
   */
  List<@Nullable Object> pending() {
    List<@Nullable Object> pending = new ArrayList<>(stack);
    pending.removeIf(value -> value instanceof Mark);
    return pending.isEmpty() ? pending : pending.subList(1, pending.size());
  }

  /** Reads the one value of the pickle. */
  @Nullable Object read() throws IOException {
    while (true) {
      int instruction = in.one();
      if (instruction == '.') {
        return pop();
      }
      execute(instruction);
    }
  }

  private void execute(int instruction) throws IOException {
    switch (instruction) {
      case 0x80 -> in.one(); // PROTO
      case 0x95 -> in.number(8); // FRAME: its length only helps to read ahead
      case '(' -> push(Mark.MARK);
      case '0' -> pop();
      case '1' -> popToMark();
      case '2' -> push(peek());
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) (int) in.number(4));
      case 'K' -> push(in.number(1));
      case 'M' -> push(in.number(2));
      case 0x8a -> push(bigNumber(in.number(1)));
      case 0x8b -> push(bigNumber(in.number(4)));
      case 'I' -> push(decimalOrTruth(in.line()));
      case 'L' -> push(decimal(in.line()));
      case 'F' -> push(real(in.line()));
      case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.number(8))));
      case 'X' -> push(text(in.number(4)));
      case 0x8c -> push(text(in.number(1)));
      case 0x8d -> push(text(in.number(8)));
      case 'U' -> push(text(in.number(1)));
      case 'T' -> push(text(in.number(4)));
      case 'V', 'S' -> push(intern(in.line()));
      case 'C' -> push(in.bytes(in.number(1)));
      case 'B' -> push(in.bytes(in.number(4)));
      case 0x8e, 0x96 -> push(in.bytes(in.number(8)));
      case '}' -> push(new Dict());
      case ']', ')', 0x8f -> push(new ArrayList<>());
      case 'l', 't', 0x91 -> push(popToMark());
      case 'd' -> dictionary();
      case 0x85 -> push(new ArrayList<>(tail(1)));
      case 0x86 -> push(new ArrayList<>(tail(2)));
      case 0x87 -> push(new ArrayList<>(tail(3)));
      case 'a' -> append(tail(1));
      case 'e', 0x90 -> append(popToMark());
      case 's' -> put(tail(2));
      case 'u' -> put(popToMark());
      case 'q' -> memoize(in.number(1));
      case 'r' -> memoize(in.number(4));
      case 'p' -> memoize(index(in.line()));
      case 0x94 -> memoize(memo.size());
      case 'h' -> push(recall(in.number(1)));
      case 'j' -> push(recall(in.number(4)));
      case 'g' -> push(recall(index(in.line())));
      default -> throw refusal(instruction);
    }
  }

  private PickleException refusal(int instruction) throws IOException {
    String name =
        switch (instruction) {
          case 'c', 'i' -> "import " + printable(in.line()) + "." + printable(in.line());
          case 0x93 -> "import a name";
          case 'R' -> "call a function";
          case 'o', 0x81, 0x92 -> "make an object";
          case 'b' -> "change an object";
          case 'P', 'Q' -> "look up an object of its program";
          case 0x82, 0x83, 0x84 -> "use a registered extension";
          case 0x97, 0x98 -> "take a buffer from outside";
          default -> "";
        };
    return name.isEmpty()
        ? new PickleException(
            String.format("byte 0x%02x is no instruction of a pickle", instruction),
            in.offset() - 1,
            false)
        : new PickleException("it would " + name, in.offset(), true);
  }

  private static String printable(String text) {
    String start = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return start.replaceAll("[^\\x20-\\x7e…]", "?");
  }

  private void push(@Nullable Object value) {
    stack.add(value);
  }

  private @Nullable Object peek() throws PickleException {
    if (stack.isEmpty() || stack.getLast() instanceof Mark) {
      throw broken("takes a value that is not there");
    }
    return stack.getLast();
  }

  private @Nullable Object pop() throws PickleException {
    Object value = peek();
    stack.removeLast();
    return value;
  }

  private List<@Nullable Object> tail(int count) throws PickleException {
    int from = stack.size() - count;
    for (int at = stack.size() - 1; at >= from; at--) {
      if (at < 0 || stack.get(at) instanceof Mark) {
        throw broken("takes a value that is not there");
      }
    }
    List<@Nullable Object> values = new ArrayList<>(stack.subList(from, stack.size()));
    stack.subList(from, stack.size()).clear();
    return values;
  }

  private List<@Nullable Object> popToMark() throws PickleException {
    int at = stack.size() - 1;
    while (at >= 0 && !(stack.get(at) instanceof Mark)) {
      at--;
    }
    if (at < 0) {
      throw broken("closes what was never opened");
    }
    List<@Nullable Object> values = new ArrayList<>(stack.subList(at + 1, stack.size()));
    stack.subList(at, stack.size()).clear();
    return values;
  }

  private void dictionary() throws PickleException {
    List<@Nullable Object> values = popToMark();
    push(new Dict());
    put(values);
  }

  @SuppressWarnings("unchecked")
  private void append(List<@Nullable Object> values) throws PickleException {
    if (!(peek() instanceof List<?> list)) {
      throw broken("appends to what is no list");
    }
    ((List<@Nullable Object>) list).addAll(values);
  }

  private void put(List<@Nullable Object> pairs) throws PickleException {
    if (!(peek() instanceof Dict dict)) {
      throw broken("puts a key into what is no dictionary");
    }
    if (pairs.size() % 2 != 0) {
      throw broken("puts a key without a value");
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      dict.put(pairs.get(i), pairs.get(i + 1));
    }
  }

  private void memoize(long index) throws PickleException {
    Object value = peek();
    if (index == memo.size()) {
      memo.add(value);
    } else if (index >= 0 && index < memo.size()) {
      memo.set((int) index, value);
    } else if (index >= 0 && index <= Integer.MAX_VALUE) {
      farMemo.put((int) index, value);
    } else {
      throw broken("remembers under an impossible number");
    }
  }

  private @Nullable Object recall(long index) throws PickleException {
    if (index >= 0 && index < memo.size()) {
      return memo.get((int) index);
    }
    if (index < 0 || index > Integer.MAX_VALUE || !farMemo.containsKey((int) index)) {
      throw broken("recalls what was never remembered");
    }
    return farMemo.get((int) index);
  }

  private long index(String line) throws PickleException {
    return decimal(line) instanceof Long index ? index : -1;
  }

  private Object decimalOrTruth(String line) throws PickleException {
    return switch (line) {
      case "00" -> false;
      case "01" -> true;
      default -> decimal(line);
    };
  }

  private Object decimal(String line) throws PickleException {
    String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
    try {
      return digits.length() < 19
          ? (Object) Long.parseLong(digits)
          : narrow(new BigInteger(digits.substring(0, Math.min(digits.length(), MAX_DIGITS))));
    } catch (NumberFormatException e) {
      throw broken("has a number that is none");
    }
  }

  private double real(String line) throws PickleException {
    try {
      return Double.parseDouble(line);
    } catch (NumberFormatException e) {
      throw broken("has a number that is none");
    }
  }

  private Object bigNumber(long length) throws IOException {
    byte[] little = in.bytes(length);
    if (little.length == 0) {
      return 0L;
    }
    byte[] big = new byte[little.length];
    for (int i = 0; i < big.length; i++) {
      big[i] = little[little.length - 1 - i];
    }
    return narrow(new BigInteger(big));
  }

  private static Object narrow(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private String text(long length) throws IOException {
    return intern(new String(in.bytes(length), StandardCharsets.UTF_8));
  }

  private String intern(String text) {
    String known = texts.putIfAbsent(text, text);
    return known == null ? text : known;
  }

  private PickleException broken(String what) {
    return new PickleException("the pickle " + what, in.offset(), false);
  }

  /** Little-endian numbers and byte strings, with their offset. */
  private static final class CountingInput {
    private static final int MAX_LINE = 1 << 16;

    private final InputStream stream;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int limit;
    private long base;

    CountingInput(InputStream stream) {
      this.stream = stream;
    }

    long offset() {
      return base + at;
    }

    int one() throws IOException {
      if (at == limit) {
        base += limit;
        at = 0;
        limit = Math.max(0, stream.read(buffer));
        if (limit == 0) {
          throw new EOFException("the pickle ends early");
        }
      }
      return buffer[at++] & 0xFF;
    }

    long number(int bytes) throws IOException {
      long value = 0;
      for (int shift = 0; shift < bytes * 8; shift += 8) {
        value |= (long) one() << shift;
      }
      return value;
    }

    String line() throws IOException {
      StringBuilder text = new StringBuilder();
      int next;
      while ((next = one()) != '\n') {
        if (text.length() < MAX_LINE) {
          text.append((char) next);
        }
      }
      return text.toString();
    }

    /** Grows only as far as the input really is: a length may lie. */
    byte[] bytes(long length) throws IOException {
      if (length < 0 || length > Integer.MAX_VALUE - 16) {
        throw new PickleException("a text is longer than 2 GiB", offset(), false);
      }
      byte[] bytes = new byte[(int) Math.min(length, 1 << 12)];
      int filled = 0;
      while (filled < length) {
        if (at == limit) {
          bytes = room(bytes, filled + 1, length);
          bytes[filled++] = (byte) one();
          continue;
        }
        int count = (int) Math.min(limit - at, length - filled);
        bytes = room(bytes, filled + count, length);
        System.arraycopy(buffer, at, bytes, filled, count);
        at += count;
        filled += count;
      }
      return bytes;
    }

    private static byte[] room(byte[] bytes, int needed, long length) {
      return needed <= bytes.length
          ? bytes
          : java.util.Arrays.copyOf(
              bytes, (int) Math.min(length, Math.max(needed, 2L * bytes.length)));
    }
  }
}
