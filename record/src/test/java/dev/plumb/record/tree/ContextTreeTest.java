package dev.plumb.record.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Trace;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContextTreeTest {
  /** Sums of random contexts against a map. */
  @Test
  void sumsAreExactAndKeptByThreadContextMeasureAndState() {
    ContextTree tree = new ContextTree();
    int[] tracks = {tree.track("1", "1"), tree.track("1", "2"), Ids.NONE};
    int[] measures = {
      tree.measure(Quantity.CPU_NS, "cpu time", "ns"), tree.measure(Quantity.CALLS, "calls", "")
    };
    int[] states = {Ids.NONE, tree.strings().intern("lock"), tree.strings().intern("sleep")};
    int[] frames = new int[20];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = tree.frame(CodeKind.PYTHON, "f" + i, "a.py", i, null);
    }
    Map<String, Long> expected = new HashMap<>();
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      int context = Ids.NONE;
      StringBuilder key = new StringBuilder();
      for (int depth = random.nextInt(4); depth >= 0; depth--) {
        int frame = random.nextInt(frames.length);
        context = tree.child(context, frames[frame]);
        key.append("f").append(frame).append(';');
      }
      int track = tracks[random.nextInt(3)];
      int measure = measures[random.nextInt(2)];
      int state = states[random.nextInt(3)];
      long value = random.nextInt(1000);
      tree.add(track, context, measure, state, value);
      expected.merge(key + "|" + track + "|" + measure + "|" + state, value, Long::sum);
    }
    expected.values().removeIf(value -> value == 0);

    assertThat(sums(tree.trace("run", new Problems()))).isEqualTo(expected);
    // A recording goes on after it was looked at.
    assertThat(sums(tree.trace("run", new Problems()))).isEqualTo(expected);
  }

  /** Also those of another recording, whose program this one was attached to. */
  @ParameterizedTest
  @CsvSource({
    "/tmp/plumb-4711-8015/bootstrap/plumb.py, <plumb>/plumb.py",
    "/var/tmp/plumb-1-9/bootstrap/plumb_bootstrap/start.py, <plumb>/plumb_bootstrap/start.py",
    "/tmp/plumb-4711-8015/bootstrap, /tmp/plumb-4711-8015/bootstrap",
    "/srv/plumb-model-1/bootstrap/train.py, /srv/plumb-model-1/bootstrap/train.py",
    "/home/me/plumb-2-dev/bootstrap/train.py, /home/me/plumb-2-dev/bootstrap/train.py",
    "bootstrap/train.py, bootstrap/train.py",
  })
  void filesOfTheBootstrapAreNamedAfterPlumb(String file, String name) {
    ContextTree tree = new ContextTree();
    int frame = tree.frame(CodeKind.PYTHON, "run", file, 3, null);
    assertThat(tree.strings().get(tree.frames().fileId(frame))).isEqualTo(name);
  }

  private static Map<String, Long> sums(Trace trace) {
    Map<String, Long> sums = new HashMap<>();
    var samples = trace.samples();
    for (int row = 0; row < samples.size(); row++) {
      StringBuilder key = new StringBuilder();
      for (int at = samples.stackRow(row); at >= 0; at = trace.stacks().parentRow(at)) {
        int name = trace.frames().nameId(trace.stacks().frameRow(at));
        key.insert(0, trace.strings().get(name) + ";");
      }
      String place = "|" + samples.trackRow(row) + "|" + samples.measureRow(row) + "|";
      sums.merge(key + place + samples.reasonId(row), samples.value(row), Long::sum);
    }
    return sums;
  }

  @Test
  void fullTreePutsNewContextsTogetherAndCountsThem() {
    ContextTree tree = new ContextTree(100);
    int measure = tree.measure(Quantity.SAMPLES, "samples", "");
    for (int i = 0; i < 1000; i++) {
      int frame = tree.frame(CodeKind.NATIVE, "f" + i, null, 0, null);
      tree.add(Ids.NONE, tree.child(Ids.NONE, frame), measure, Ids.NONE, 1);
    }

    assertThat(tree.contexts()).isEqualTo(101);
    assertThat(tree.overflowed()).isEqualTo(900);
    Map<String, Long> sums = sums(tree.trace("run", new Problems()));
    assertThat(sums.get("[more contexts];|-1|" + measure + "|-1")).isEqualTo(900);
    assertThat(sums.values().stream().mapToLong(each -> each).sum()).isEqualTo(1000);
  }

  /** The hour of a program that does the same all the time needs the memory of its first second. */
  @Test
  void repetitionAddsNothing() {
    ContextTree tree = new ContextTree();
    int measure = tree.measure(Quantity.SAMPLES, "samples", "");
    int outer = tree.frame(CodeKind.PYTHON, "train", "train.py", 3, null);
    int inner = tree.frame(CodeKind.OPERATOR, "aten::mm", null, 0, null);
    for (int i = 0; i < 100_000; i++) {
      tree.add(Ids.NONE, tree.child(tree.child(Ids.NONE, outer), inner), measure, Ids.NONE, 1);
    }

    assertThat(tree.contexts()).isEqualTo(2);
    assertThat(tree.sums()).isEqualTo(1);
  }
}
