package dev.plumb.record.elf;

import dev.plumb.trace.Ids;
import dev.plumb.trace.RowSorter;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Functions of a file by address, from {@code .symtab}, or {@code .dynsym} where that is gone. */
public final class SymbolTable {
  private static final int SYMBOL_BYTES = 24;
  private static final int FULL = 2;
  private static final int DYNAMIC = 11;
  private static final int OBJECT = 1;
  private static final int FUNCTION = 2;
  private static final int INDIRECT_FUNCTION = 10;

  /** Beyond so many symbols the rest is left out: 100 times what the largest library has. */
  private static final int MOST_SYMBOLS = 1 << 26;

  private final MemorySegment symbols;
  private final MemorySegment texts;

  /** Places of functions in the table, by address, one for each address. */
  private final int[] functions;

  private SymbolTable(MemorySegment symbols, MemorySegment texts) {
    this.symbols = symbols;
    this.texts = texts;
    this.functions = sorted();
  }

  /** The fullest table that a file has; null if it has none. */
  public static @Nullable SymbolTable of(ElfImage image) {
    SymbolTable full = of(image, FULL);
    return full != null ? full : of(image, DYNAMIC);
  }

  /** Only what is exported, which is there in stripped files too; null if there is nothing. */
  static @Nullable SymbolTable of(ElfImage image, int type) {
    try {
      int section = image.sectionOfType(type);
      if (section < 0) {
        return null;
      }
      MemorySegment symbols = image.content(section);
      MemorySegment texts = image.content(image.link(section));
      return symbols == null || texts == null ? null : new SymbolTable(symbols, texts);
    } catch (IndexOutOfBoundsException | InternalError e) {
      return null;
    }
  }

  /** Whether the file still has the table of all its functions. */
  public static boolean isFull(ElfImage image) {
    return image.sectionOfType(FULL) >= 0;
  }

  /**
   * Address of an exported function or variable, 0 if there is none. Looks at every symbol: keep
   * the answer.
   */
  public static long address(ElfImage image, String name) {
    return member(image, name, 8);
  }

  /** Bytes of an exported function or variable, 0 if there is none or it does not say. */
  public static long bytes(ElfImage image, String name) {
    return member(image, name, 16);
  }

  private static long member(ElfImage image, String name, int member) {
    for (int type : new int[] {DYNAMIC, FULL}) {
      try {
        int section = image.sectionOfType(type);
        MemorySegment symbols = section < 0 ? null : image.content(section);
        MemorySegment texts = section < 0 ? null : image.content(image.link(section));
        long at = symbols == null || texts == null ? -1 : find(symbols, texts, name);
        if (symbols != null && at >= 0) {
          return Bytes.i64(symbols, at + member);
        }
      } catch (IndexOutOfBoundsException | InternalError e) {
        // the other table may be whole
      }
    }
    return 0;
  }

  private static long find(MemorySegment symbols, MemorySegment texts, String name) {
    for (long at = 0; at <= symbols.byteSize() - SYMBOL_BYTES; at += SYMBOL_BYTES) {
      int type = Bytes.u8(symbols, at + 4) & 15;
      if ((type == OBJECT || type == FUNCTION)
          && Bytes.u16(symbols, at + 6) != 0
          && isText(texts, Bytes.u32(symbols, at), name)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isText(MemorySegment texts, long at, String name) {
    if (at + name.length() >= texts.byteSize()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (Bytes.u8(texts, at + i) != name.charAt(i)) {
        return false;
      }
    }
    return Bytes.u8(texts, at + name.length()) == 0;
  }

  private int[] sorted() {
    int count = (int) Math.min(symbols.byteSize() / SYMBOL_BYTES, MOST_SYMBOLS);
    int[] found = new int[count];
    int size = 0;
    for (int i = 0; i < count; i++) {
      long at = (long) i * SYMBOL_BYTES;
      int type = Bytes.u8(symbols, at + 4) & 15;
      if ((type == FUNCTION || type == INDIRECT_FUNCTION) && Bytes.u16(symbols, at + 6) != 0) {
        found[size++] = i;
      }
    }
    RowSorter.sortByKey(found, 0, size, this::start);
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (kept > 0 && start(found[kept - 1]) == start(found[i])) {
        if (better(found[i], found[kept - 1])) {
          found[kept - 1] = found[i];
        }
      } else {
        found[kept++] = found[i];
      }
    }
    return java.util.Arrays.copyOf(found, kept);
  }

  /**
   * Of two names of a place, the one that other files use, then the one that says how long it is.
   */
  private boolean better(int symbol, int than) {
    int binding = Bytes.u8(symbols, (long) symbol * SYMBOL_BYTES + 4) >> 4;
    int thanBinding = Bytes.u8(symbols, (long) than * SYMBOL_BYTES + 4) >> 4;
    if ((binding == 1) != (thanBinding == 1)) {
      return binding == 1;
    }
    return bytes(symbol) > bytes(than);
  }

  /** Number of functions. */
  public int size() {
    return functions.length;
  }

  /**
   * The function that an address is in, a symbol for {@link #name} and the others; {@link Ids#NONE}
   * if none says that it reaches so far.
   */
  public int function(long address) {
    int low = 0;
    int high = functions.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(start(functions[middle]), address) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    if (high < 0) {
      return Ids.NONE;
    }
    int symbol = functions[high];
    long bytes = bytes(symbol);
    if (bytes != 0) {
      return address - start(symbol) < bytes ? symbol : Ids.NONE;
    }
    // Assembler code says no size: it reaches to the next function, but not far.
    return address - start(symbol) < 4096 ? symbol : Ids.NONE;
  }

  /** First address of a function. */
  public long start(int symbol) {
    return Bytes.i64(symbols, (long) symbol * SYMBOL_BYTES + 8);
  }

  /** Bytes of a function; 0 if unknown. */
  public long bytes(int symbol) {
    return Bytes.i64(symbols, (long) symbol * SYMBOL_BYTES + 16);
  }

  /** Name of a function, mangled; "" if damaged. */
  public String name(int symbol) {
    try {
      return Bytes.text(texts, Bytes.u32(symbols, (long) symbol * SYMBOL_BYTES));
    } catch (IndexOutOfBoundsException e) {
      return "";
    }
  }
}
