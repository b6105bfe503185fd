package dev.plumb.record.symbols;

import dev.plumb.record.elf.ElfImage;
import dev.plumb.record.os.Mapping;
import dev.plumb.record.os.Memory;
import dev.plumb.record.os.ProcessFiles;
import dev.plumb.record.unwind.CfiTable;
import dev.plumb.record.unwind.CodeMap;
import dev.plumb.record.unwind.CodeRegion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Code of a process: which file each address belongs to. As of the last {@link #refresh}. */
public final class AddressSpace implements CodeMap {
  /** What no file is behind; larger than any library that the kernel makes. */
  private static final int MOST_BUILT_IN = 1 << 20;

  private final ProcessFiles files;
  private final @Nullable Memory memory;
  private final Map<String, Optional<ElfImage>> images = new HashMap<>();
  private final Map<ElfImage, Optional<CfiTable>> tables = new HashMap<>();
  private Map<Mapping, CodeRegion> known = new HashMap<>();
  private long[] starts = {};
  private CodeRegion[] regions = {};
  private int last;
  private int generation;

  /**
   * Of a process.
   *
   * @param memory of the process; null if it cannot be read
   */
  public AddressSpace(ProcessFiles files, @Nullable Memory memory) {
    this.files = files;
    this.memory = memory;
    refresh();
  }

  /** Counts the refreshes that found something gone: what is kept by address is void then. */
  public int generation() {
    return generation;
  }

  /**
   * Looks at the process's mappings again.
   *
   * @return whether there is code that was not there before
   */
  public boolean refresh() {
    List<Mapping> mappings = files.mappings();
    if (mappings.isEmpty()) {
      return false; // the process has ended; its last samples still want their names
    }
    boolean isMore = false;
    Map<Mapping, CodeRegion> now = new HashMap<>();
    int count = 0;
    long[] nowStarts = new long[mappings.size()];
    CodeRegion[] nowRegions = new CodeRegion[mappings.size()];
    for (Mapping mapping : mappings) {
      if (mapping.isExecutable()) {
        CodeRegion region = known.remove(mapping);
        if (region == null) {
          region = region(mapping);
          isMore = true;
        }
        now.put(mapping, region);
        nowStarts[count] = mapping.start();
        nowRegions[count++] = region;
      }
    }
    if (!known.isEmpty()) {
      generation++;
    }
    known = now;
    last = 0;
    starts = java.util.Arrays.copyOf(nowStarts, count);
    regions = java.util.Arrays.copyOf(nowRegions, count);
    return isMore;
  }

  private CodeRegion region(Mapping mapping) {
    ElfImage image = image(mapping);
    long bias = image == null ? 0 : bias(image, mapping);
    CfiTable cfi =
        image == null
            ? null
            : tables.computeIfAbsent(image, i -> Optional.ofNullable(CfiTable.of(i))).orElse(null);
    return new CodeRegion(mapping.start(), mapping.end(), bias, mapping.path(), image, cfi);
  }

  private static long bias(ElfImage image, Mapping mapping) {
    long atStart = mapping.offset();
    for (int i = 0; i < image.segments(); i++) {
      long from = image.segmentOffset(i) & -4096;
      if (image.isCode(i)
          && atStart >= from
          && atStart < image.segmentOffset(i) + image.segmentBytes(i)) {
        return mapping.start() - (image.segmentAddress(i) - image.segmentOffset(i) + atStart);
      }
    }
    return mapping.start() - atStart;
  }

  private @Nullable ElfImage image(Mapping mapping) {
    if (mapping.path().equals("[vdso]")) {
      return builtIn(mapping);
    }
    if (!mapping.isFile() || mapping.path().startsWith("/memfd:")) {
      return null;
    }
    String path =
        mapping.isDeleted()
            // What was installed over while it runs is still there under this name, for root.
            ? "/proc/%d/map_files/%x-%x".formatted(files.pid(), mapping.start(), mapping.end())
            : files.path(mapping.path());
    return images.computeIfAbsent(path, p -> Optional.ofNullable(ElfImage.open(p))).orElse(null);
  }

  /** The library that the kernel puts into every process: it is only in memory. */
  private @Nullable ElfImage builtIn(Mapping mapping) {
    long size = mapping.end() - mapping.start();
    if (memory == null || size <= 0 || size > MOST_BUILT_IN) {
      return null;
    }
    MemorySegment copy = Arena.ofAuto().allocate(size, 8);
    return memory.read(mapping.start(), copy, 0, (int) size) == size ? ElfImage.of(copy) : null;
  }

  @Override
  public @Nullable CodeRegion region(long address) {
    // Frames of a stack are often in the same library as the one before.
    if (last < regions.length && address >= starts[last] && address < regions[last].end()) {
      return regions[last];
    }
    int low = 0;
    int high = starts.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(starts[middle], address) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    if (high < 0 || Long.compareUnsigned(address, regions[high].end()) >= 0) {
      return null;
    }
    last = high;
    return regions[high];
  }

  /** Number of regions of code. */
  public int regions() {
    return regions.length;
  }

  /** A region of code, by address. */
  public CodeRegion region(int index) {
    return regions[index];
  }
}
