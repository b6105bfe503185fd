package dev.plumb.record.elf;

import dev.plumb.trace.io.ZstdBlock;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** An executable or library. Addresses are those in the file; a process adds a bias to them. */
public final class ElfImage {
  /** x86-64. */
  public static final int X86_64 = 62;

  /** AArch64. */
  public static final int AARCH64 = 183;

  private static final int HEADER_BYTES = 64;
  private static final int SECTION_BYTES = 64;
  private static final int PROGRAM_BYTES = 56;
  private static final int MAGIC = 0x464C457F;
  private static final int CLASS_64_LITTLE = 0x0102;

  private static final int LOAD = 1;
  private static final int NOTE = 4;
  private static final int UNWIND_TABLE = 0x6474E550;
  private static final int EXECUTABLE = 1;

  private static final int NO_BITS = 8;
  private static final long COMPRESSED = 0x800;
  private static final int ZLIB = 1;
  private static final int ZSTD = 2;
  private static final int BUILD_ID = 3;

  /** Sections that unpack to more are not read. */
  private static final int MOST_UNPACKED = 512 << 20;

  private final MemorySegment bytes;
  private final int machine;
  private final int sectionNames;
  private final long sectionTable;
  private final int sectionBytes;
  private final int sections;
  private final int segments;
  private final long[] addresses;
  private final long[] offsets;
  private final long[] sizes;
  private final boolean[] executable;
  private long unwindTable = -1;
  private @Nullable String buildId;

  private ElfImage(MemorySegment bytes) {
    this.bytes = bytes;
    this.machine = Bytes.u16(bytes, 0x12);
    long programs = Bytes.i64(bytes, 0x20);
    int programBytes = Bytes.u16(bytes, 0x36);
    int count = programBytes < PROGRAM_BYTES ? 0 : Bytes.u16(bytes, 0x38);
    addresses = new long[count];
    offsets = new long[count];
    sizes = new long[count];
    executable = new boolean[count];
    int loaded = 0;
    for (int i = 0; i < count; i++) {
      long at = programs + (long) i * programBytes;
      long offset = Bytes.i64(bytes, at + 8);
      long address = Bytes.i64(bytes, at + 16);
      long size = Bytes.i64(bytes, at + 32);
      switch (Bytes.i32(bytes, at)) {
        case LOAD -> {
          addresses[loaded] = address;
          offsets[loaded] = offset;
          sizes[loaded] = Math.max(size, 0);
          executable[loaded++] = (Bytes.i32(bytes, at + 4) & EXECUTABLE) != 0;
        }
        case NOTE -> readNotes(offset, size);
        case UNWIND_TABLE -> unwindTable = address;
        default -> {}
      }
    }
    segments = loaded;
    int wanted = Bytes.u16(bytes, 0x3A);
    sectionTable = Bytes.i64(bytes, 0x28);
    sectionBytes = wanted;
    int declared = Bytes.u16(bytes, 0x3C);
    // A stripped or cut file may lack the table that its header announces: segments are enough.
    boolean isThere =
        wanted >= SECTION_BYTES
            && sectionTable > 0
            && sectionTable <= bytes.byteSize() - (long) declared * wanted;
    sections = isThere ? declared : 0;
    sectionNames = Bytes.u16(bytes, 0x3E);
  }

  /** Maps a file; null if it cannot be read or is none for a 64-bit little-endian machine. */
  public static @Nullable ElfImage open(String name) {
    try {
      Path path = Path.of(name);
      // Opening a pipe or a device could wait, or do something.
      return Files.isRegularFile(path) ? map(path) : null;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private static @Nullable ElfImage map(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      return of(file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), Arena.ofAuto()));
    }
  }

  /** What is in memory; null if it is none. */
  public static @Nullable ElfImage of(MemorySegment bytes) {
    try {
      if (bytes.byteSize() < HEADER_BYTES
          || Bytes.i32(bytes, 0) != MAGIC
          || Bytes.u16(bytes, 4) != CLASS_64_LITTLE) {
        return null;
      }
      return new ElfImage(bytes);
    } catch (IndexOutOfBoundsException | InternalError e) {
      return null; // InternalError: the file was made shorter while it is mapped
    }
  }

  /** All bytes of the file. */
  public MemorySegment bytes() {
    return bytes;
  }

  /** The kind of processor: {@link #X86_64}, {@link #AARCH64} or another number. */
  public int machine() {
    return machine;
  }

  /** Number of parts that are loaded. */
  public int segments() {
    return segments;
  }

  /** First address of a loaded part. */
  public long segmentAddress(int segment) {
    return addresses[segment];
  }

  /** Where a loaded part stands in the file. */
  public long segmentOffset(int segment) {
    return offsets[segment];
  }

  /** Bytes of a loaded part in the file. */
  public long segmentBytes(int segment) {
    return sizes[segment];
  }

  /** Whether a loaded part is code. */
  public boolean isCode(int segment) {
    return executable[segment];
  }

  /** Where an address stands in the file; −1 if it is not loaded from it. */
  public long offset(long address) {
    for (int i = 0; i < segments; i++) {
      if (address >= addresses[i] && address - addresses[i] < sizes[i]) {
        return offsets[i] + (address - addresses[i]);
      }
    }
    return -1;
  }

  /** Address of the table that finds unwind information by address; −1 if there is none. */
  public long unwindTable() {
    return unwindTable;
  }

  /** The id that the linker gave the file, in hex; null if none. */
  public @Nullable String buildId() {
    return buildId;
  }

  private void readNotes(long from, long length) {
    long end = from + length;
    if (from < 0 || length < 0 || end > bytes.byteSize()) {
      return;
    }
    for (long at = from; end - at >= 12; ) {
      long nameBytes = Bytes.u32(bytes, at);
      long content = at + 12 + (nameBytes + 3 & -4);
      long contentBytes = Bytes.u32(bytes, at + 4);
      if (content + contentBytes > end) {
        return;
      }
      boolean isGnu = nameBytes == 4 && Bytes.i32(bytes, at + 12) == 0x554E47; // "GNU"
      if (isGnu && Bytes.i32(bytes, at + 8) == BUILD_ID && contentBytes <= 64) {
        byte[] id = bytes.asSlice(content, contentBytes).toArray(ValueLayout.JAVA_BYTE);
        buildId = HexFormat.of().formatHex(id);
      }
      at = content + (contentBytes + 3 & -4);
    }
  }

  private long header(int section) {
    return sectionTable + (long) section * sectionBytes;
  }

  /** Index of the first section of a name; −1 if none. */
  public int section(String name) {
    try {
      for (int i = 1; i < sections; i++) {
        if (isNamed(i, name)) {
          return i;
        }
      }
    } catch (IndexOutOfBoundsException | InternalError e) {
      // damaged: as if it had no names
    }
    return -1;
  }

  private boolean isNamed(int section, String name) {
    if (sectionNames >= sections) {
      return false;
    }
    long at = Bytes.i64(bytes, header(sectionNames) + 0x18) + Bytes.u32(bytes, header(section));
    for (int i = 0; i < name.length(); i++) {
      if (Bytes.u8(bytes, at + i) != name.charAt(i)) {
        return false;
      }
    }
    return Bytes.u8(bytes, at + name.length()) == 0;
  }

  /** Index of the first section of a type; −1 if none. */
  int sectionOfType(int type) {
    for (int i = 1; i < sections; i++) {
      if (Bytes.i32(bytes, header(i) + 4) == type) {
        return i;
      }
    }
    return -1;
  }

  /** Address of a section; 0 if it is not loaded. */
  public long address(int section) {
    return Bytes.i64(bytes, header(section) + 0x10);
  }

  /** The section that a section refers to. */
  int link(int section) {
    return Bytes.i32(bytes, header(section) + 0x28);
  }

  /** What a section holds, unpacked; null if nothing, or it is damaged. */
  public @Nullable MemorySegment content(int section) {
    try {
      if (section <= 0 || section >= sections) {
        return null;
      }
      long at = header(section);
      if (Bytes.i32(bytes, at + 4) == NO_BITS) {
        return null;
      }
      MemorySegment raw = bytes.asSlice(Bytes.i64(bytes, at + 0x18), Bytes.i64(bytes, at + 0x20));
      return (Bytes.i64(bytes, at + 8) & COMPRESSED) == 0 ? raw : unpack(raw);
    } catch (IndexOutOfBoundsException | InternalError e) {
      return null;
    }
  }

  private static @Nullable MemorySegment unpack(MemorySegment raw) {
    long size = Bytes.i64(raw, 8);
    byte[] packed = raw.asSlice(24).toArray(ValueLayout.JAVA_BYTE);
    // Neither packs better than 1:1100: a size beyond that is a lie that would only cost memory.
    if (size < 0 || size > MOST_UNPACKED || size > 1100L * packed.length + 64) {
      return null;
    }
    try {
      byte[] plain =
          switch (Bytes.i32(raw, 0)) {
            case ZLIB -> inflate(packed, (int) size);
            case ZSTD -> ZstdBlock.decode(packed, 0, packed.length, (int) size);
            default -> null;
          };
      return plain == null ? null : MemorySegment.ofArray(plain);
    } catch (IOException | DataFormatException e) {
      return null;
    }
  }

  private static byte[] inflate(byte[] packed, int size) throws DataFormatException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      byte[] plain = new byte[size];
      int done = 0;
      while (done < size && !inflater.finished() && !inflater.needsInput()) {
        done += inflater.inflate(plain, done, size - done);
      }
      return plain;
    } finally {
      inflater.end();
    }
  }
}
