package dev.plumb.importers.elf;

import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The source line of each instruction of an object file. Addresses are offsets in the section of
 * the instruction.
 */
public final class LineTable {
  private record Place(int section, long offset) {}

  /** Rows {@code [from, to)}, of ascending offsets; the last one is only where they end. */
  private record Sequence(int from, int to) {}

  private final List<String> files = new ArrayList<>();
  private final List<String> functions = new ArrayList<>();
  private final Map<String, Integer> sections = new HashMap<>();
  private final LongColumn offsets = new LongColumn();
  private final IntColumn fileIndexes = new IntColumn();
  private final IntColumn lines = new IntColumn();
  private final IntColumn callers = new IntColumn();
  private final IntColumn functionIndexes = new IntColumn();
  private final TreeMap<Place, Sequence> sequences =
      new TreeMap<>(Comparator.comparingInt(Place::section).thenComparingLong(Place::offset));
  private boolean damaged;

  private LineTable() {}

  /**
   * Reads the table of a file; an empty one if it has none. Damage costs the unit that it is in.
   */
  public static LineTable read(ElfFile file) {
    LineTable table = new LineTable();
    try {
      int section = file.section(".debug_line");
      if (section >= 0) {
        new LineProgram(file, section, table).run();
      }
    } catch (ElfException e) {
      table.setDamaged();
    }
    return table;
  }

  void setDamaged() {
    damaged = true;
  }

  /** Whether lines are missing because the table is damaged. */
  public boolean isDamaged() {
    return damaged;
  }

  /** Whether there are no lines at all. */
  public boolean isEmpty() {
    return sequences.isEmpty();
  }

  int addFile(String path) {
    files.add(path);
    return files.size() - 1;
  }

  int addFunction(String name) {
    functions.add(name);
    return functions.size() - 1;
  }

  int size() {
    return lines.size();
  }

  /** Adds a row; ids of files and functions may be {@link Ids#NONE}. */
  void add(long offset, int file, int line, int caller, int function) {
    offsets.add(offset);
    fileIndexes.add(file);
    lines.add(line);
    callers.add(caller);
    functionIndexes.add(function);
  }

  /** Closes a sequence: its rows are those from {@code from} on. */
  void endSequence(int section, int from) {
    if (from < size() - 1) {
      sequences.putIfAbsent(new Place(section, offsets.get(from)), new Sequence(from, size()));
    }
  }

  /** Takes a range of addresses that has lines. */
  @FunctionalInterface
  public interface SequenceSink {
    /** Takes the offsets {@code [from, end)} of a section, within which there may be gaps. */
    void accept(int section, long from, long end);
  }

  /** Hands on the ranges that have lines, ascending. */
  public void forEachSequence(SequenceSink sink) {
    sequences.forEach(
        (place, rows) -> sink.accept(place.section(), place.offset(), offsets.get(rows.to() - 1)));
  }

  void nameSection(int section, String name) {
    sections.putIfAbsent(name, section);
  }

  /** Index of the section of a name; −1 if none of its instructions has a line. */
  public int section(String name) {
    return sections.getOrDefault(name, -1);
  }

  /** The row of an instruction; {@link Ids#NONE} if nothing says where it comes from. */
  public int row(int section, long offset) {
    Map.Entry<Place, Sequence> entry = sequences.floorEntry(new Place(section, offset));
    if (entry == null || entry.getKey().section() != section) {
      return Ids.NONE;
    }
    int low = entry.getValue().from();
    int end = entry.getValue().to() - 1;
    if (offset >= offsets.get(end)) {
      return Ids.NONE;
    }
    int high = end;
    while (high - low > 1) { // of several rows of one offset the last one counts
      int middle = (low + high) >>> 1;
      if (offsets.get(middle) <= offset) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return lines.get(low) == 0 ? Ids.NONE : low;
  }

  /** Path of a row's source file as the compiler wrote it; "" if unknown. */
  public String file(int row) {
    int file = fileIndexes.get(row);
    return file == Ids.NONE ? "" : files.get(file);
  }

  /** Line in the source, from 1. */
  public int line(int row) {
    return lines.get(row);
  }

  /**
   * Row of the call that the instruction was inlined at, less than {@code row}; {@link Ids#NONE} if
   * it was not inlined, or nothing says so.
   */
  public int callerRow(int row) {
    int caller = callers.get(row);
    return caller == Ids.NONE || lines.get(caller) == 0 ? Ids.NONE : caller;
  }

  /** Mangled name of the inlined function that the line belongs to; null if not given. */
  public @Nullable String function(int row) {
    int function = functionIndexes.get(row);
    return function == Ids.NONE ? null : functions.get(function);
  }
}
