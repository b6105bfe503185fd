package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumb.record.Pythons;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleRateTest {
  @TempDir private Path folder;

  /** Timers of CPU time end at ticks of the kernel, of which there are 1,000 a second at most. */
  @Test
  void whoAsksForMoreThanTheMachineTakesIsTold() throws IOException {
    String work = "import time\nwhile time.process_time() < 1: pass";
    Plan plan = Plan.of(List.of(Pythons.any(), "-c", work), folder.resolve("run.plumb")).at(9000);
    Recorded run = Recorded.of(plan, Map.of("PLUMB_STACKS", "signals"));

    String note = run.note("hz");
    assertThat(note).startsWith("{\"asked\":9000,\"reached\":");
    double reached = Double.parseDouble(note.replaceAll(".*reached\":([0-9.]+)}", "$1"));
    assertThat(reached).isBetween(1.0, 1100.0);
    String told = " samples a second of CPU time, not 9000";
    String remark =
        run.outcome.remarks().stream().filter(each -> each.contains(told)).findAny().orElseThrow();
    double rounded = Double.parseDouble(remark.substring(0, remark.indexOf(told)));
    assertThat(rounded).isCloseTo(reached, within(0.56)); // one is to the whole, one to the tenth
  }
}
