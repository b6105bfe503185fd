package dev.plumb.importers.elf;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** What {@code cubin/make} in the test resources makes. */
public final class Cubin {
  private Cubin() {}

  /** Machine code of two kernels, compiled with {@code -lineinfo}. */
  public static byte[] waves() throws IOException {
    return resource("waves.cubin");
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in = Cubin.class.getResourceAsStream("/cubin/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
