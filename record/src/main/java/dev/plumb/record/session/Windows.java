package dev.plumb.record.session;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.chrome.ChromeImporter;
import dev.plumb.importers.xplane.XPlaneImporter;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Windows of frameworks' own profilers: each is read, merged into the tree and deleted. */
final class Windows {
  /**
   * What a whole window is called. Frameworks write to files of other names beside it, which they
   * then rename.
   */
  private static final Pattern WHOLE =
      Pattern.compile("([0-9]+(?:@[0-9]+)?)-([0-9]+\\.json|jax-[0-9]+)");

  private final Recording recording;
  private final Path folder;
  private final WindowMerger merger;

  /** Windows that began, by process and number, until they are merged. */
  private final Map<String, Window> open = new HashMap<>();

  private final Set<String> merged = new HashSet<>();
  private final Set<Path> found = new LinkedHashSet<>();
  private long count;

  /**
   * A window and its clocks.
   *
   * @param process of which it is
   * @param offsetNs added to its Unix time to get CLOCK_MONOTONIC
   */
  private record Window(RecordedProcess process, long offsetNs) {}

  Windows(Recording recording, Path folder) {
    this.recording = recording;
    this.folder = folder;
    this.merger = new WindowMerger(recording.tree());
  }

  /** What a process says: a window's number, both clocks at one moment. */
  void note(RecordedProcess process, String key, String value) {
    String[] parts = value.split(" ");
    if (parts.length != 3 || !value.matches("[0-9 ]{3,60}")) {
      return;
    }
    String name = process.label() + "-" + parts[0];
    if (key.equals("window.begin")) {
      long offset = Long.parseLong(parts[1]) - Long.parseLong(parts[2]);
      open.put(name, new Window(process, offset));
      process.operators().beginJournal();
    } else {
      process.operators().endJournal();
    }
    if (key.equals("window.cancel")) {
      open.remove(name);
      process.operators().forgetJournal();
    }
  }

  /** Looks for windows that are complete; the events of their time are in the rings by now. */
  void look() throws IOException {
    for (Path each : SessionFolder.files(folder, "*")) {
      if (WHOLE.matcher(name(each)).matches()) {
        found.add(each);
      }
    }
  }

  /** Merges what was found; the rings must have been drained after {@link #look}. */
  void merge() {
    for (Path each : found) {
      merge(each);
    }
    found.clear();
  }

  /** The program has ended: windows that it did not finish are lost. */
  void finish() throws IOException {
    look();
    merge();
    open.keySet().removeAll(merged);
    if (!open.isEmpty()) {
      recording.problems().add(ProblemCode.WINDOW_LOST, Problems.NO_OFFSET, open.size());
    }
    if (count > 0) {
      recording.note("windows", String.valueOf(count));
    }
  }

  private void merge(Path file) {
    String name = name(file).replaceFirst("-jax", "").replaceFirst("\\.json$", "");
    Window window = open.get(name);
    merged.add(name);
    try {
      boolean empty = true;
      for (TraceBuilder each : read(file)) {
        Trace trace = each.seal();
        empty &= trace.isEmpty();
        merger.merge(
            trace,
            window == null ? null : window.process(),
            window == null ? 0 : window.offsetNs(),
            Files.isDirectory(file)); // of JAX, whose operators nothing else sees
      }
      if (empty) {
        lost(file, "it is empty");
      } else {
        count++;
      }
    } catch (IOException | RuntimeException e) {
      // Whatever a damaged file does to an importer, the recording is worth more.
      lost(file, String.valueOf(e.getMessage()));
    }
    if (window != null) {
      window.process().operators().forgetJournal();
    }
    delete(file);
  }

  private void lost(Path file, String why) {
    recording.problems().add(ProblemCode.WINDOW_LOST, Problems.NO_OFFSET, name(file) + ": " + why);
  }

  private static List<TraceBuilder> read(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return read(path, new ChromeImporter());
    }
    List<TraceBuilder> traces = new ArrayList<>();
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.filter(each -> name(each).endsWith(".xplane.pb")).toList()) {
        traces.addAll(read(file, new XPlaneImporter()));
      }
    }
    return traces;
  }

  private static List<TraceBuilder> read(Path file, Importer importer) throws IOException {
    TraceBuilder builder = new TraceBuilder(file.toString(), importer.format(), new Problems());
    ImportSession session = importer.open(builder);
    if (importer.access() == Importer.Access.FILE) {
      session.acceptFile(file);
    } else {
      byte[] buffer = new byte[1 << 16];
      try (InputStream in = Files.newInputStream(file)) {
        for (int length; (length = in.read(buffer)) > 0; ) {
          session.accept(buffer, 0, length);
        }
      }
    }
    session.finish();
    List<TraceBuilder> several = session.traces();
    return several.isEmpty() ? List.of(builder) : several;
  }

  /** What cannot be deleted now goes with the folder of the session. */
  private static void delete(Path path) {
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException | UncheckedIOException e) {
      // It is merged, or lost, already.
    }
  }

  private static String name(@Nullable Path path) {
    return path == null ? "" : String.valueOf(path.getFileName());
  }
}
