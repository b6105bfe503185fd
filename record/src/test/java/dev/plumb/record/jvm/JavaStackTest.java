package dev.plumb.record.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.jvm.JavaStack.Place;
import dev.plumb.record.tree.ContextTree;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JavaStackTest {
  private final ContextTree tree = new ContextTree();
  private final JavaStack stacks = new JavaStack(tree);

  private static Place java(String name) {
    return new Place(CodeKind.JAVA, name, 7, null);
  }

  private static Place c(String name) {
    return new Place(CodeKind.NATIVE, name, 0, "libx.so");
  }

  private List<String> context(Place... stack) {
    List<String> names = new ArrayList<>();
    for (int at = stacks.context(List.of(stack)); at >= 0; at = tree.stacks().parentRow(at)) {
      int frame = tree.stacks().frameRow(at);
      names.addFirst(
          tree.frames().kind(frame) + " " + tree.strings().get(tree.frames().nameId(frame)));
    }
    return names;
  }

  @Test
  void framesOfTheJvmBelowTheFirstJavaMethodAreLeftOut() {
    assertThat(context(c("start_thread"), c("JavaMain"), java("a.Main.main"), c("read")))
        .containsExactly("JAVA a.Main.main", "NATIVE read");
    assertThat(context(c("start_thread"), c("CompileBroker::compile")))
        .containsExactly("NATIVE start_thread", "NATIVE CompileBroker::compile");
  }

  /** Else what was called would look like what a thread begins with. */
  @ParameterizedTest
  @ValueSource(strings = {"break_deopt", "unknown", "unknown_nmethod", "[truncated]"})
  void whereCallersCouldNotBeFoundThatIsSaid(String end) {
    Place broken = new Place(CodeKind.NATIVE, end, 0, null);
    assertThat(context(broken, java("ai.djl.pytorch.jni.JniUtils.matmul"), c("read")))
        .containsExactly("OTHER [caller unknown]", "OPERATOR djl::matmul", "NATIVE read");
    assertThat(context(c(end), java("a.Main.main"))).containsExactly("JAVA a.Main.main");
  }

  @Test
  void emptyStackIsNoContext() {
    assertThat(stacks.context(List.of())).isEqualTo(Ids.NONE);
  }

  @Test
  void operatorsOfTheFrameworkStandInPlaceOfItsMethods() {
    assertThat(
            context(
                java("a.Main.main"),
                java("ai.djl.pytorch.jni.JniUtils.matmul"),
                java("ai.djl.pytorch.jni.PyTorchLibrary.torchMatmul"),
                c("at::_ops::matmul::call()"),
                c("at::native::matmul()"),
                c("at::_ops::mm::call()"),
                c("wrap"),
                c("at::_ops::mm::redispatch()"),
                c("gemm")))
        .containsExactly(
            "JAVA a.Main.main",
            "OPERATOR djl::matmul",
            "JAVA ai.djl.pytorch.jni.PyTorchLibrary.torchMatmul",
            "OPERATOR aten::matmul",
            "NATIVE at::_ops::matmul::call()",
            "NATIVE at::native::matmul()",
            "OPERATOR aten::mm",
            "NATIVE at::_ops::mm::call()",
            "NATIVE wrap",
            "NATIVE at::_ops::mm::redispatch()",
            "NATIVE gemm");
  }

  @Test
  void overloadsThatCallEachOtherAreOneOperator() {
    assertThat(
            context(
                java("a.Main.main"),
                java("ai.onnxruntime.OrtSession.run"),
                java("ai.onnxruntime.OrtSession.run"),
                java("ai.onnxruntime.OrtSession.run")))
        .containsExactly("JAVA a.Main.main", "OPERATOR onnxruntime::run");
    assertThat(context(java("ai.onnxruntime.OrtSession.close")))
        .containsExactly("JAVA ai.onnxruntime.OrtSession.close");
  }

  @Test
  void blocksAreModules() {
    assertThat(
            context(
                java("ai.djl.nn.AbstractBaseBlock.forward"),
                java("ai.djl.nn.core.Linear.forwardInternal")))
        .containsExactly(
            "JAVA ai.djl.nn.AbstractBaseBlock.forward",
            "MODULE Linear",
            "JAVA ai.djl.nn.core.Linear.forwardInternal");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.Main$$Lambda.0x000000006906ea18.run",
        "a.Main$$Lambda$14/0x0000000800c01000.run",
        "java.lang.invoke.LambdaForm$DMH.0x000000002d001000.invokeStatic",
        "java.lang.invoke.Invokers$Holder.linkToTargetMethod",
        "jdk.internal.reflect.DirectMethodHandleAccessor.invoke",
        "java.lang.reflect.Method.invoke"
      })
  void whatTheJvmMakesUpIsLeftOut(String name) {
    assertThat(context(java("a.Main.main"), java(name), java("a.Main.run")))
        .containsExactly("JAVA a.Main.main", "JAVA a.Main.run");
  }

  @Test
  void lambdasOfTheProgramStay() {
    assertThat(JavaStack.isMadeUp("a.Main.lambda$main$0")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "at::_ops::add__Tensor::call(), aten::add_",
    "at::_ops::add_Tensor::redispatch(), aten::add",
    "at::_ops::sum_dim_IntList::call(), aten::sum",
    "at::_ops::mm_out::call(), aten::mm",
    "at::_ops::convolution_backward::call(), aten::convolution_backward",
    "at::_ops::native_batch_norm::call(), aten::native_batch_norm",
    "torch::autograd::generated::ConvolutionBackward0::apply(), ConvolutionBackward0",
    "torch::autograd::AccumulateGrad::apply(), AccumulateGrad"
  })
  void dispatcherAndAutogradNameOperators(String function, String operator) {
    assertThat(JavaStack.nativeOperator(function)).isEqualTo(operator);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "at::native::add()",
        "torch::autograd::Engine::execute()",
        "at::_ops::",
        "at::_ops::x::schema()"
      })
  void otherFunctionsAreNoOperators(String function) {
    assertThat(JavaStack.nativeOperator(function)).isNull();
  }
}
