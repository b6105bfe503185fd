package dev.plumb.importers.perfetto;

import dev.plumb.importers.wire.WireException;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.io.ZstdBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads one packet after another: first what its sequence must know, then its event. */
final class PacketReader {
  /** A trace has some hundred writers; what is beyond this shares the state of the last. */
  private static final int MOST_SEQUENCES = 1 << 16;

  /** Compressed packets hold some hundred kilobytes. */
  private static final int MOST_INFLATED = 1 << 26;

  private final TraceBuilder out;
  private final LongMap sequenceRows = new LongMap();
  private final List<Sequence> sequences = new ArrayList<>();
  private final Packet packet = new Packet();
  private final Ignored ignored;
  private final Clocks clocks;
  private final Tracks tracks;
  private final EventReader events;
  private final Threads threads;
  private final Scheduling scheduling;
  private final ProfileSamples samples;
  private final GpuCounters gpuCounters;
  private final RenderStages stages;

  PacketReader(TraceBuilder out) {
    this.out = out;
    this.ignored = new Ignored(out);
    this.clocks = new Clocks(out);
    this.tracks = new Tracks(out);
    this.stages = new RenderStages(out, tracks.timeline());
    this.events = new EventReader(out, tracks, stages);
    this.threads = new Threads(out, tracks.timeline());
    this.scheduling = new Scheduling(out, threads, clocks, ignored);
    this.samples = new ProfileSamples(out, threads);
    this.gpuCounters = new GpuCounters(out, tracks.timeline());
  }

  /** Reads the packet in {@code [from, to)}, which is at {@code offset} of the input. */
  void read(byte[] bytes, int from, int to, long offset) {
    read(bytes, from, to, offset, 0);
  }

  private void read(byte[] bytes, int from, int to, long offset, int depth) {
    try {
      packet.scan(bytes, from, to);
      if (packet.has(Packet.COMPRESSED)) {
        inflate(bytes, offset, depth);
      } else if (packet.has(Packet.ZSTD_COMPRESSED)) {
        decompress(bytes, offset, depth);
      } else {
        use(offset);
      }
    } catch (IOException | DataFormatException e) {
      out.problems().add(ProblemCode.EVENT_BROKEN, offset);
    }
  }

  private void use(long offset) throws IOException {
    Sequence sequence = sequence();
    if (packet.cleared) {
      sequence.clear();
    }
    if (packet.has(Packet.INTERNED_DATA)) {
      sequence.readInterned(packet, out);
    }
    if (packet.has(Packet.DEFAULTS)) {
      sequence.readDefaults(packet.message(Packet.DEFAULTS), packet.end(Packet.DEFAULTS));
    }
    if (packet.has(Packet.CLOCK_SNAPSHOT)) {
      clocks.read(
          packet.message(Packet.CLOCK_SNAPSHOT), packet.end(Packet.CLOCK_SNAPSHOT), sequence);
    }
    if (packet.has(Packet.TRACK_DESCRIPTOR)) {
      tracks.read(packet.message(Packet.TRACK_DESCRIPTOR), packet.end(Packet.TRACK_DESCRIPTOR));
    }
    if (packet.has(Packet.PROCESS_TREE)) {
      threads.readTree(packet.message(Packet.PROCESS_TREE), packet.end(Packet.PROCESS_TREE));
    }
    if (packet.has(Packet.THREAD_DESCRIPTOR)) {
      sequence.readThread(
          packet.message(Packet.THREAD_DESCRIPTOR), packet.end(Packet.THREAD_DESCRIPTOR));
    }
    if (packet.has(Packet.GPU_INFO)) {
      gpuCounters.readInfo(packet.message(Packet.GPU_INFO), packet.end(Packet.GPU_INFO));
    }
    event(sequence, offset);
  }

  private void event(Sequence sequence, long offset) throws IOException {
    if (packet.has(Packet.TRACK_EVENT)) {
      int end = packet.end(Packet.TRACK_EVENT);
      events.read(packet.message(Packet.TRACK_EVENT), end, time(sequence), sequence, offset);
    } else if (packet.has(Packet.FTRACE)) {
      scheduling.read(packet, sequence, offset);
    } else if (packet.has(Packet.PERF_SAMPLE)) {
      int end = packet.end(Packet.PERF_SAMPLE);
      samples.read(packet.message(Packet.PERF_SAMPLE), end, time(sequence), sequence, offset);
    } else if (packet.has(Packet.STREAMING_PROFILE)) {
      int end = packet.end(Packet.STREAMING_PROFILE);
      samples.readStream(packet.message(Packet.STREAMING_PROFILE), end, sequence, clocks, offset);
    } else if (packet.has(Packet.RENDER_STAGE)) {
      int end = packet.end(Packet.RENDER_STAGE);
      stages.read(packet.message(Packet.RENDER_STAGE), end, time(sequence), sequence, offset);
    } else if (packet.has(Packet.GPU_COUNTERS)) {
      gpuCounters.read(packet, time(sequence), sequence, offset);
    } else if (packet.has(Packet.GPU_MEMORY)) {
      int end = packet.end(Packet.GPU_MEMORY);
      gpuCounters.readMemory(packet.message(Packet.GPU_MEMORY), end, time(sequence), offset);
    } else if (packet.ignored > 0) {
      ignored.packet(packet.ignored, offset);
    }
  }

  private long time(Sequence sequence) {
    return clocks.timeNs(packet.timestamp, packet.clock, sequence);
  }

  private Sequence sequence() {
    int row = sequenceRows.get(packet.sequenceId);
    if (row < 0) {
      row = Math.min(sequences.size(), MOST_SEQUENCES - 1);
      if (row == sequences.size()) {
        sequences.add(new Sequence(packet.sequenceId));
      }
      sequenceRows.put(packet.sequenceId, row);
    }
    return sequences.get(row);
  }

  /** Packets within a packet, deflated. */
  private void inflate(byte[] bytes, long offset, int depth)
      throws IOException, DataFormatException {
    int from = packet.start(Packet.COMPRESSED);
    int length = packet.end(Packet.COMPRESSED) - from;
    byte[] plain = new byte[Math.max(1024, Math.min(MOST_INFLATED, 4 * length))];
    int size = 0;
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes, from, length);
      while (!inflater.finished()) {
        if (size == plain.length) {
          if (size >= MOST_INFLATED) {
            out.problems().add(ProblemCode.EVENT_TOO_LARGE, offset);
            return;
          }
          plain = java.util.Arrays.copyOf(plain, Math.min(MOST_INFLATED, 2 * size));
        }
        int count = inflater.inflate(plain, size, plain.length - size);
        if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new DataFormatException("ends too early");
        }
        size += count;
      }
    } finally {
      inflater.end();
    }
    inner(plain, size, offset, depth);
  }

  /** Packets within a packet, compressed with zstd. */
  private void decompress(byte[] bytes, long offset, int depth)
      throws IOException, DataFormatException {
    int from = packet.start(Packet.ZSTD_COMPRESSED);
    int length = packet.end(Packet.ZSTD_COMPRESSED) - from;
    byte[] plain = ZstdBlock.decode(bytes, from, length, MOST_INFLATED);
    inner(plain, plain.length, offset, depth);
  }

  private void inner(byte[] plain, int size, long offset, int depth)
      throws IOException, DataFormatException {
    if (depth > 0) {
      throw new DataFormatException("compressed twice");
    }
    WireReader in = new WireReader(plain, 0, size);
    try {
      while (in.next(size)) {
        if (in.field() == 1 && in.type() == WireReader.BYTES) {
          int inner = (int) in.enter();
          int start = (int) in.offset();
          in.skipTo(inner);
          read(plain, start, inner, offset, depth + 1);
        } else {
          in.skip();
        }
      }
    } catch (WireException e) {
      out.problems().add(ProblemCode.EVENT_BROKEN, offset);
    }
  }

  void finish() {
    events.finish();
    stages.finish();
    scheduling.finish();
    tracks.finish();
    threads.finish();
    ignored.finish();
  }
}
