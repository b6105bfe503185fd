package dev.plumb.trace.io;

import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.UnreadableInputException;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The files inside one input: the input itself, or the members of an archive, one after another.
 *
 * <pre>{@code
 * try (Sources sources = Sources.open("run.tar.gz", Limits.DEFAULTS, problems)) {
 *   ByteSource source;
 *   while ((source = sources.next()) != null) {
 *     Importer importer = choose(source.head(ByteSource.MAX_HEAD));
 *     Chunk chunk;
 *     while ((chunk = source.next()) != null) {
 *       importer.accept(chunk.array(), chunk.from(), chunk.to(), chunk.offset());
 *       source.release(chunk);
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>For one thread. Damage is counted in the {@link Problems}, with offsets in the file on disk;
 * an exception comes only if not a single byte of content can be had.
 */
public final class Sources implements Closeable {
  /** The name of standard input. */
  public static final String STANDARD_INPUT = "-";

  /** What compressed traces expand to at least; sizes the first chunk only. */
  private static final int EXPECTED_RATIO = 32;

  private final Origin origin;
  private final Problems problems;
  private final ArrayDeque<Level> archives = new ArrayDeque<>();
  private boolean started;
  private @Nullable LayeredSource current;
  private int members;
  private boolean anyContent;
  private @Nullable UnreadableInputException firstFailure;

  /**
   * An archive that is being read.
   *
   * @param depth containers around its members
   */
  private record Level(String name, Archive archive, int depth) {}

  private Sources(Origin origin, Problems problems) {
    this.origin = origin;
    this.problems = problems;
  }

  /**
   * Opens a file, or standard input for {@code -}.
   *
   * @throws UnreadableInputException if there is no such file, or it is none or may not be read
   */
  public static Sources open(String file, Limits limits, Problems problems)
      throws UnreadableInputException {
    if (file.equals(STANDARD_INPUT)) {
      // Not System.in, which would copy everything through a small buffer.
      return open("standard input", new FileInputStream(FileDescriptor.in), limits, problems);
    }
    try {
      return open(ExactText.path(file), limits, problems);
    } catch (InvalidPathException e) {
      throw new UnreadableInputException(
          file, Problems.NO_OFFSET, "is not a valid path", "Check the path.");
    }
  }

  /**
   * Opens a file.
   *
   * @throws UnreadableInputException if there is no such file, or it is none or may not be read
   */
  public static Sources open(Path file, Limits limits, Problems problems)
      throws UnreadableInputException {
    return new Sources(Origin.ofFile(file, limits), problems);
  }

  /** Reads {@code in}, which stays the caller's to close, and is called {@code name}. */
  public static Sources open(String name, InputStream in, Limits limits, Problems problems) {
    return new Sources(Origin.ofStream(name, in, limits), problems);
  }

  /**
   * The next file with any content, or null after the last. Closes the previous one, read or not.
   *
   * @throws UnreadableInputException instead of the first null, if there was no content at all
   * @throws java.io.InterruptedIOException if the thread is interrupted while it reads
   */
  public @Nullable ByteSource next() throws IOException {
    if (current != null) {
      current.closeAndWait();
      current = null;
    }
    if (!started) {
      started = true;
      Inlet whole = Inlet.ofFile(origin.open(), 0, origin.size());
      tryOpen(origin.name(), whole, origin.size(), 0);
    }
    while (current == null && !archives.isEmpty()) {
      advance(archives.element());
    }
    if (current == null && !anyContent) {
      throw firstFailure != null ? firstFailure : noFiles();
    }
    return current;
  }

  private UnreadableInputException noFiles() {
    for (Problem problem : problems.list()) {
      if (problem.code() == ProblemCode.MEMBER_UNREADABLE) {
        return new UnreadableInputException(
            origin.name(),
            problem.firstOffset(),
            "holds nothing that can be read: " + problem.detail(),
            "Unpack it yourself and pass the files that were in it.");
      }
    }
    return new UnreadableInputException(
        origin.name(),
        Problems.NO_OFFSET,
        "holds no files",
        "Check that it is the archive that you meant.");
  }

  /** Goes on to the next member: to its content, into it if it is an archive, or out at the end. */
  private void advance(Level level) throws IOException {
    try {
      Archive.Member member = level.archive.next();
      if (member == null) {
        leave(level);
      } else if (!isCompanion(member.path())) {
        countMember();
        tryOpen(level.name + "!" + member.path(), member.content(), member.size(), level.depth);
      }
    } catch (Damage e) {
      count(e, level.name);
      leave(level);
    }
  }

  private void leave(Level level) throws IOException {
    archives.remove(level);
    level.archive.close();
  }

  /** What macOS adds to archives: metadata of the file beside it, under nearly the same name. */
  private static boolean isCompanion(String path) {
    return path.startsWith("._", path.lastIndexOf('/') + 1);
  }

  private void countMember() throws Damage {
    members++;
    int max = origin.limits().maxMembers();
    if (members > max) {
      throw new Damage(
          ProblemCode.MEMBER_LIMIT,
          origin.bytesRead(),
          String.format(Locale.ROOT, "holds more than %,d files", max));
    }
  }

  /** Damage in one member leaves the others readable. */
  private void tryOpen(String name, Inlet in, long size, int depth) throws IOException {
    try {
      open(name, in, size, depth);
    } catch (Damage e) {
      if (e.code() == ProblemCode.EXPANSION_SIZE_LIMIT) {
        throw e;
      }
      count(e, name);
    }
  }

  /** Looks through containers down to the content, or to an archive, which it enters. */
  private void open(String name, Inlet file, long size, int outerDepth) throws IOException {
    Inlet in = file;
    try {
      long expectedBytes = size;
      for (int depth = outerDepth; ; depth++) {
        int there = in.peek(Format.HEAD_BYTES);
        Format format = Format.of(in.buffer, in.at, in.at + there);
        if (format == Format.PLAIN) {
          openContent(name, in, expectedBytes, depth == 0 ? origin.path() : null);
          return;
        }
        if (depth == origin.limits().maxDepth()) {
          throw new Damage(
              ProblemCode.NESTING_LIMIT, in.fileOffset(), "nested more than " + depth + " deep");
        }
        Archive archive = archive(format, in, depth);
        if (archive != null) {
          archives.push(new Level(name, archive, depth + 1));
          return;
        }
        in = Inlet.above(in, new Expansion(origin, in, decompressor(format, in)));
        expectedBytes = expectedBytes < 0 ? -1 : expectedBytes * EXPECTED_RATIO;
      }
    } catch (Damage e) {
      in.close();
      throw e;
    }
  }

  private @Nullable Archive archive(Format format, Inlet in, int depth) throws IOException {
    return switch (format) {
      case TAR -> new Tar(in, problems);
      case ZIP, EMPTY_ZIP -> {
        FileChannel channel = depth == 0 ? origin.channel() : null;
        yield channel == null ? new ZipStream(origin, in, problems) : zipFile(channel, in);
      }
      default -> null;
    };
  }

  private Archive zipFile(FileChannel channel, Inlet in) throws IOException {
    ZipDirectory directory = ZipDirectory.find(origin, channel, problems);
    if (directory != null) {
      return directory;
    }
    problems.add(
        ProblemCode.INPUT_TRUNCATED,
        origin.size(),
        "the directory at the end of the zip is missing or damaged");
    return new ZipStream(origin, in, problems);
  }

  private static InputStream decompressor(Format format, Inlet in) throws IOException {
    return switch (format) {
      case GZIP -> new GzipStream(in);
      case ZSTD -> new ZstdStream(in);
      case XZ -> new XzStream(in);
      case BZIP2 -> throw unsupported("bzip2", "bunzip2");
      case LZ4 -> throw unsupported("lz4", "unlz4");
      case SEVEN_ZIP -> throw unsupported("7z", "7z x");
      case RAR -> throw unsupported("rar", "unrar x");
      case COMPRESS -> throw unsupported("compress (.Z)", "uncompress");
      case TAR, ZIP, EMPTY_ZIP, PLAIN -> throw new IllegalArgumentException(format.name());
    };
  }

  private static Damage unsupported(String what, String command) {
    return new Damage(
        ProblemCode.MEMBER_UNREADABLE,
        Problems.NO_OFFSET,
        "is " + what + " data, which is not supported",
        "Unpack it first with " + command + ".");
  }

  private void openContent(String name, Inlet in, long expectedBytes, @Nullable Path path)
      throws IOException {
    ChunkReader reader = new ChunkReader(label(name), origin, in, problems);
    LayeredSource source = new LayeredSource(name, origin, path, reader, expectedBytes);
    if (source.isEmpty()) {
      throw reader.damage() != null
          ? reader.damage()
          : new Damage(
              ProblemCode.MEMBER_EMPTY,
              Problems.NO_OFFSET,
              "is empty",
              "Check that the profiler has finished writing it.");
    }
    current = source;
    anyContent = true;
  }

  private void count(Damage damage, String name) {
    if (damage.firstCount()) {
      problems.add(damage.code(), damage.offset(), label(name) + damage.reason());
    }
    if (firstFailure == null) {
      firstFailure =
          new UnreadableInputException(name, damage.offset(), damage.reason(), damage.nextStep());
    }
  }

  /** The name inside the input: problems belong to an input, and need not repeat its name. */
  private String label(String name) {
    return name.equals(origin.name()) ? "" : name.substring(origin.name().length() + 1) + ": ";
  }

  /**
   * Closes the current source and the input. A thread that is blocked on a stream is interrupted
   * and not waited for.
   */
  @Override
  public void close() throws IOException {
    if (current == null) {
      closeArchives();
    } else {
      current.closeWith(this::closeArchives);
      current = null;
    }
  }

  private void closeArchives() throws IOException {
    for (Level level : archives) {
      level.archive.close();
    }
    archives.clear();
    origin.close();
  }
}
