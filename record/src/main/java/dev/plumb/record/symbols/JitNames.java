package dev.plumb.record.symbols;

import dev.plumb.record.elf.Bytes;
import dev.plumb.record.os.Mapping;
import dev.plumb.record.os.ProcessFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Names of code that a process makes while it runs, from what JITs write for perf: <a
 * href="https://github.com/torvalds/linux/blob/master/tools/perf/Documentation/jit-interface.txt">maps</a>
 * of address, size and name, and <a
 * href="https://github.com/torvalds/linux/blob/master/tools/perf/Documentation/jitdump-specification.txt">jitdump</a>
 * files. Both grow: only what is new is read. A function that comes later takes the place of what
 * was there.
 */
public final class JitNames {
  private static final int DUMP_MAGIC = 0x4A695444;
  private static final int LOAD = 0;
  private static final int MOVE = 1;

  /** What is read of a file at once. */
  private static final int WINDOW = 4 << 20;

  /** How often it is looked whether something came. */
  private static final long REFRESH_NS = 500_000_000;

  /** Functions beyond so many are left out. */
  private static final int MOST = 1 << 20;

  private record Code(long end, String name) {}

  private final ProcessFiles files;
  private final TreeMap<Long, Code> functions = new TreeMap<>(Long::compareUnsigned);
  private final Map<Path, Long> read = new HashMap<>();
  private long malformed;
  private long refreshedNs = System.nanoTime() - REFRESH_NS;

  /** Of a process. */
  public JitNames(ProcessFiles files) {
    this.files = files;
  }

  /** The function at an address as of the last {@link #refresh}; null if nobody said. */
  public @Nullable String name(long address) {
    Map.Entry<Long, Code> entry = functions.floorEntry(address);
    return entry == null || Long.compareUnsigned(address, entry.getValue().end()) >= 0
        ? null
        : entry.getValue().name();
  }

  /** Entries that made no sense. */
  public long malformed() {
    return malformed;
  }

  /** Number of functions. */
  public int size() {
    return functions.size();
  }

  /** Reads what came since the last time, if that was a while ago; whether it did. */
  public boolean refreshIfDue() {
    long now = System.nanoTime();
    if (now - refreshedNs < REFRESH_NS) {
      return false;
    }
    refreshedNs = now;
    refresh();
    return true;
  }

  /** Reads what came since the last time. */
  public void refresh() {
    int own = files.ownId(files.pid());
    map(Path.of(files.path("/tmp/perf-" + own + ".map")));
    for (Mapping mapping : files.mappings()) {
      String name = mapping.path().substring(mapping.path().lastIndexOf('/') + 1);
      // The writer maps its file executable so that it is found.
      if (mapping.isExecutable() && name.startsWith("jit-") && name.endsWith(".dump")) {
        dump(Path.of(files.path(mapping.path())));
      }
    }
  }

  private byte @Nullable [] fresh(Path path) {
    if (!Files.isRegularFile(path)) {
      return null;
    }
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long from = read.getOrDefault(path, 0L);
      long left = file.length() - from;
      if (left <= 0) {
        return null;
      }
      byte[] bytes = new byte[(int) Math.min(left, WINDOW)];
      file.seek(from);
      file.readFully(bytes);
      return bytes;
    } catch (IOException e) {
      return null;
    }
  }

  private void advance(Path path, int bytes) {
    read.merge(path, (long) bytes, Long::sum);
  }

  /** Reads lines {@code START SIZE NAME} in hex of a map. */
  void map(Path path) {
    for (byte[] bytes = fresh(path); bytes != null; bytes = fresh(path)) {
      int from = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          line(new String(bytes, from, i - from, StandardCharsets.UTF_8));
          from = i + 1;
        }
      }
      if (from == 0) {
        return; // a line that is not complete yet
      }
      advance(path, from);
    }
  }

  private void line(String line) {
    int first = line.indexOf(' ');
    int second = line.indexOf(' ', first + 1);
    if (first <= 0 || second < 0) {
      malformed++;
      return;
    }
    try {
      add(hex(line, 0, first), hex(line, first + 1, second), line.substring(second + 1));
    } catch (NumberFormatException e) {
      malformed++;
    }
  }

  private static long hex(String line, int from, int to) {
    int start = line.startsWith("0x", from) ? from + 2 : from;
    return Long.parseUnsignedLong(line, start, to, 16);
  }

  private void add(long start, long size, String name) {
    if (size <= 0 || functions.size() >= MOST || name.isEmpty()) {
      malformed++;
      return;
    }
    functions.put(start, new Code(start + size, name));
  }

  /** Reads records of a jitdump. */
  void dump(Path path) {
    for (byte[] bytes = fresh(path); bytes != null; bytes = fresh(path)) {
      int done = records(MemorySegment.ofArray(bytes), read.getOrDefault(path, 0L) == 0);
      if (done <= 0) {
        return;
      }
      advance(path, done);
    }
  }

  /** Bytes of the whole records at the beginning. */
  private int records(MemorySegment in, boolean isStart) {
    long at = 0;
    try {
      if (isStart) {
        if (Bytes.i32(in, 0) != DUMP_MAGIC) {
          malformed++;
          return 0;
        }
        at = Bytes.u32(in, 8);
      }
      while (in.byteSize() - at >= 16) {
        long size = Bytes.u32(in, at + 4);
        if (size < 16) {
          malformed++;
          return 0;
        }
        if (size > in.byteSize() - at) {
          break;
        }
        record(in, at, Bytes.i32(in, at));
        at += size;
      }
    } catch (IndexOutOfBoundsException e) {
      malformed++;
    }
    return (int) at;
  }

  private void record(MemorySegment in, long at, int kind) {
    if (kind == LOAD) {
      add(Bytes.i64(in, at + 32), Bytes.i64(in, at + 40), Bytes.text(in, at + 56));
    } else if (kind == MOVE) {
      Code moved = functions.remove(Bytes.i64(in, at + 32));
      if (moved != null) {
        add(Bytes.i64(in, at + 40), Bytes.i64(in, at + 48), moved.name());
      }
    }
  }
}
