package dev.plumb.profile.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.Linker;
import dev.plumb.profile.Run;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Memory that was in use before anybody looked. */
class MemoryBaseTest {
  private static final int CUDA = 1;

  private final TraceBuilder out = new TraceBuilder("m.pickle", "test", new Problems());
  private final int track = out.tracks().add(text("device 0"), text("stream 0"));

  private int text(String text) {
    return out.strings().intern(text);
  }

  private void event(long time, long bytes, long address) {
    int row = out.memory().add(bytes, address, Ids.ABSENT, Ids.ABSENT, CUDA, 0);
    out.instants().add(time, text("alloc"), Ids.NONE, track, Ids.NONE, row);
  }

  /** What is in use when a snapshot is taken. */
  private void block(String device, String state, long bytes, long requested) {
    int row = out.devices().row(device);
    int segment =
        out.segments().add(row, 0, 4096, bytes, bytes, Ids.NONE, Ids.NONE, Ids.NONE, Ids.NONE);
    out.blocks().add(segment, 0, bytes, requested, text(state), Ids.NONE);
  }

  /**
   * What is in use after each event: of the timeline that findings use, and of the page's counter.
   */
  private void inUse(Long... expected) {
    Run run = Run.of(List.of(Linker.link(out.seal(), out.problems())));
    MemoryTimeline timeline = MemoryTimeline.of(run).getFirst();
    assertThat(IntStream.range(0, timeline.size()).mapToLong(timeline::allocatedBytes))
        .containsExactly(expected);
    CounterSeries counter =
        new Timeline(run)
            .tracks().stream()
                .filter(each -> each.name().equals(MemoryBlocks.ALLOCATED))
                .findFirst()
                .orElseThrow()
                .counter();
    assertThat(
            IntStream.range(0, timeline.size())
                .mapToLong(at -> (long) counter.at(timeline.timeNs(at))))
        .containsExactly(expected);
  }

  @Test
  void leadsToWhatASnapshotSaysAtTheEnd() {
    event(10, 100, 0x10);
    event(20, -30, 0x99);
    event(30, 8, 0x30);
    block("0", "active_allocated", 1_024, 1_000);
    block("0", "active_awaiting_free", 512, Ids.ABSENT);
    block("0", "inactive", 2_048, 2_000);
    block("1", "active_allocated", 4_096, 4_000);
    inUse(1_534L, 1_504L, 1_512L);
  }

  @Test
  void withoutASnapshotNothingIsNegative() {
    event(10, 100, 0x10);
    event(20, -130, 0x99);
    event(30, 8, 0x30);
    inUse(130L, 0L, 8L);
  }

  @Test
  void aSnapshotOfAnotherDeviceSaysNothing() {
    event(10, 100, 0x10);
    block("1", "active_allocated", 4_096, 4_000);
    inUse(100L);
  }
}
