package dev.plumb.record.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file of one process: its head, and the slots of its threads. */
public final class RingFile implements AutoCloseable {
  static final int MAGIC = 0x424D4C50;
  static final int LAYOUT = 2;

  /** What a slot is used for. */
  static final int FREE = 0;

  static final int USED = 1;
  static final int ENDED = 2;

  private static final VarHandle LONG = JAVA_LONG.varHandle();
  private static final VarHandle INT = JAVA_INT.varHandle();
  static final int HEADER_BYTES = 65536;
  private static final long START_NS = 32;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private final int slots;
  private final int controlBytes;
  private final int eventBytes;
  private final int sampleBytes;

  /**
   * Maps a file.
   *
   * @throws IOException if it cannot be mapped, or is none of ours
   */
  public RingFile(Path path) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena);
    } catch (IOException e) {
      arena.close();
      throw e;
    }
    boolean ours = memory.byteSize() >= HEADER_BYTES && word(0) == MAGIC && word(4) == LAYOUT;
    slots = ours ? word(16) : 0;
    controlBytes = ours ? word(20) : 0;
    eventBytes = ours ? word(24) : 0;
    sampleBytes = ours ? word(28) : 0;
    if (!ours || !isSound()) {
      arena.close();
      throw new IOException(path + ": is no ring that this Plumb reads");
    }
  }

  private boolean isSound() {
    return slots > 0
        && controlBytes >= 512
        && controlBytes % 4096 == 0
        && Integer.bitCount(eventBytes) == 1
        && eventBytes >= 4096
        && (sampleBytes == 0 || Integer.bitCount(sampleBytes) == 1)
        && memory.byteSize() >= HEADER_BYTES + slots * slotBytes();
  }

  private long slotBytes() {
    return (long) controlBytes + eventBytes + sampleBytes;
  }

  private int word(long at) {
    return memory.get(JAVA_INT, at);
  }

  private long wide(long at) {
    return (long) LONG.getAcquire(memory, at);
  }

  /** The memory of all rings. */
  MemorySegment memory() {
    return memory;
  }

  /** The process. */
  public int pid() {
    return word(8);
  }

  /** Its parent when it began. */
  public int parentPid() {
    return word(12);
  }

  /** When it began, ns of CLOCK_MONOTONIC. */
  public long startNs() {
    return wide(START_NS);
  }

  /** The same, of a file that need not be one of ours; the largest number if it cannot be read. */
  public static long startNs(Path path) {
    ByteBuffer head = ByteBuffer.allocate((int) START_NS + 8).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return channel.read(head) < head.capacity() ? Long.MAX_VALUE : head.getLong((int) START_NS);
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Slots that were ever used; those beyond are empty. */
  public int usedSlots() {
    return Math.min(slots, (int) INT.getAcquire(memory, 40L));
  }

  /** Threads of which nothing is known, because there was no room for them. */
  public int threadsWithoutRing() {
    return word(44);
  }

  /** Whether the process left in order, with its exit handlers run. */
  public boolean hasEnded() {
    return word(48) == 1;
  }

  /** Whether its threads sample themselves. */
  public boolean samplesItself() {
    return (int) INT.getAcquire(memory, 56L) == 1;
  }

  /** Steps that ended. */
  public long steps() {
    return wide(64);
  }

  /** Steps in which operators were recorded. */
  public long stepsRecorded() {
    return wide(72);
  }

  /** What observing one operator costs, in picoseconds; 0 if unknown. */
  public long costPs() {
    return wide(80);
  }

  /** Time in which operators were recorded, up to the last step. */
  public long recordedNs() {
    return wide(88);
  }

  /** Time in which operators could have been recorded, up to the last step. */
  public long observedNs() {
    return wide(96);
  }

  /** What observing operators has cost, as far as is known. */
  public long spentNs() {
    return wide(104);
  }

  /** The time of which that is to be a share: {@link #observedNs()} without waits for a core. */
  public long countedNs() {
    return wide(112);
  }

  /** Since when nothing is to be recorded, of CLOCK_MONOTONIC; 0 if it is. */
  long pausedSinceNs() {
    return wide(120);
  }

  /** How long that was before, in all. */
  long pausedNs() {
    return wide(128);
  }

  /** How often that was before. */
  long pauses() {
    return wide(136);
  }

  /** CPU time of all threads in pauses that have ended, ns. */
  long pausedCpuNs() {
    return wide(144);
  }

  private static long pause(long number) {
    return 1024 + 16 * (number % Pauses.KEPT);
  }

  /** When one of the last pauses began. */
  long pauseBeginNs(long number) {
    return wide(pause(number));
  }

  /** When one of the last pauses ended. */
  long pauseEndNs(long number) {
    return wide(pause(number) + 8);
  }

  private long control(int slot) {
    return HEADER_BYTES + slot * slotBytes();
  }

  /** Where the events of a slot lie in {@link #memory()}. */
  long events(int slot) {
    return control(slot) + controlBytes;
  }

  int eventBytes() {
    return eventBytes;
  }

  /** Where the samples of a slot lie in {@link #memory()}. */
  long samples(int slot) {
    return control(slot) + controlBytes + eventBytes;
  }

  /** Size of the ring of samples of a slot that is used; 0 if files have none. */
  int sampleBytes(int slot) {
    int own = word(control(slot) + 320);
    return Integer.bitCount(own) == 1 && own >= 4096 && own <= sampleBytes ? own : sampleBytes;
  }

  long eventHead(int slot) {
    return wide(control(slot));
  }

  long eventTail(int slot) {
    return wide(control(slot) + 64);
  }

  void setEventTail(int slot, long value) {
    LONG.setRelease(memory, control(slot) + 64, value);
  }

  long sampleHead(int slot) {
    return wide(control(slot) + 128);
  }

  long sampleTail(int slot) {
    return wide(control(slot) + 192);
  }

  void setSampleTail(int slot, long value) {
    LONG.setRelease(memory, control(slot) + 192, value);
  }

  int tid(int slot) {
    return word(control(slot) + 256);
  }

  int state(int slot) {
    return (int) INT.getAcquire(memory, control(slot) + 260);
  }

  void free(int slot) {
    INT.setRelease(memory, control(slot) + 260, FREE);
  }

  long eventsDropped(int slot) {
    return wide(control(slot) + 264);
  }

  long samplesDropped(int slot) {
    return wide(control(slot) + 272);
  }

  /** The thread's name when it first had anything to say; empty if unknown. */
  String name(int slot) {
    byte[] name = new byte[16];
    MemorySegment.copy(memory, JAVA_BYTE, control(slot) + 280, name, 0, 16);
    int length = 0;
    while (length < 16 && name[length] != 0) {
      length++;
    }
    return new String(name, 0, length, StandardCharsets.UTF_8);
  }

  /** The thread's name in the language of the program; empty if none was told yet. */
  String toldName(int slot) {
    int bytes = Math.clamp((int) INT.getAcquire(memory, control(slot) + 336), 0, 60);
    byte[] name = new byte[bytes];
    MemorySegment.copy(memory, JAVA_BYTE, control(slot) + 340, name, 0, bytes);
    return new String(name, StandardCharsets.UTF_8);
  }

  /** Since when the thread samples itself, of CLOCK_MONOTONIC; 0 if it does not. */
  long sampledSinceNs(int slot) {
    return wide(control(slot) + 304);
  }

  /** The CPU time that the thread had used by then, ns. */
  long sampledSinceCpuNs(int slot) {
    return wide(control(slot) + 312);
  }

  /** CPU time of the thread in pauses that have ended, ns. */
  long pausedCpuNs(int slot) {
    return wide(control(slot) + 328);
  }

  /** Counts the threads that had the slot. */
  int generation(int slot) {
    return (int) INT.getAcquire(memory, control(slot) + 296);
  }

  @Override
  public void close() {
    arena.close();
  }
}
