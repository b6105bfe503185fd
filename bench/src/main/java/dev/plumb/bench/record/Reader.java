package dev.plumb.bench.record;

import dev.plumb.record.operators.ProcessOperators;
import dev.plumb.record.operators.PythonFrames;
import dev.plumb.record.ring.RingFile;
import dev.plumb.record.ring.RingReader;
import dev.plumb.record.ring.RingWriter;
import dev.plumb.record.tree.ContextTree;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.store.StoreWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The part of a recording that merges what rings hold, without a program. */
final class Reader implements AutoCloseable {
  /** As large as programs make them. */
  private static final int RING_BYTES = 4 << 20;

  final ContextTree tree = new ContextTree();
  final ProcessOperators operators;
  final RingWriter writer;
  private final RingFile file;
  private final RingReader reader;

  Reader(Path ring) throws IOException {
    writer = new RingWriter(ring, RING_BYTES);
    file = new RingFile(ring);
    int track = tree.track("1", "1");
    operators = new ProcessOperators(tree, new PythonFrames(tree), tid -> track);
    reader = new RingReader(file, (tid, name) -> operators.thread(tid));
  }

  /** Merges what there is; the number of events. */
  long drain() {
    long events = reader.drain();
    operators.settle();
    return events;
  }

  long lost() {
    return reader.eventsLost() + reader.broken();
  }

  /** Operators in the tree. */
  long calls() {
    long[] sum = new long[1];
    int calls = tree.measure(Quantity.CALLS, "calls", "");
    tree.forEach((context, measure, value) -> sum[0] += measure == calls ? value : 0);
    return sum[0];
  }

  /** Bytes of the recording as it is now. */
  long stored(Path to) throws IOException {
    operators.flush();
    Problems problems = new Problems();
    TraceBuilder trace = tree.builder("replay", problems);
    operators.steps().intervals().addTo(trace, 0, 0, problems);
    try (OutputStream out = Files.newOutputStream(to)) {
      StoreWriter.write(List.of(trace.seal()), out);
    }
    return Files.size(to);
  }

  @Override
  public void close() {
    file.close();
    writer.close();
  }
}
