package dev.plumb.record.symbols;

import dev.plumb.trace.LongColumn;
import dev.plumb.trace.RowSorter;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Functions of the operating system's kernel, by {@code /proc/kallsyms}, where that is no secret.
 */
final class KernelNames {
  private final LongColumn addresses = new LongColumn();
  private final List<String> names = new ArrayList<>();
  private int[] order = {};

  private KernelNames() {}

  /** Reads a list; an empty one if it cannot be read, or says zero for every address. */
  static KernelNames read(Path path) {
    KernelNames kernel = new KernelNames();
    try (BufferedReader in = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        kernel.line(line);
      }
    } catch (IOException e) {
      return new KernelNames();
    }
    kernel.order = new int[kernel.names.size()];
    for (int i = 0; i < kernel.order.length; i++) {
      kernel.order[i] = i;
    }
    RowSorter.sortByKey(kernel.order, 0, kernel.order.length, kernel.addresses::get);
    return kernel;
  }

  private void line(String line) {
    // ADDRESS TYPE NAME [MODULE]
    int space = line.indexOf(' ');
    if (space < 1 || line.length() < space + 4 || "tTwW".indexOf(line.charAt(space + 1)) < 0) {
      return;
    }
    try {
      long address = Long.parseUnsignedLong(line, 0, space, 16);
      int end = line.indexOf('\t', space);
      if (address != 0) {
        addresses.add(address);
        names.add(line.substring(space + 3, end < 0 ? line.length() : end));
      }
    } catch (NumberFormatException e) {
      // no such line
    }
  }

  @Nullable String name(long address) {
    int low = 0;
    int high = order.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(addresses.get(order[middle]), address) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high < 0 ? null : names.get(order[high]);
  }
}
