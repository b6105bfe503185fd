package dev.plumb.record.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.plumb.record.python.LineTable;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Takes records out of a process's rings and hands them to a sink for each thread. */
public final class RingReader {
  // The kinds of records, as in plumb.h.
  private static final int START = 1;
  private static final int END = 2;
  private static final int NAME = 3;
  private static final int CONTEXT = 4;
  private static final int CODE = 5;
  private static final int STEP = 6;
  private static final int THREAD = 7;
  private static final int NOTE = 8;
  private static final int PAD = 9;
  private static final int LAUNCH = 10;
  private static final int DEVICE_WORK = 11;
  private static final int DEVICE_SAMPLES = 12;
  private static final int DEVICE_DROPPED = 13;
  private static final int GRAPH_NODE = 14;
  private static final int SAMPLE = 16;

  private static final int EVENT_BYTES = 32;
  private static final int WORK_BYTES = 64;
  private static final LineTable.Form[] FORMS = LineTable.Form.values();

  private final RingFile file;
  private final MemorySegment memory;
  private final BiFunction<Integer, String, ThreadSink> sinks;
  private @Nullable Slot[] slots = new @Nullable Slot[8];
  private int[] pairs = new int[64];
  private final DeviceRecord deviceRecord = new DeviceRecord();
  private final Pauses pauses;
  private BiConsumer<Integer, String> names = (tid, name) -> {};
  private IntUnaryOperator threadIds = IntUnaryOperator.identity();
  private long broken;

  /** What is known about a slot. */
  private static final class Slot {
    final ThreadSink sink;
    final int generation;
    long dropped;
    long samplesDropped;
    long events;
    boolean hasTold;

    Slot(ThreadSink sink, int generation) {
      this.sink = sink;
      this.generation = generation;
    }
  }

  /**
   * A reader of a file.
   *
   * @param sinks makes the sink of a thread, by its number and name
   */
  public RingReader(RingFile file, BiFunction<Integer, String, ThreadSink> sinks) {
    this.file = file;
    this.memory = file.memory();
    this.sinks = sinks;
    this.pauses = new Pauses(file);
  }

  /** Sets who hears of names that threads have in the language of the program, by their numbers. */
  public void setNames(BiConsumer<Integer, String> listener) {
    names = listener;
  }

  /** Sets what a thread is called here, by the number that the process has for it. */
  public void setThreadIds(IntUnaryOperator ids) {
    threadIds = ids;
  }

  private int tid(int slot) {
    return threadIds.applyAsInt(file.tid(slot));
  }

  /** What the process wanted not to be recorded, up to now. */
  public Pauses pauses() {
    pauses.look();
    return pauses;
  }

  /** Events that were lost in all threads so far. */
  public long eventsLost() {
    long sum = 0;
    for (int slot = 0; slot < file.usedSlots(); slot++) {
      sum += file.eventsDropped(slot);
    }
    return sum;
  }

  /** Samples that were lost in all threads so far. */
  public long samplesLost() {
    long sum = 0;
    for (int slot = 0; slot < file.usedSlots(); slot++) {
      sum += file.samplesDropped(slot);
    }
    return sum;
  }

  /** Hears of threads that sample themselves. */
  @FunctionalInterface
  public interface SampledThreads {
    /** A thread does so since a time, at which it had used so much CPU time; both ns. */
    void since(int tid, long timeNs, long cpuNs);
  }

  /** Tells which threads sample themselves now. */
  public void tell(SampledThreads threads) {
    int used = file.usedSlots();
    for (int i = 0; i < used; i++) {
      long since = file.sampledSinceNs(i);
      if (since != 0 && file.state(i) == RingFile.USED) {
        threads.since(tid(i), since, file.sampledSinceCpuNs(i));
      }
    }
  }

  /** CPU time in pauses, in ns, of a thread that has a ring; −1 of others. */
  public long pausedCpuNs(int tid) {
    int used = file.usedSlots();
    for (int i = 0; i < used; i++) {
      if (file.state(i) == RingFile.USED && tid(i) == tid) {
        return file.pausedCpuNs(i);
      }
    }
    return -1;
  }

  /** Records that could not be understood: the rest of their ring was given up. */
  public long broken() {
    return broken;
  }

  /**
   * Hands on all that is there.
   *
   * @return number of ranges that began or ended
   */
  public long drain() {
    long events = 0;
    int used = file.usedSlots();
    if (used > slots.length) {
      slots = Arrays.copyOf(slots, used * 2);
    }
    for (int i = 0; i < used; i++) {
      // Read before its rings: what is in them then belongs to the thread that is seen here.
      int state = file.state(i);
      if (state == RingFile.FREE) {
        continue;
      }
      Slot slot = slot(i);
      if (!slot.hasTold) {
        String told = file.toldName(i);
        slot.hasTold = !told.isEmpty();
        if (slot.hasTold) {
          names.accept(tid(i), told);
        }
      }
      long before = slot.events;
      drain(i, slot);
      events += slot.events - before;
      long dropped = file.eventsDropped(i);
      if (dropped != slot.dropped) {
        slot.sink.lost(dropped - slot.dropped);
        slot.dropped = dropped;
      }
      long samplesDropped = file.samplesDropped(i);
      if (samplesDropped != slot.samplesDropped) {
        slot.sink.samplesLost(samplesDropped - slot.samplesDropped);
        slot.samplesDropped = samplesDropped;
      }
      if (state == RingFile.ENDED) {
        slot.sink.ended();
        slots[i] = null;
        file.free(i);
      }
    }
    return events;
  }

  private Slot slot(int index) {
    Slot slot = slots[index];
    int generation = file.generation(index);
    if (slot == null || slot.generation != generation) {
      if (slot != null) {
        slot.sink.ended();
      }
      int tid = tid(index);
      slot = new Slot(sinks.apply(tid, file.name(index)), generation);
      // Drops are counted by slot, whoever had it.
      slot.dropped = file.eventsDropped(index);
      slot.samplesDropped = file.samplesDropped(index);
      slots[index] = slot;
    }
    return slot;
  }

  /** Samples say how far the events were, so both rings are read in their common order. */
  private void drain(int index, Slot slot) {
    long sampleHead = file.sampleBytes(index) == 0 ? 0 : file.sampleHead(index);
    long eventHead = file.eventHead(index);
    long event = file.eventTail(index);
    pauses.look(); // after the heads: those before the events that are there now
    if (file.sampleBytes(index) > 0) {
      long sample = file.sampleTail(index);
      if (sample != sampleHead) {
        event = samples(index, slot, sample, sampleHead, event, eventHead);
      }
    }
    event = events(index, slot, event, eventHead);
    file.setEventTail(index, event);
  }

  private long samples(
      int index, Slot slot, long sample, long sampleHead, long event, long eventHead) {
    long base = file.samples(index);
    int mask = file.sampleBytes(index) - 1;
    while (sample < sampleHead) {
      long at = base + (sample & mask);
      int kind = memory.get(JAVA_INT, at) & 0xFF;
      int size = memory.get(JAVA_INT, at + 4);
      if (size < 8 || size > room(sample, sampleHead, mask)) {
        broken++;
        sample = sampleHead;
        break;
      }
      if (kind == SAMPLE) {
        long before = Math.min(memory.get(JAVA_LONG, at + 8), eventHead);
        event = events(index, slot, event, before);
        slot.sink.sample(memory.asSlice(at + 16, size - 16));
      } else if (kind == CODE) {
        slot.sink.sampledCode(memory.get(JAVA_LONG, at + 32), code(at, size));
      } else if (kind != PAD) {
        broken++;
      }
      sample += size;
    }
    file.setSampleTail(index, sample);
    return event;
  }

  /** Bytes that a record may have: it ends before the ring does, and before what was written. */
  private static long room(long at, long head, int mask) {
    return Math.min(head - at, mask + 1 - (at & mask));
  }

  private long events(int index, Slot slot, long from, long to) {
    long base = file.events(index);
    int mask = file.eventBytes() - 1;
    MemorySegment memory = this.memory;
    ThreadSink sink = slot.sink;
    long events = 0;
    long next = from;
    while (next < to) {
      long at = base + (next & mask);
      int word = memory.get(JAVA_INT, at);
      int kind = word & 0xFF;
      if (kind == START) {
        sink.start(
            word >>> 8 & 0xFF,
            word >>> 16,
            memory.get(JAVA_INT, at + 4),
            memory.get(JAVA_LONG, at + 8),
            memory.get(JAVA_LONG, at + 16),
            memory.get(JAVA_LONG, at + 24));
        events++;
        next += EVENT_BYTES;
      } else if (kind == END) {
        sink.end(word >>> 16, memory.get(JAVA_LONG, at + 8));
        events++;
        next += EVENT_BYTES;
      } else {
        int size = memory.get(JAVA_INT, at + 4);
        if (size < 8 || size > room(next, to, mask) || !other(sink, kind, word, at, size)) {
          broken++;
          next = to;
          break;
        }
        next += size;
      }
    }
    slot.events += events;
    return Math.max(next, from);
  }

  /** The bytes of a record of a fixed size; 0 of one that says its own. */
  private static int fixedBytes(int kind) {
    return switch (kind) {
      case LAUNCH, GRAPH_NODE, DEVICE_SAMPLES, DEVICE_DROPPED -> EVENT_BYTES;
      case DEVICE_WORK -> WORK_BYTES;
      default -> 0;
    };
  }

  /** Hands on what comes seldom; false if it is nothing that is known. */
  private boolean other(ThreadSink sink, int kind, int word, long at, int size) {
    int fixed = fixedBytes(kind);
    if (fixed != 0 && size != fixed) {
      return false;
    }
    switch (kind) {
      case NAME -> {
        int length = memory.get(JAVA_INT, at + 12);
        if (length < 0 || length > size - 16) {
          return false;
        }
        sink.name(memory.get(JAVA_INT, at + 8), text(at + 16, length));
      }
      case CONTEXT -> {
        int count = memory.get(JAVA_INT, at + 16);
        if (count < 0 || count > (size - 24) / 8) {
          return false;
        }
        if (pairs.length < count * 2) {
          pairs = new int[count * 4];
        }
        MemorySegment.copy(memory, JAVA_INT, at + 24, pairs, 0, count * 2);
        sink.context(memory.get(JAVA_LONG, at + 8), pairs, count);
      }
      case CODE -> sink.code(memory.get(JAVA_INT, at + 8), code(at, size));
      case STEP ->
          sink.step(
              word >>> 8 & 0xFF,
              (word >>> 16 & 1) != 0,
              memory.get(JAVA_LONG, at + 8),
              memory.get(JAVA_LONG, at + 16),
              memory.get(JAVA_LONG, at + 24));
      case LAUNCH ->
          sink.launch(
              word >>> 16,
              memory.get(JAVA_INT, at + 28),
              memory.get(JAVA_LONG, at + 8),
              memory.get(JAVA_LONG, at + 16),
              memory.get(JAVA_INT, at + 24));
      case GRAPH_NODE ->
          sink.graphNode(
              word >>> 16,
              memory.get(JAVA_LONG, at + 8),
              memory.get(JAVA_LONG, at + 16),
              memory.get(JAVA_LONG, at + 24));
      case DEVICE_WORK -> sink.work(deviceRecord.at(memory, at));
      case DEVICE_SAMPLES -> sink.deviceSamples(deviceRecord.at(memory, at));
      case DEVICE_DROPPED ->
          sink.deviceLost(memory.get(JAVA_LONG, at + 8), memory.get(JAVA_LONG, at + 16));
      case THREAD -> sink.thread(memory.get(JAVA_LONG, at + 8));
      case NOTE -> {
        int key = memory.get(JAVA_INT, at + 8);
        int value = memory.get(JAVA_INT, at + 12);
        if (key < 0 || value < 0 || (long) key + value > size - 16) {
          return false;
        }
        sink.note(text(at + 16, key), text(at + 16 + key, value));
      }
      case PAD -> {
        // The rest of the ring, too short for what came next.
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private PythonCode code(long at, int size) {
    int file = memory.get(JAVA_INT, at + 16);
    int name = memory.get(JAVA_INT, at + 20);
    int table = memory.get(JAVA_INT, at + 24);
    if (file < 0 || name < 0 || table < 0 || (long) file + name + table > size - 40) {
      broken++;
      return new PythonCode("?", "?", 0, LineTable.Form.LOCATIONS, new byte[0], 0);
    }
    byte[] lines = new byte[table];
    MemorySegment.copy(memory, JAVA_BYTE, at + 40 + file + name, lines, 0, table);
    return new PythonCode(
        text(at + 40, file),
        text(at + 40 + file, name),
        memory.get(JAVA_INT, at + 12),
        FORMS[Math.min(memory.get(JAVA_INT, at) >>> 8 & 0xFF, FORMS.length - 1)],
        lines,
        memory.get(JAVA_INT, at + 28));
  }

  private String text(long at, int length) {
    byte[] bytes = new byte[length];
    MemorySegment.copy(memory, JAVA_BYTE, at, bytes, 0, length);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
