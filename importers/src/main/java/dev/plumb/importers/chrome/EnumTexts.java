package dev.plumb.importers.chrome;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds the constant of an enum whose name a text is. */
final class EnumTexts<E extends Enum<E>> {
  private final E[] constants;
  private final byte[][] names;

  EnumTexts(E[] constants) {
    this.constants = constants;
    this.names = new byte[constants.length][];
    for (int i = 0; i < names.length; i++) {
      names[i] = constants[i].name().getBytes(StandardCharsets.US_ASCII);
    }
  }

  @Nullable E find(byte[] buffer, int from, int to) {
    for (int i = 0; i < names.length; i++) {
      if (Arrays.equals(buffer, from, to, names[i], 0, names[i].length)) {
        return constants[i];
      }
    }
    return null;
  }
}
