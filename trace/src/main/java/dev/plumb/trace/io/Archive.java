package dev.plumb.trace.io;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A container of several files, read one after another. It owns what its members decode with. */
interface Archive extends Closeable {
  /**
   * The next regular file, or null at the end; ends the previous one, read or not.
   *
   * @throws Damage if the archive cannot be followed any further
   */
  @Nullable Member next() throws IOException;

  /**
   * A file in an archive.
   *
   * @param path as the archive names it
   * @param size of the content in bytes; −1 if unknown
   */
  record Member(String path, Inlet content, long size) {}
}
