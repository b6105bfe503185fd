package dev.plumb.record.unwind;

import org.jspecify.annotations.Nullable;

/** Where code of a process is. */
@FunctionalInterface
public interface CodeMap {
  /** The region that an address is in; null if it is no code. */
  @Nullable CodeRegion region(long address);
}
