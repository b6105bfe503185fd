package dev.plumb.importers.pprof;

import dev.plumb.importers.stacks.OwnExport;
import dev.plumb.importers.stacks.ThreadTracks;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;

/**
 * Labels of samples. Those that name a process or thread make a track; the others become the
 * reason, as {@code key=value}.
 */
final class PprofLabels {
  private final TraceBuilder out;
  private final PprofCode code;
  private final ThreadTracks threads;
  private final boolean ours;
  private final IntColumn tracks = new IntColumn();
  private final IntColumn reasons = new IntColumn();

  /**
   * @param ours whether Plumb wrote the profile: then kind and rank are what they say
   */
  PprofLabels(TraceBuilder out, PprofCode code, StringPool sets, boolean ours) {
    this.out = out;
    this.code = code;
    this.ours = ours;
    threads = new ThreadTracks(out);
    byte[] bytes = new byte[256];
    for (int set = 0; set < sets.size(); set++) {
      if (sets.length(set) > bytes.length) {
        bytes = new byte[sets.length(set)];
      }
      understand(bytes, sets.copy(set, bytes, 0));
    }
  }

  int track(int set) {
    return tracks.get(set);
  }

  int reason(int set) {
    return reasons.get(set);
  }

  private void understand(byte[] bytes, int length) {
    Label label = new Label();
    for (int at = 0; at < length; ) {
      int size = bytes[at++] & 0xFF;
      label.read(bytes, at, at + size);
      at += size;
    }
    int track = Ids.NONE;
    if (ours) {
      track = OwnExport.track(out, threads, label.rank, label.thread);
    } else if (!label.pid.isEmpty() || !label.tid.isEmpty() || !label.thread.isEmpty()) {
      track = threads.row(label.pid, label.tid.isEmpty() ? label.thread : label.tid);
      threads.name(track, label.thread);
    }
    tracks.add(track);
    String reason = label.rest.toString();
    reasons.add(reason.isEmpty() ? Ids.NONE : out.strings().intern(reason));
  }

  /** The labels of one sample. */
  private final class Label {
    private String pid = "";
    private String tid = "";
    private String thread = "";
    private String rank = "";
    private final StringBuilder rest = new StringBuilder();

    void read(byte[] bytes, int from, int to) {
      long[] fields = new long[5];
      try {
        WireReader in = new WireReader(bytes, from, to);
        while (in.offset() < to && in.next(to)) {
          if (in.field() < fields.length && in.type() == WireReader.VARINT) {
            fields[in.field()] = in.varint();
          } else {
            in.skip();
          }
        }
      } catch (IOException e) {
        return; // a label is not worth a sample
      }
      String text = code.text(fields[2]);
      put(
          code.text(fields[1]),
          text.isEmpty() ? fields[3] + code.text(fields[4]).replaceFirst("^(?=.)", " ") : text);
    }

    private void put(String key, String value) {
      switch (key) {
        case "pid", "process_id", "process id" -> pid = value;
        case "tid", "thread_id", "thread id" -> tid = value;
        case "thread", "thread_name", "thread name", "threadname", "comm" -> thread = value;
        default -> {
          if (ours && key.equals("rank")) {
            rank = value;
          } else if (!ours || !key.equals("kind")) { // that is the layer of the innermost frame
            rest.append(rest.isEmpty() ? "" : ", ").append(key).append('=').append(value);
          }
        }
      }
    }
  }
}
