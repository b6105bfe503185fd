package dev.plumb.importers.memsnapshot;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A dictionary of a pickle: keys and values in their order, in one array, because snapshots hold
 * millions of small ones. Nothing is hashed, so no choice of keys makes it slow to fill.
 */
final class Dict {
  private @Nullable Object[] pairs = new @Nullable Object[8];
  private int size;

  void put(@Nullable Object key, @Nullable Object value) {
    if (size == pairs.length) {
      pairs = Arrays.copyOf(pairs, size * 2);
    }
    pairs[size++] = key;
    pairs[size++] = value;
  }

  /** The last value of a key; null if there is none, or if it is none. */
  @Nullable Object get(String key) {
    for (int i = size - 2; i >= 0; i -= 2) {
      if (key.equals(pairs[i])) {
        return pairs[i + 1];
      }
    }
    return null;
  }

  /** A list; empty if there is none. */
  @SuppressWarnings("unchecked")
  List<@Nullable Object> list(String key) {
    return get(key) instanceof List<?> list ? (List<@Nullable Object>) list : List.of();
  }

  /** A whole number that fits 64 bits, truth values being 1 and 0; {@code otherwise} if not. */
  long number(String key, long otherwise) {
    return switch (get(key)) {
      case Long number -> number;
      case Boolean truth -> truth ? 1 : 0;
      case null, default -> otherwise;
    };
  }

  /** A text; "" if there is none. */
  String text(String key) {
    return get(key) instanceof String text ? text : "";
  }

  /** The keys that are texts. */
  Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    for (int i = 0; i < size; i += 2) {
      if (pairs[i] instanceof String key) {
        keys.add(key);
      }
    }
    return keys;
  }
}
