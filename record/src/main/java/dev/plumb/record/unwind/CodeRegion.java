package dev.plumb.record.unwind;

import dev.plumb.record.elf.ElfImage;
import org.jspecify.annotations.Nullable;

/** Addresses of a process that are code of one file, or code that no file has. */
public final class CodeRegion {
  private final long start;
  private final long end;
  private final long bias;
  private final String path;
  private final @Nullable ElfImage image;
  private final @Nullable CfiTable cfi;

  /**
   * @param start first address
   * @param end behind the last one
   * @param bias what the process adds to addresses of the file
   * @param path of the file; "" if none
   * @param image the file; null for code that was made while running, or a file that is gone
   * @param cfi its unwind information; null if it has none
   */
  public CodeRegion(
      long start,
      long end,
      long bias,
      String path,
      @Nullable ElfImage image,
      @Nullable CfiTable cfi) {
    this.start = start;
    this.end = end;
    this.bias = bias;
    this.path = path;
    this.image = image;
    this.cfi = cfi;
  }

  /** First address. */
  public long start() {
    return start;
  }

  /** Behind the last address. */
  public long end() {
    return end;
  }

  /** What the process adds to addresses of the file. */
  public long bias() {
    return bias;
  }

  /** Path of the file as the process sees it; "" if none. */
  public String path() {
    return path;
  }

  /** The file; null if there is none. */
  public @Nullable ElfImage image() {
    return image;
  }

  /** Unwind information; null if there is none. */
  public @Nullable CfiTable cfi() {
    return cfi;
  }
}
