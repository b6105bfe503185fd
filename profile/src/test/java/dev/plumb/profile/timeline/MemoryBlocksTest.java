package dev.plumb.profile.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.Linker;
import dev.plumb.profile.Run;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MemoryBlocksTest {
  private final TraceBuilder out = new TraceBuilder("m.json", "test", new Problems());
  private final int track = out.tracks().add(text("1"), text("2"));

  private int text(String text) {
    return out.strings().intern(text);
  }

  private void event(long time, long bytes, long address) {
    int row = out.memory().add(bytes, address, Ids.ABSENT, Ids.ABSENT, 1, 0);
    out.instants().add(time, text("[memory]"), Ids.NONE, track, Ids.NONE, row);
  }

  private static long aliveBytes(MemoryBlocks blocks, long time) {
    return IntStream.range(0, blocks.size())
        .filter(block -> blocks.isAlive(block, time))
        .mapToLong(blocks::bytes)
        .sum();
  }

  @Test
  void devicesAreCalledByTheNamesThatPeopleKnow() {
    // NPUs of Ascend are what PyTorch calls PrivateUse1.
    assertThat(IntStream.of(0, 1, 6, 12, 20, 99).mapToObj(type -> MemoryDevices.label(type, 3)))
        .containsExactly("CPU 3", "GPU 3", "GPU 3", "XPU 3", "device 3", "device type 99 3");
    assertThat(MemoryDevices.label(0, -1)).isEqualTo("CPU");
  }

  @Test
  void blocksLiveFromAllocationToFree() {
    event(10, 100, 0x10);
    event(30, -100, 0x10);
    event(20, 50, 0x20); // rows need not be in the order of time
    event(40, 70, 0x10);
    event(50, -8, 0x99);
    event(60, 9, Ids.ABSENT);
    event(70, 3, 0x20);
    List<MemoryBlocks> devices =
        MemoryBlocks.of(Run.of(List.of(Linker.link(out.seal(), out.problems()))));
    assertThat(devices).hasSize(1);
    MemoryBlocks blocks = devices.getFirst();
    assertThat(blocks.label()).isEqualTo("m.json, GPU 0");
    assertThat(LongStream.of(5, 10, 20, 30, 40, 69, 70, 999).map(at -> aliveBytes(blocks, at)))
        .containsExactly(0L, 100L, 150L, 50L, 120L, 120L, 73L, 73L);
    assertThat(blocks.unmatchedFrees()).isEqualTo(1);
    assertThat(blocks.addressless()).isEqualTo(1);
    assertThat(blocks.events()).isEqualTo(7);
  }
}
