package dev.plumb.importers.cuda;

import dev.plumb.trace.LongMap;
import dev.plumb.trace.StringPool;

/** What copies, fills and synchronisation are called, in the words of PyTorch's profiler. */
public final class DeviceWorkNames {
  /** CUPTI's kinds of copies. */
  private static final String[] COPIES = {
    "Unknown",
    "HtoD",
    "DtoH",
    "HtoA",
    "AtoH",
    "AtoA",
    "AtoD",
    "DtoA",
    "DtoD",
    "HtoH",
    "PtoP",
    "Unified HtoD",
    "Unified DtoH",
    "Unified DtoD"
  };

  private static final String[] MEMORY = {
    "Pageable", "Pinned", "Device", "Array", "Managed", "Device Static", "Managed Static", "Unknown"
  };

  private static final String[] SYNC = {
    "Synchronization",
    "Event Synchronize",
    "Stream Wait Event",
    "Stream Synchronize",
    "Context Synchronize"
  };

  private final StringPool strings;
  private final LongMap copies = new LongMap();

  /** Names in {@code strings}. */
  public DeviceWorkNames(StringPool strings) {
    this.strings = strings;
  }

  /**
   * {@code Memcpy HtoD (Pageable -> Device)}.
   *
   * @param kind CUPTI's kind of copy
   * @param from kind of memory, 0 for pageable; below zero if nothing says
   * @param to the same
   */
  public int copy(long kind, long from, long to) {
    boolean places = from >= 0 && to >= 0;
    int kindWord = kind >= 0 && kind < COPIES.length ? (int) kind : 0;
    int fromWord = memory(from);
    int toWord = memory(to);
    long key = kindWord * 10_000L + fromWord * 100L + toWord + (places ? 1_000_000L : 0);
    int name = copies.get(key);
    if (name < 0) {
      String text = "Memcpy " + COPIES[kindWord];
      if (places) {
        text += " (" + MEMORY[fromWord] + " -> " + MEMORY[toWord] + ")";
      }
      name = strings.intern(text);
      copies.put(key, name);
    }
    return name;
  }

  /** {@code Memset (Device)}; without the memory if it is below zero. */
  public int fill(long memory) {
    return strings.intern(memory < 0 ? "Memset" : "Memset (" + MEMORY[memory(memory)] + ")");
  }

  /** What was waited for. */
  public int sync(long kind) {
    return strings.intern(SYNC[kind >= 0 && kind < SYNC.length ? (int) kind : 0]);
  }

  private static int memory(long kind) {
    return kind >= 0 && kind < MEMORY.length ? (int) kind : MEMORY.length - 1;
  }
}
