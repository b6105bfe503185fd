package dev.plumb.record.symbols;

import dev.plumb.record.elf.DebugFiles;
import dev.plumb.record.elf.ElfImage;
import dev.plumb.record.elf.SymbolTable;
import dev.plumb.record.tree.ContextTree;
import dev.plumb.record.unwind.CfiTable;
import dev.plumb.record.unwind.CodeRegion;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Frames of the tree for addresses of a process. Not thread-safe. */
public final class Symbolizer implements FrameRoles {
  private static final String JIT = "[code made while running]";
  private static final String KERNEL = "[kernel]";

  /** Addresses that are kept; beyond them names are looked up again. */
  private static final int MOST_KEPT = 1 << 20;

  /** What a file says of its functions; read when the first one is asked for. */
  private static final class Names {
    final @Nullable SymbolTable symbols;
    final @Nullable SymbolTable more;
    final @Nullable DebugLines lines;

    Names(ElfImage image, String root, String path) {
      boolean isFull = SymbolTable.isFull(image);
      DebugLines own = DebugLines.of(image);
      ElfImage debug = isFull && own != null ? null : DebugFiles.find(image, root, path);
      symbols = SymbolTable.of(image);
      more = isFull || debug == null ? null : SymbolTable.of(debug);
      lines = own != null || debug == null ? own : DebugLines.of(debug);
    }
  }

  private final ContextTree tree;
  private final AddressSpace space;
  private final JitNames jit;
  private final String root;
  private final Map<ElfImage, Names> names = new HashMap<>();
  private LongMap rows = new LongMap();
  private int kept;
  private int generation;
  private boolean isLasting;
  private @Nullable KernelNames kernel;

  private final BitSet interpreter = new BitSet();
  private final BitSet machinery = new BitSet();
  private final BitSet start = new BitSet();
  private final BitSet plumb = new BitSet();

  /**
   * Of a process.
   *
   * @param root prefix of the paths that the process uses, or ""
   */
  public Symbolizer(ContextTree tree, AddressSpace space, JitNames jit, String root) {
    this.tree = tree;
    this.space = space;
    this.jit = jit;
    this.root = root;
  }

  /** The frame of the instruction at an address. */
  public int frame(long address) {
    if (generation != space.generation() || kept > MOST_KEPT) {
      rows = new LongMap();
      kept = 0;
      generation = space.generation();
    }
    int row = rows.get(address);
    if (row == Ids.NONE) {
      isLasting = true;
      row = find(address);
      if (isLasting) {
        rows.put(address, row);
        kept++;
      }
    }
    return row;
  }

  private int find(long address) {
    if (address < 0) {
      if (kernel == null) {
        kernel = KernelNames.read(Path.of("/proc/kallsyms"));
      }
      String name = kernel.name(address);
      return tree.frame(CodeKind.SYSTEM, name == null ? KERNEL : name, null, 0, KERNEL);
    }
    CodeRegion region = space.region(address);
    if (region == null) {
      return tree.frame(CodeKind.NATIVE, "[unknown code]", null, 0, null);
    }
    ElfImage image = region.image();
    return image == null ? made(address, region) : compiled(address, region, image);
  }

  private int made(long address, CodeRegion region) {
    String name = jit.name(address);
    if (name == null) {
      isLasting = jit.refreshIfDue(); // else its name may still come
      name = jit.name(address);
    }
    String library = region.path().isEmpty() ? JIT : base(region.path());
    return tree.frame(
        CodeKind.NATIVE, name == null ? JIT : Demangler.demangle(name), null, 0, library);
  }

  private int compiled(long address, CodeRegion region, ElfImage image) {
    Names known = names.computeIfAbsent(image, i -> new Names(i, root, region.path()));
    final long place = address - region.bias();
    String raw = symbol(known.more, place);
    if (raw == null) {
      raw = symbol(known.symbols, place);
    }
    String library = base(region.path());
    String name = raw == null ? unnamed(region, library, place) : Demangler.demangle(raw);
    int line = 0;
    String file = null;
    int row = known.lines == null ? Ids.NONE : known.lines.row(place);
    if (row != Ids.NONE && known.lines != null) {
      line = known.lines.line(row);
      file = known.lines.file(row);
    }
    int frame =
        tree.frame(
            CodeKind.NATIVE, name, file == null || file.isEmpty() ? null : file, line, library);
    mark(frame, raw == null ? "" : raw, library);
    return frame;
  }

  private static @Nullable String symbol(@Nullable SymbolTable table, long place) {
    if (table == null) {
      return null;
    }
    try {
      int symbol = table.function(place);
      String name = symbol == Ids.NONE ? "" : table.name(symbol);
      return name.isEmpty() ? null : name;
    } catch (IndexOutOfBoundsException | InternalError e) {
      return null;
    }
  }

  /** A function without a name, by where it begins: else each instruction would be one. */
  private static String unnamed(CodeRegion region, String library, long place) {
    CfiTable cfi = region.cfi();
    long begin = cfi == null ? -1 : cfi.functionStart(place);
    return begin < 0 ? library : library + "+0x" + Long.toHexString(begin);
  }

  private void mark(int frame, String raw, String library) {
    // Compilers put unlikely parts elsewhere, as NAME.cold; some builds of 3.14 have a function for
    // each instruction, which take each other's place on the stack.
    if (raw.equals("_PyEval_EvalFrameDefault")
        || raw.startsWith("_PyEval_EvalFrameDefault.")
        || raw.startsWith("_TAIL_CALL_")) {
      interpreter.set(frame);
    }
    if (isPython(library)) {
      machinery.set(frame);
    }
    if (library.startsWith("libc.so") || library.startsWith("libpthread")) {
      start.set(frame);
    }
    if (library.startsWith("libplumb")) { // those that are built here have more behind it
      plumb.set(frame);
    }
  }

  /** Whether a file's name is that of the interpreter or its library. */
  private static boolean isPython(String library) {
    return library.startsWith("libpython") || library.matches("python[0-9.]*(m|d|t|td)?");
  }

  private static String base(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public boolean isInterpreter(int frame) {
    return interpreter.get(frame);
  }

  @Override
  public boolean isMachinery(int frame) {
    return machinery.get(frame);
  }

  @Override
  public boolean isSystemLibrary(int frame) {
    return start.get(frame);
  }

  @Override
  public boolean isPlumb(int frame) {
    return plumb.get(frame);
  }
}
