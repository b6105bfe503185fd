package dev.plumb.record.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;

/** Windows of frameworks' own profilers: each is read, merged into the tree and deleted. */
final class Windows {
  private final Recording recording;
  private final Path folder;

  Windows(Recording recording, Path folder) {
    this.recording = recording;
    this.folder = folder;
  }

  void note(long pid, String key, String value) {}

  void poll(Collection<RecordedProcess> processes) throws IOException {}

  void finish(Collection<RecordedProcess> processes) throws IOException {}
}
