package dev.plumb.record.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /proc} says of a process. What cannot be read is empty: processes end at any time.
 */
public final class ProcessFiles {
  private final int pid;
  private final Path folder;

  /** Of a process. */
  public ProcessFiles(int pid) {
    this.pid = pid;
    this.folder = Path.of("/proc", Integer.toString(pid));
  }

  /** The process. */
  public int pid() {
    return pid;
  }

  /** Whether the process is there and not only waits for its parent to ask how it ended. */
  public boolean isAlive() {
    TaskStat stat = stat(pid);
    return stat != null && stat.state() != 'Z' && stat.state() != 'X';
  }

  /**
   * Whether it has memory, as far as one is let see: a process that ends gives it up a moment
   * before it is seen to have ended.
   */
  public boolean hasMemory() {
    try {
      return Files.readAllBytes(folder.resolve("maps")).length > 0;
    } catch (IOException e) {
      return true;
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  /** All mappings, by address. */
  public List<Mapping> mappings() {
    List<Mapping> mappings = new ArrayList<>();
    try {
      // Names of files may be anything but a newline: read as bytes, decoded afterwards.
      String all = new String(Files.readAllBytes(folder.resolve("maps")), StandardCharsets.UTF_8);
      for (String line : all.split("\n", -1)) {
        Mapping mapping = Mapping.parse(line);
        if (mapping != null) {
          mappings.add(mapping);
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return mappings;
  }

  /** A file of the process, as this process can open it. */
  public String path(String path) {
    return root() + path;
  }

  /** Prefix of the process's paths: it may have another root than this process. */
  public String root() {
    return folder + "/root";
  }

  /** Its command, word by word, however long: the JDK knows no more than a page of it. */
  public List<String> command() {
    try {
      byte[] words = Files.readAllBytes(folder.resolve("cmdline"));
      return List.of(new String(words, StandardCharsets.UTF_8).split("\0", 0));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Threads, ascending. */
  public int[] threads() {
    int[] tids = new int[16];
    int count = 0;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(folder.resolve("task"))) {
      for (Path task : tasks) {
        if (count == tids.length) {
          tids = Arrays.copyOf(tids, count * 2);
        }
        tids[count++] = Integer.parseInt(task.getFileName().toString());
      }
    } catch (IOException | RuntimeException e) {
      // What was found so far: the process is ending.
    }
    tids = Arrays.copyOf(tids, count);
    Arrays.sort(tids);
    return tids;
  }

  private Path task(int tid) {
    return folder.resolve("task/" + tid);
  }

  /** Name of a thread, of at most 15 bytes; "" if it has ended. */
  public String threadName(int tid) {
    return text(task(tid).resolve("comm")).strip();
  }

  /** State and times of the process; null if it has ended. */
  public @Nullable TaskStat stat() {
    return TaskStat.parse(text(folder.resolve("stat")));
  }

  /** State and times of a thread; null if it has ended. */
  public @Nullable TaskStat stat(int tid) {
    return TaskStat.parse(text(task(tid).resolve("stat")));
  }

  /** CPU time that a thread has used, ns; −1 if unknown. */
  public long ranNs(int tid) {
    String text = text(task(tid).resolve("schedstat"));
    int end = text.indexOf(' ');
    try {
      return end < 0 ? -1 : Long.parseLong(text, 0, end, 10);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** CPU time of all threads, ended ones too, ns; −1 if the process has ended. */
  public long cpuNs() {
    return Linux.processCpuNs(pid);
  }

  /**
   * What a process does with signals.
   *
   * @param caught bit {@code n − 1} is set if the program handles signal {@code n}
   * @param blocked bit {@code n − 1} is set if signal {@code n} is kept from the thread
   */
  public record Signals(long caught, long blocked) {
    /** Whether the program handles a signal. */
    public boolean catches(int signal) {
      return (caught >>> (signal - 1) & 1) != 0;
    }
  }

  /** What a thread does with signals; null if it has ended. */
  public @Nullable Signals signals(int tid) {
    long caught = 0;
    long blocked = 0;
    String all = text(task(tid).resolve("status"));
    try {
      for (String line : all.split("\n", -1)) {
        int colon = line.indexOf(':');
        String value = line.substring(colon + 1).strip();
        switch (colon < 0 ? "" : line.substring(0, colon)) {
          case "SigBlk" -> blocked = Long.parseUnsignedLong(value, 16);
          case "SigCgt" -> caught = Long.parseUnsignedLong(value, 16);
          default -> {}
        }
      }
    } catch (NumberFormatException e) {
      return null;
    }
    return all.isEmpty() ? null : new Signals(caught, blocked);
  }

  /** The kernel's function that a thread waits in; "" if it does not wait, or it is a secret. */
  public String waitsIn(int tid) {
    String function = text(task(tid).resolve("wchan")).strip();
    return function.equals("0") ? "" : function;
  }

  /** The system call that a thread is in; null if none, or it may not be asked. */
  public @Nullable TaskCall call(int tid) {
    return TaskCall.parse(text(task(tid).resolve("syscall")));
  }

  /** A thread's id as the process itself knows it, which differs in a container. */
  public int ownId(int tid) {
    for (String line : text(task(tid).resolve("status")).split("\n", -1)) {
      if (line.startsWith("NSpid:")) {
        String[] ids = line.substring(6).strip().split("\\s+");
        try {
          return Integer.parseInt(ids[ids.length - 1]);
        } catch (NumberFormatException e) {
          return tid;
        }
      }
    }
    return tid;
  }
}
