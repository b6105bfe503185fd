package dev.plumb.importers.perfetto;

import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Interned stacks of one sequence, as rows of the tables. */
final class Callstacks {
  private static final int FUNCTION_NAMES = 5;
  private static final int FRAMES = 6;
  private static final int CALLSTACKS = 7;
  private static final int MAPPING_PATHS = 17;
  private static final int SOURCE_PATHS = 18;
  private static final int MAPPINGS = 19;

  private static final int KERNEL = 2;

  private final LongMap functions = new LongMap();
  private final LongMap paths = new LongMap();
  private final LongMap sources = new LongMap();

  /** String ids of libraries, rows of frames and of stacks. */
  private final LongMap mappings = new LongMap();

  private final LongMap frames = new LongMap();
  private final LongMap stacks = new LongMap();

  void clear() {
    functions.clear();
    paths.clear();
    sources.clear();
    mappings.clear();
    frames.clear();
    stacks.clear();
  }

  /** The texts of a field of the interned data; null if it has none of ours. */
  @Nullable LongMap texts(int field) {
    return switch (field) {
      case FUNCTION_NAMES -> functions;
      case MAPPING_PATHS -> paths;
      case SOURCE_PATHS -> sources;
      default -> null;
    };
  }

  /** Row of a stack; {@link Ids#NONE} if its number is not known. */
  int row(long iid) {
    return stacks.get(iid);
  }

  /** Reads what refers to texts, in the order in which it refers to itself. */
  void read(Packet packet, TraceBuilder out) throws IOException {
    for (int field : new int[] {MAPPINGS, FRAMES, CALLSTACKS}) {
      WireReader in = packet.message(Packet.INTERNED_DATA);
      long end = packet.end(Packet.INTERNED_DATA);
      while (in.next(end)) {
        if (in.field() != field || in.type() != WireReader.BYTES) {
          in.skip();
        } else {
          switch (field) {
            case MAPPINGS -> mapping(in);
            case FRAMES -> frame(in, out);
            default -> callstack(in, out);
          }
        }
      }
    }
  }

  /** The last part of a path stands for all of it. */
  private void mapping(WireReader in) throws IOException {
    long iid = 0;
    int path = Ids.NONE;
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> iid = in.number();
        case 7 -> path = paths.get(in.number());
        default -> in.skip();
      }
    }
    if (path >= 0) {
      mappings.put(iid, path);
    }
  }

  private void frame(WireReader in, TraceBuilder out) throws IOException {
    long iid = 0;
    int function = Ids.NONE;
    int library = Ids.NONE;
    int source = Ids.NONE;
    long address = 0;
    long line = 0;
    long kind = 0;
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> iid = in.number();
        case 2 -> function = functions.get(in.number());
        case 3 -> library = mappings.get(in.number());
        case 4 -> address = in.number();
        case 5 -> source = sources.get(in.number());
        case 6 -> line = in.number();
        case 7 -> kind = in.number();
        default -> in.skip();
      }
    }
    int name = function;
    if (name < 0 || out.strings().get(name).isEmpty()) {
      String where = library < 0 ? "" : out.strings().get(library);
      String file = where.substring(where.lastIndexOf('/') + 1);
      name = out.strings().intern("[" + file + "+0x" + Long.toHexString(address) + "]");
    }
    String path = library < 0 ? "" : out.strings().get(library);
    String file = source < 0 ? "" : out.strings().get(source);
    CodeKind code =
        kind == KERNEL || path.startsWith("[kernel")
            ? CodeKind.SYSTEM
            : file.endsWith(".py") ? CodeKind.PYTHON : CodeKind.NATIVE;
    int at = line > 0 && line <= Integer.MAX_VALUE ? (int) line : 0;
    frames.put(iid, out.frames().row(code, name, source, at, library, Ids.ABSENT));
  }

  /** Frames from the outermost on; their numbers may be packed. */
  private void callstack(WireReader in, TraceBuilder out) throws IOException {
    long iid = 0;
    int stack = Ids.NONE;
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1) {
        iid = in.number();
      } else if (in.field() == 2 && in.type() == WireReader.BYTES) {
        long inner = in.enter();
        while (in.offset() < inner) {
          stack = push(stack, in.varint(), out);
        }
      } else if (in.field() == 2) {
        stack = push(stack, in.number(), out);
      } else {
        in.skip();
      }
    }
    if (stack >= 0) {
      stacks.put(iid, stack);
    }
  }

  private int push(int stack, long frame, TraceBuilder out) {
    int row = frames.get(frame);
    if (row < 0) {
      int unknown = out.strings().intern("[unknown]");
      row = out.frames().row(CodeKind.OTHER, unknown);
    }
    return out.stacks().row(stack, row);
  }
}
