package dev.plumb.record.python;

import dev.plumb.record.elf.Bytes;
import dev.plumb.record.elf.ElfImage;
import dev.plumb.record.elf.SymbolTable;
import dev.plumb.record.os.Memory;
import dev.plumb.record.symbols.AddressSpace;
import dev.plumb.record.unwind.CodeRegion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The CPython in a process.
 *
 * @param address of {@code _PyRuntime}
 * @param bytes of it; 0 if unknown
 * @param codeType address of the type of code objects; 0 if unknown
 * @param layout where things stand; null if the version is not known
 * @param version {@code major << 8 | minor}; 0 if unknown
 * @param path of the program or library
 */
record PythonRuntime(
    long address,
    long bytes,
    long codeType,
    @Nullable PythonLayout layout,
    int version,
    String path) {
  private static final Pattern VERSION = Pattern.compile("python(\\d)\\.(\\d+)");

  /** Finds it; null if there is none. */
  static @Nullable PythonRuntime find(AddressSpace space, Memory memory) {
    PythonRuntime found = find(space, memory, true);
    // A program that has the interpreter built in can have any name.
    return found != null ? found : find(space, memory, false);
  }

  private static @Nullable PythonRuntime find(AddressSpace space, Memory memory, boolean byName) {
    for (int i = 0; i < space.regions(); i++) {
      CodeRegion region = space.region(i);
      ElfImage image = region.image();
      String name = region.path().substring(region.path().lastIndexOf('/') + 1);
      if (image == null || name.contains("python") != byName) {
        continue;
      }
      // Only a program can be anything; libraries that embed one say so in their name.
      if (!byName && image.section(".interp") < 0) {
        continue;
      }
      long runtime = SymbolTable.address(image, "_PyRuntime");
      if (runtime == 0) {
        int section = image.section(".PyRuntime"); // from 3.13 on, in stripped programs too
        runtime = section < 0 ? 0 : image.address(section);
      }
      if (runtime != 0) {
        return of(region, image, runtime + region.bias(), memory);
      }
    }
    return null;
  }

  private static PythonRuntime of(CodeRegion region, ElfImage image, long runtime, Memory memory) {
    MemorySegment buffer = Arena.ofAuto().allocate(PythonLayout.DESCRIPTION_BYTES, 8);
    int read = memory.read(runtime, buffer, 0, PythonLayout.DESCRIPTION_BYTES);
    long codeType = SymbolTable.address(image, "PyCode_Type");
    long type = codeType == 0 ? 0 : codeType + region.bias();
    long bytes = SymbolTable.bytes(image, "_PyRuntime");
    if (read == PythonLayout.DESCRIPTION_BYTES && PythonLayout.isDescription(buffer)) {
      return new PythonRuntime(
          runtime,
          bytes,
          type,
          PythonLayout.described(buffer),
          PythonLayout.describedVersion(buffer),
          region.path());
    }
    int version = version(region, image, memory, buffer);
    return new PythonRuntime(
        runtime, bytes, type, PythonLayout.of(version), version, region.path());
  }

  private static int version(
      CodeRegion region, ElfImage image, Memory memory, MemorySegment buffer) {
    long symbol = SymbolTable.address(image, "Py_Version"); // from 3.11 on
    if (symbol != 0 && memory.read(symbol + region.bias(), buffer, 0, 8) == 8) {
      return (int) (Bytes.i64(buffer, 0) >>> 16) & 0xFFFF;
    }
    Matcher name = VERSION.matcher(region.path());
    int version = 0;
    while (name.find()) { // the last one: folders above may have versions too
      version = Integer.parseInt(name.group(1)) << 8 | Integer.parseInt(name.group(2)) & 0xFF;
    }
    return version;
  }
}
