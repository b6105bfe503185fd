package dev.plumb.agent;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of scopes, threads and call paths: a file that only grows, so that what was written stays
 * true however the program ends. A record is a kind (one byte), a number and a length (four bytes
 * each, high byte first), and UTF-8 text.
 */
final class Names {
  /** Numbers below are the recorder's: names of wrapped methods. */
  static final int FIRST_SCOPE = 1 << 20;

  /** Scopes whose names do not fit. */
  static final int MORE_SCOPES = FIRST_SCOPE - 1;

  /** Number of a call path that does not fit. */
  static final int NO_PATH = -1;

  private static final byte SCOPE = 'S';
  private static final byte THREAD = 'T';
  private static final byte PATH = 'P';

  /** A program may make names from data. */
  private static final int MOST = 1 << 16;

  private static final Map<String, Integer> SCOPES = new HashMap<>();
  private static final Map<String, Integer> PATHS = new HashMap<>();

  /** Not a channel: an interrupt of a thread that writes would close that. */
  private static @Nullable RandomAccessFile file;

  private Names() {}

  static synchronized void open(Path path) throws IOException {
    SCOPES.clear();
    PATHS.clear();
    file = new RandomAccessFile(path.toFile(), "rw");
  }

  /** Number of a scope. */
  static int scope(String name) {
    return number(SCOPES, FIRST_SCOPE, MORE_SCOPES, SCOPE, name);
  }

  /** Number of a call path: its frames, outermost first, one a line. */
  static int path(String frames) {
    return number(PATHS, 0, NO_PATH, PATH, frames);
  }

  private static synchronized int number(
      Map<String, Integer> known, int first, int otherwise, byte kind, String text) {
    Integer before = known.get(text);
    if (before != null) {
      return before;
    }
    int id = first + known.size();
    if (known.size() >= MOST || !write(kind, id, text)) {
      return otherwise;
    }
    known.put(text, id);
    return id;
  }

  /** Names a thread: the system's number of it and its name, one a line. */
  static synchronized void thread(int index, String text) {
    write(THREAD, index, text);
  }

  private static boolean write(byte kind, int id, String text) {
    RandomAccessFile out = file;
    if (out == null) {
      return false;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer record = ByteBuffer.allocate(9 + bytes.length);
    record.put(kind).putInt(id).putInt(bytes.length).put(bytes);
    try {
      long start = out.length();
      try {
        out.write(record.array());
        return true;
      } catch (IOException full) {
        out.setLength(start); // no half record stays
        return false;
      }
    } catch (IOException e) {
      return false;
    }
  }
}
