package dev.plumb.profile.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.Linker;
import dev.plumb.profile.Run;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a small run looks like at three zooms. */
class TimelinePictureTest {
  private final TraceBuilder out = new TraceBuilder("t.json", "test", new Problems());
  private final int host = out.tracks().add(text("1"), text("2"));
  private final int stream = out.tracks().add(text("0"), text("7"));

  private int text(String text) {
    return out.strings().intern(text);
  }

  private void slice(SliceKind kind, String name, int track, long start, long dur, int detail) {
    out.slices().add(start, dur, kind, text(name), text("cat"), track, Ids.NONE, detail);
  }

  private void launch(long start, long kernelStart, long kernelDur, int id) {
    slice(SliceKind.RUNTIME, "launch", host, start, 20, out.launches().add(id, Ids.ABSENT));
    int device = out.devices().row("0");
    int work = out.deviceWork().add(id, Ids.ABSENT, device, text("7"), Ids.ABSENT);
    slice(SliceKind.KERNEL, "gemm", stream, kernelStart, kernelDur, work);
  }

  private Timeline timeline() {
    int step = out.operators().add(1, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
    slice(SliceKind.STEP, "step#1", host, 1_000, 900, step);
    int python = out.python().add(1, Ids.ABSENT, Ids.NONE);
    slice(SliceKind.PYTHON, "train", host, 1_000, 1_000, python);
    for (int i = 0; i < 4; i++) {
      long start = 1_100 + i * 50L;
      slice(SliceKind.CPU, "op" + i, host, start, 40, Ids.NONE);
      launch(start + 10, 1_500 + i * 60L, 55, i);
    }
    slice(SliceKind.CPU, "wait", host, 1_400, 500, Ids.NONE);
    slice(SliceKind.ASYNC, "load", host, 1_200, 300, Ids.NONE);
    slice(SliceKind.ASYNC, "save", host, 1_400, 300, Ids.NONE);
    slice(SliceKind.CPU, "end", host, 2_000, 0, Ids.NONE);
    return new Timeline(Run.of(List.of(Linker.link(out.seal(), out.problems()))));
  }

  @Test
  void theWholeRun() {
    assertThat(TimelinePicture.of(timeline(), new Window(0, 1_010, 50)))
        .isEqualTo(
            """
            steps: steps, thread 2
              |step#1---------------------------------------     |
            thread: thread 2
              |train--------------------------------------------e|
              |    op0opop2op3    wait----------------------     |
              |     lala lala                                    |
            other: thread 2, asynchronous
              |         load------------                         |
              |                   save------------               |
            stream: stream 7
              |                        gemgemgemgemm             |
            counter: queue length, stream 7
              101: 1 to 1, then 1
              141: 1 to 2, then 2
              202: 2 to 3, then 3
              242: 3 to 4, then 4
              484: 3 to 4, then 3
              545: 2 to 3, then 2
              606: 1 to 2, then 1
              666: 0 to 1, then 0
            """);
  }

  @Test
  void fromFarAwayWhatIsNarrowIsCounted() {
    assertThat(TimelinePicture.of(timeline(), new Window(0, 1_010, 8)))
        .isEqualTo(
            """
            steps: steps, thread 2
              |step#1--|
            thread: thread 2
              |train--e|
              |o3-wait-|
              |l2l     |
            other: thread 2, asynchronous
              | loa    |
              |   sav  |
            stream: stream 7
              |   g2g  |
            counter: queue length, stream 7
              0: 1 to 1, then 1
              126: 1 to 3, then 3
              252: 3 to 4, then 4
              378: 3 to 4, then 3
              505: 1 to 3, then 1
              631: 0 to 1, then 0
            """);
  }

  @Test
  void fromNearbyWhatReachesBeyondTheWindowIsThere() {
    assertThat(TimelinePicture.of(timeline(), new Window(480, 640, 40)))
        .isEqualTo(
            """
            steps: steps, thread 2
              |step#1----------------------------------|
            thread: thread 2
              |train-----------------------------------|
              |wait------------------------------------|
              |                                        |
            other: thread 2, asynchronous
              |load-                                   |
              |save------------------------------------|
            stream: stream 7
              |     gemm---------- gemm---------- gemm-|
            counter: queue length, stream 7
              480: 4 to 4, then 4
              500: 3 to 4, then 3
              560: 2 to 3, then 2
              620: 1 to 2, then 1
            """);
  }
}
