package dev.plumb.importers.xplane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScopesTest {
  @Test
  void slashesInParenthesesDoNotSplit() {
    assertThat(Scopes.split("jit(f)/jit(main)/transpose(jvp(a/b))/dot_general"))
        .containsExactly("jit(f)", "jit(main)", "transpose(jvp(a/b))", "dot_general");
  }

  @Test
  void tensorFlowAddsTheType() {
    assertThat(Scopes.split("model/dense_3/MatMul_1:MatMul"))
        .containsExactly("model", "dense_3", "MatMul");
    assertThat(Scopes.split("jit(f)/add:")).containsExactly("jit(f)", "add");
    assertThat(Scopes.type("Iterator::Prefetch")).isEmpty();
  }

  @Test
  void deepNamesAreCut() {
    assertThat(Scopes.split("a/".repeat(10_000))).hasSizeLessThan(200);
    assertThat(Scopes.split("((((/a/b")).containsExactly("((((/a/b");
    assertThat(Scopes.split("")).isEmpty();
  }

  @Test
  void placesInSources() {
    assertThat(Source.of("/a/b.py:12")).isEqualTo(new Source("/a/b.py", 12));
    assertThat(Source.of("/a/b.py:12:7")).isEqualTo(new Source("/a/b.py", 12));
    assertThat(Source.of("<module 'x:y'>:3:1")).isEqualTo(new Source("<module 'x:y'>", 3));
    assertThat(Source.of("nothing")).isEqualTo(new Source("nothing", 0));
    assertThat(Source.of(":12").line()).isIn(0, 12);
  }
}
