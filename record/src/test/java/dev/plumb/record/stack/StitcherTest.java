package dev.plumb.record.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.python.PythonStack;
import dev.plumb.record.symbols.FrameRoles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Stacks as texts, outermost first: {@code E} is an interpreter frame, {@code m:} machinery of the
 * interpreter, {@code c:} the C library; Python functions that C called end in {@code *}.
 */
class StitcherTest {
  private final Map<String, Integer> ids = new TreeMap<>();
  private final List<String> names = new ArrayList<>();
  private final SampledStack out = new SampledStack();
  private final Stitcher stitcher =
      new Stitcher(
          new FrameRoles() {
            @Override
            public boolean isInterpreter(int frame) {
              return names.get(frame).equals("E");
            }

            @Override
            public boolean isMachinery(int frame) {
              return names.get(frame).startsWith("m:");
            }

            @Override
            public boolean isSystemLibrary(int frame) {
              return names.get(frame).startsWith("c:");
            }

            @Override
            public boolean isPlumb(int frame) {
              return false;
            }
          });

  private int id(String name) {
    return ids.computeIfAbsent(
        name,
        n -> {
          names.add(n);
          return names.size() - 1;
        });
  }

  private NativeFrames natives(String text, boolean isWhole) {
    List<String> frames = text.isEmpty() ? List.of() : List.of(text.split(" "));
    return new NativeFrames() {
      @Override
      public int size() {
        return frames.size();
      }

      @Override
      public int frame(int index) {
        return id(frames.get(frames.size() - 1 - index));
      }

      @Override
      public boolean isWhole() {
        return isWhole;
      }
    };
  }

  private String join(String nativeText, boolean isWhole, String pythonText) {
    PythonStack python = new PythonStack();
    String[] functions = pythonText.split(" ");
    int[] frames = new int[functions.length];
    for (int i = functions.length - 1; i >= 0; i--) {
      String name = functions[i].replace("*", "");
      frames[python.size()] = id(name);
      python.add(1, 1, functions[i].endsWith("*"));
    }
    out.begin(1, 2, 3, ThreadState.RUNNING);
    stitcher.join(natives(nativeText, isWhole), python, frames, true, out);
    return text();
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i <= out.size(); i++) {
      if (i == out.nativeFrom()) {
        text.append("| ");
      }
      if (i < out.size()) {
        text.append(names.get(out.frame(i))).append(' ');
      }
    }
    return text.toString().strip();
  }

  @Test
  void interpreterFramesAreReplacedByTheFunctionsThatRunInThem() {
    assertThat(
            join(
                "c:start m:main E m:call E torch::apply m:call E m:cfunction at::mm sgemm",
                true,
                "module* f g* h i*"))
        .isEqualTo("module f g h torch::apply i | m:cfunction at::mm sgemm");
    assertThat(out.quality()).isEqualTo(StackQuality.EXACT);
    assertThat(out.isTruncated()).isFalse();
    assertThat(stitcher.unmatched()).isZero();
  }

  @Test
  void pythonThatRunsItselfHasNoNativePart() {
    assertThat(join("c:start m:main E", true, "module* f")).isEqualTo("module f |");
  }

  @Test
  void aProgramThatEmbedsPythonStaysAroundIt() {
    assertThat(join("c:start main server::handle m:call E libx", true, "module*"))
        .isEqualTo("main server::handle module | libx");
  }

  @Test
  void outerFunctionsThatCouldNotBeReachedComeFirst() {
    assertThat(join("m:call E at::mm", false, "module* f* g* h"))
        .isEqualTo("module f g h | at::mm");
    assertThat(out.quality()).isEqualTo(StackQuality.EXACT);
    assertThat(out.isTruncated()).isTrue();
  }

  @Test
  void withoutAnyInterpreterFrameAllNativeFramesAreInside() {
    assertThat(join("at::mm sgemm", false, "module* f")).isEqualTo("module f | at::mm sgemm");
  }

  @Test
  void whatCannotHaveBeenTogetherIsJoinedByTimeAndCounted() {
    assertThat(join("c:start E m:call E at::mm", true, "module* f")).isEqualTo("module f | at::mm");
    assertThat(out.quality()).isEqualTo(StackQuality.BY_TIME);
    assertThat(join("c:start E at::mm", true, "module* f*")).isEqualTo("module f | at::mm");
    assertThat(out.quality()).isEqualTo(StackQuality.BY_TIME);
    assertThat(stitcher.unmatched()).isEqualTo(2);
  }

  @Test
  void oneSideAloneIsSaid() {
    out.begin(1, 2, 3, ThreadState.LOCK);
    stitcher.nativeOnly(natives("c:start work sgemm", true), out);
    assertThat(text()).isEqualTo("| c:start work sgemm");
    assertThat(out.quality()).isEqualTo(StackQuality.NATIVE_ONLY);

    PythonStack python = new PythonStack();
    python.add(1, 1, false);
    python.add(2, 2, true);
    out.begin(1, 2, 3, ThreadState.LOCK);
    stitcher.pythonOnly(python, new int[] {id("inner"), id("outer")}, out);
    assertThat(text()).isEqualTo("outer inner |");
    assertThat(out.quality()).isEqualTo(StackQuality.PYTHON_ONLY);
  }
}
