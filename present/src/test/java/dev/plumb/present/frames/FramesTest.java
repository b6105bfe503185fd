package dev.plumb.present.frames;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.SourceFrame;
import org.junit.jupiter.api.Test;

class FramesTest {
  @Test
  void pythonNamesComeApart() {
    assertThat(SourceFrame.of("torch/nn/modules/module.py(1501): _call_impl"))
        .isEqualTo(new SourceFrame("_call_impl", "torch/nn/modules/module.py", 1501));
    assertThat(SourceFrame.of("/a b/(x): y.py(7): <lambda>"))
        .isEqualTo(new SourceFrame("<lambda>", "/a b/(x): y.py", 7));
    assertThat(SourceFrame.of("C:\\m.py(3): f")).isEqualTo(new SourceFrame("f", "C:\\m.py", 3));
  }

  @Test
  void otherNamesStayWhole() {
    for (String name :
        new String[] {
          "aten::mm",
          "",
          "(12): f",
          "m.py(x): f",
          "m.py(): f",
          "m.py(12)",
          "m.py(12): ",
          "m.py(12345678901): f",
          "nn.Module: Linear_0",
          "<built-in method run>"
        }) {
      assertThat(SourceFrame.of(name)).isEqualTo(new SourceFrame(name, null, 0));
    }
  }

  @Test
  void longHostileNamesTakeNoLongTime() {
    assertThat(SourceFrame.of("): ".repeat(300_000)).file()).isNull();
    assertThat(SourceFrame.of("1): ".repeat(300_000)).file()).isNull();
  }

  @Test
  void pathsAreOneLineWithoutSemicolonsInNames() {
    CallingContextTree tree = new CallingContextTree();
    int thread = tree.child(0, tree.frame(FrameKind.THREAD, "a;b\nc"));
    int leaf = tree.child(thread, tree.frame(FrameKind.OPERATOR, ""));
    int plain = tree.child(leaf, tree.frame(FrameKind.KERNEL, "k<1, 2>"));
    tree.seal();
    FramePaths paths = new FramePaths(tree);
    assertThat(paths.of(plain)).isEqualTo("a,b c;[unnamed];k<1, 2>");
    assertThat(paths.changedNames()).isEqualTo(2);
    assertThat(paths.of(0)).isEmpty();
  }
}
