package dev.plumb.trace.io;

import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.UnreadableInputException;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The file or stream that everything else is read from, and what it has cost so far. */
final class Origin implements Closeable {
  static final long UNKNOWN_SIZE = -1;

  /** Output before which no ratio is judged: decoding it takes less than a second anyway. */
  private static final long RATIO_GRACE_BYTES = 64L << 20;

  private final String name;
  private final Limits limits;
  private final @Nullable Path path;
  private final @Nullable FileChannel channel;
  private final @Nullable InputStream stream;
  private final Closeable resource;
  private final long size;

  private final AtomicLong read = new AtomicLong();
  // One thread at a time decodes; handing over between threads orders these two.
  private long expanded;
  private long delivered;

  private Origin(
      String name,
      Limits limits,
      @Nullable Path path,
      @Nullable FileChannel channel,
      @Nullable InputStream stream,
      Closeable resource,
      long size) {
    this.name = name;
    this.limits = limits;
    this.path = path;
    this.channel = channel;
    this.stream = stream;
    this.resource = resource;
    this.size = size;
  }

  /** The stream stays open: it is the caller's. */
  static Origin ofStream(String name, InputStream stream, Limits limits) {
    return new Origin(name, limits, null, null, stream, () -> {}, UNKNOWN_SIZE);
  }

  static Origin ofFile(Path path, Limits limits) throws UnreadableInputException {
    String name = path.toString();
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        throw unreadable(name, "is a directory", "Name the files inside it: " + name + "/*.");
      }
      if (attributes.isRegularFile()) {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        return new Origin(name, limits, path, channel, null, channel, channel.size());
      }
      if (!isOpenedByShell(path)) {
        // Opening a named pipe waits, perhaps for ever, until somebody writes to it.
        throw unreadable(
            name,
            "is a pipe or a device, not a file",
            "Pass it as standard input: - < " + name + ".");
      }
      InputStream pipe = new FileInputStream(path.toFile());
      return new Origin(name, limits, null, null, pipe, pipe, UNKNOWN_SIZE);
    } catch (UnreadableInputException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw unreadable(name, "does not exist", "Check the path.");
    } catch (AccessDeniedException e) {
      throw unreadable(name, "may not be read by you", "Check its permissions.");
    } catch (FileSystemException e) {
      throw unreadable(name, "cannot be opened (" + e.getReason() + ")", "Check the path.");
    } catch (IOException e) {
      throw unreadable(name, "cannot be opened (" + e.getMessage() + ")", "Check the path.");
    }
  }

  private static UnreadableInputException unreadable(String name, String reason, String nextStep) {
    return new UnreadableInputException(name, Problems.NO_OFFSET, reason, nextStep);
  }

  /** {@code <(command)} arrives as /dev/fd/63, a link into /proc: a pipe that has its writer. */
  private static boolean isOpenedByShell(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    if (Files.isSymbolicLink(absolute) && !isInProc(absolute)) {
      absolute = absolute.resolveSibling(Files.readSymbolicLink(absolute));
    }
    return isInProc(absolute);
  }

  private static boolean isInProc(Path path) throws IOException {
    Path parent = path.getParent();
    return parent != null && parent.toRealPath().startsWith("/proc");
  }

  /** All bytes, from the first. */
  InputStream open() {
    if (channel != null) {
      return new Slice(this, channel, 0, Long.MAX_VALUE);
    }
    return new Counted(this, Objects.requireNonNull(stream));
  }

  String name() {
    return name;
  }

  Limits limits() {
    return limits;
  }

  @Nullable Path path() {
    return path;
  }

  /** For random access; null for a stream. */
  @Nullable FileChannel channel() {
    return channel;
  }

  /** Whether a read may block for ever. */
  boolean isStream() {
    return channel == null;
  }

  long size() {
    return size;
  }

  /** Bytes read so far; what is read again, such as the end of a zip, counts once. */
  long bytesRead() {
    return size == UNKNOWN_SIZE ? read.get() : Math.min(read.get(), size);
  }

  void countRead(int n) {
    read.addAndGet(n);
  }

  /** Counts the output of a decompressor, whether anybody wants it or not. */
  void countExpanded(int n) {
    expanded += n;
  }

  /** Refuses to go on when the output so far is out of proportion. */
  void checkRatio(long fileOffset) throws Damage {
    // Members of a zip may overlap, so that the same bytes are read, and expand, many times.
    if (expanded > RATIO_GRACE_BYTES && expanded / limits.maxRatio() > bytesRead()) {
      throw new Damage(
          ProblemCode.EXPANSION_RATIO_LIMIT,
          fileOffset,
          "expands more than " + limits.maxRatio() + ":1");
    }
  }

  /** Counts content that a consumer gets. */
  void countDelivered(int n) {
    delivered += n;
  }

  /** Content that may still be delivered, in bytes. */
  long allowance() {
    return limits.maxUncompressedBytes() - delivered;
  }

  @Override
  public void close() throws IOException {
    resource.close();
  }
}
