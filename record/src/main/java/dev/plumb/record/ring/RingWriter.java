package dev.plumb.record.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes rings as recorded programs do: one process, one thread. For those who test the reader or
 * measure it; programs write with the library of {@code record/native}.
 */
public final class RingWriter implements AutoCloseable {
  private static final int CONTROL_BYTES = 4096;
  private static final long SLOT = RingFile.HEADER_BYTES;
  private static final long DATA = SLOT + CONTROL_BYTES;
  private static final VarHandle SHARED = JAVA_LONG.varHandle();

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private final int bytes;
  private long head;
  private int depth;

  /** A file with one slot, whose ring has so many bytes. */
  public RingWriter(Path file, int bytes) throws IOException {
    this.bytes = bytes;
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, DATA + bytes, arena);
    }
    int[] header = {RingFile.MAGIC, RingFile.LAYOUT, 42, 1, 1, CONTROL_BYTES, bytes, 0};
    for (int i = 0; i < header.length; i++) {
      memory.set(JAVA_INT, 4L * i, header[i]);
    }
    memory.set(JAVA_INT, 40, 1);
    memory.set(JAVA_INT, SLOT + 256, 4711);
    memory.set(JAVA_INT, SLOT + 260, 1);
    memory.set(JAVA_INT, SLOT + 296, 1);
  }

  private long room(int size) {
    int at = (int) (head & bytes - 1);
    int left = bytes - at;
    int need = size > left ? left + size : size;
    long tail = (long) SHARED.getAcquire(memory, SLOT + 64);
    if (head + need - tail > bytes) {
      long dropped = memory.get(JAVA_LONG, SLOT + 264);
      memory.set(JAVA_LONG, SLOT + 264, dropped + 1);
      return -1;
    }
    if (size > left) {
      memory.set(JAVA_INT, DATA + at, 9);
      memory.set(JAVA_INT, DATA + at + 4, left);
      head += left;
      at = 0;
    }
    return DATA + at;
  }

  private void publish(int size) {
    head += size;
    SHARED.setRelease(memory, SLOT, head);
  }

  /** Whether so many bytes can be written now; records of any kind take 32 at least. */
  public boolean hasRoom(int size) {
    return head + 2L * size - (long) SHARED.getAcquire(memory, SLOT + 64) <= bytes;
  }

  /** A range begins; false if there was no room. */
  public boolean start(int scope, int name, long timeNs, long context, long sequence) {
    long at = room(32);
    int outer = depth++;
    if (at < 0) {
      return false;
    }
    memory.set(JAVA_INT, at, 1 | scope << 8 | outer << 16);
    memory.set(JAVA_INT, at + 4, name);
    memory.set(JAVA_LONG, at + 8, timeNs);
    memory.set(JAVA_LONG, at + 16, context);
    memory.set(JAVA_LONG, at + 24, sequence);
    publish(32);
    return true;
  }

  /** The innermost range ends. */
  public boolean end(long timeNs) {
    long at = room(32);
    int outer = --depth;
    if (at < 0) {
      return false;
    }
    memory.set(JAVA_INT, at, 2 | outer << 16);
    memory.set(JAVA_LONG, at + 8, timeNs);
    publish(32);
    return true;
  }

  /** A step ends that the program's optimizer ended. */
  public void step(long number, long timeNs, long durationNs) {
    long at = room(32);
    memory.set(JAVA_INT, at, 6 | 2 << 8 | 1 << 16);
    memory.set(JAVA_INT, at + 4, 32);
    memory.set(JAVA_LONG, at + 8, timeNs);
    memory.set(JAVA_LONG, at + 16, number);
    memory.set(JAVA_LONG, at + 24, durationNs);
    publish(32);
  }

  /** Defines a name. */
  public void name(int number, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int size = 16 + bytes.length + 31 & ~31;
    long at = room(size);
    memory.set(JAVA_INT, at, 3);
    memory.set(JAVA_INT, at + 4, size);
    memory.set(JAVA_INT, at + 8, number);
    memory.set(JAVA_INT, at + 12, bytes.length);
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, at + 16, bytes.length);
    publish(size);
  }

  /** Defines a function of Python without a table of lines. */
  public void code(int number, String name) {
    byte[] bytes = ("file.py" + name).getBytes(StandardCharsets.UTF_8);
    int size = 40 + bytes.length + 31 & ~31;
    long at = room(size);
    int[] head = {5 | 2 << 8, size, number, 1, 7, bytes.length - 7, 0, 0};
    for (int i = 0; i < head.length; i++) {
      memory.set(JAVA_INT, at + 4L * i, head[i]);
    }
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, at + 40, bytes.length);
    publish(size);
  }

  /** Defines calls of Python, innermost first. */
  public void context(long number, int... codes) {
    int size = 24 + 8 * codes.length + 31 & ~31;
    long at = room(size);
    memory.set(JAVA_INT, at, 4);
    memory.set(JAVA_INT, at + 4, size);
    memory.set(JAVA_LONG, at + 8, number);
    memory.set(JAVA_INT, at + 16, codes.length);
    for (int i = 0; i < codes.length; i++) {
      memory.set(JAVA_INT, at + 24 + 8L * i, codes[i]);
      memory.set(JAVA_INT, at + 28 + 8L * i, 0);
    }
    publish(size);
  }

  /** Writes what no record is. */
  public void nonsense(int kind, int size) {
    long at = room(32);
    memory.set(JAVA_INT, at, kind);
    memory.set(JAVA_INT, at + 4, size);
    publish(32);
  }

  /** The thread has ended. */
  public void endThread() {
    memory.set(JAVA_INT, SLOT + 260, 2);
  }

  @Override
  public void close() {
    arena.close();
  }
}
