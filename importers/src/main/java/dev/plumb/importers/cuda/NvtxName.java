package dev.plumb.importers.cuda;

import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The text of an NVTX range, taken apart where PyTorch's {@code emit_nvtx} wrote it: {@code
 * aten::mm, seq = 3, sizes = [[2, 3], [3, 4]], op_id = 7, input_op_ids = [...]}.
 */
public final class NvtxName {
  private static final byte[] STEP = bytes("ProfilerStep#");
  private static final byte[] SEQUENCE = bytes(", seq = ");
  private static final byte[] SIZES = bytes(", sizes = ");
  private static final byte[] OP_ID = bytes(", op_id = ");
  private static final byte[] INPUTS = bytes(", input_op_ids = ");

  /** Without any suffix only these are taken for operators: others use names with {@code ::}. */
  private static final List<byte[]> NAMESPACES =
      List.of(
          bytes("aten::"),
          bytes("c10d::"),
          bytes("_c10d_functional::"),
          bytes("prims::"),
          bytes("torchvision::"),
          bytes("autograd::engine::evaluate_function"));

  private int end;
  private long sequence;
  private long operation;
  private int sizesStart;
  private int sizesEnd;
  private boolean operator;
  private boolean step;

  /** Where the name itself ends. */
  public int end() {
    return end;
  }

  /** Number of the forward call; {@link Ids#ABSENT} if there is none. */
  public long sequence() {
    return sequence;
  }

  /** Number of the operation; {@link Ids#ABSENT} if there is none. */
  public long operation() {
    return operation;
  }

  /** Where the sizes of the inputs begin, which are valid JSON. */
  public int sizesStart() {
    return sizesStart;
  }

  /** Where the sizes of the inputs end; 0 if there are none. */
  public int sizesEnd() {
    return sizesEnd;
  }

  /** What kind of range has such a name. */
  public SliceKind kind() {
    return operator ? SliceKind.OPERATOR : step ? SliceKind.STEP : SliceKind.ANNOTATION;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Takes {@code text[from, to)} apart. */
  public void parse(byte[] text, int from, int to) {
    end = to;
    sequence = Ids.ABSENT;
    operation = Ids.ABSENT;
    sizesEnd = 0;
    int at = from;
    while (at < to && !(text[at] == ',' && isSuffix(text, at, to))) {
      at++;
    }
    if (at < to && suffixes(text, at, to)) {
      end = at;
      operator = isOperatorName(text, from, end);
    } else {
      sequence = Ids.ABSENT;
      operation = Ids.ABSENT;
      sizesEnd = 0;
      operator = NAMESPACES.stream().anyMatch(namespace -> startsWith(text, from, to, namespace));
    }
    step = startsWith(text, from, end, STEP);
  }

  private static boolean isSuffix(byte[] text, int at, int to) {
    return startsWith(text, at, to, SEQUENCE)
        || startsWith(text, at, to, SIZES)
        || startsWith(text, at, to, OP_ID)
        || startsWith(text, at, to, INPUTS);
  }

  /** Reads all suffixes; false if anything else stands between or after them. */
  private boolean suffixes(byte[] text, int at, int to) {
    while (at < to) {
      if (startsWith(text, at, to, SEQUENCE)) {
        at += SEQUENCE.length;
        int stop = digits(text, at, to);
        sequence = number(text, at, stop);
        at = stop;
      } else if (startsWith(text, at, to, OP_ID)) {
        at += OP_ID.length;
        int stop = digits(text, at, to);
        operation = number(text, at, stop);
        at = stop;
      } else if (startsWith(text, at, to, SIZES)) {
        sizesStart = at + SIZES.length;
        at = sizes(text, sizesStart, to);
        sizesEnd = at;
      } else if (startsWith(text, at, to, INPUTS)) {
        at = brackets(text, at + INPUTS.length, to);
      } else {
        return false;
      }
      if (at < 0) {
        return false;
      }
    }
    return true;
  }

  private static int digits(byte[] text, int at, int to) {
    while (at < to && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    return at;
  }

  private static long number(byte[] text, int from, int to) {
    if (from == to || to - from > 18) {
      return Ids.ABSENT;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + (text[i] - '0');
    }
    return value;
  }

  /** End of nested brackets of numbers; −1 if they are anything else. */
  private static int brackets(byte[] text, int at, int to) {
    int depth = 0;
    while (at < to) {
      byte b = text[at++];
      switch (b) {
        case '[', '(' -> depth++;
        case ']', ')' -> depth--;
        case ',', ' ', '-' -> {}
        default -> {
          if (b < '0' || b > '9') {
            return -1;
          }
        }
      }
      if (depth == 0) {
        return at;
      }
    }
    return -1;
  }

  /** End of nested lists of numbers, which are valid JSON; −1 if they are anything else. */
  private static int sizes(byte[] text, int at, int to) {
    int depth = 0;
    byte before = ',';
    while (at < to) {
      byte b = text[at];
      boolean starts = before == '[' || before == ',';
      if (b == '[' && starts) {
        depth++;
        at++;
      } else if (b == ']' && before != ',') {
        depth--;
        at++;
      } else if (b == ',' && !starts) {
        at++;
      } else if (b >= '0' && b <= '9' && starts) {
        int stop = digits(text, at, to);
        if (b == '0' && stop > at + 1) {
          return -1;
        }
        at = stop;
      } else if (b == ' ') {
        at++;
        continue;
      } else {
        return -1;
      }
      before = b;
      if (depth == 0) {
        return before == ']' ? at : -1;
      }
    }
    return -1;
  }

  /**
   * {@code namespace::operator}, or a node of autograd. FSDP's own ranges look alike, and are
   * annotations.
   */
  private static boolean isOperatorName(byte[] text, int from, int to) {
    int colons = -1;
    for (int i = from; i < to; i++) {
      byte b = text[i];
      if (b == ':' && colons < 0 && i + 1 < to && text[i + 1] == ':') {
        colons = i;
      }
      boolean word =
          b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_';
      if (!word && b != ':' && b != '.' && b != '<' && b != '>') {
        return startsWith(text, from, to, bytes("autograd::engine::"));
      }
    }
    if (startsWith(text, from, to, bytes("FSDP::"))) {
      return false;
    }
    int digits = to;
    while (digits > from && text[digits - 1] >= '0' && text[digits - 1] <= '9') {
      digits--;
    }
    int backward = digits - "Backward".length();
    return colons > from || backward > from && startsWith(text, backward, to, bytes("Backward"));
  }

  private static boolean startsWith(byte[] text, int at, int to, byte[] prefix) {
    if (to - at < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (text[at + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
