package dev.plumb.record.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorWrapperTest {
  private static final String NAME = "ai/djl/pytorch/jni/JniUtils";

  @TempDir private Path folder;
  private final OperatorNames names = new OperatorNames();
  private final OperatorWrapper wrapper = new OperatorWrapper(names);
  private byte[] before;

  @BeforeEach
  void compile() throws IOException {
    Path classes = new JavaPrograms(folder).compile(Map.of(NAME + ".java", JavaPrograms.OPERATORS));
    before = Files.readAllBytes(classes.resolve(NAME + ".class"));
  }

  private static OperatorClass operators() {
    return Objects.requireNonNull(OperatorClass.of(NAME));
  }

  /** A class that the verifier has accepted, with the agent's probe beside it. */
  private static Class<?> load(byte[] file) throws ClassNotFoundException {
    return new ClassLoader(OperatorWrapperTest.class.getClassLoader()) {
      Class<?> define() {
        return defineClass(NAME.replace('/', '.'), file, 0, file.length);
      }
    }.define();
  }

  @Test
  void wrappedMethodsDoTheSame() throws Exception {
    Class<?> type = load(Objects.requireNonNull(wrapper.wrap(operators(), before)));

    assertThat(type.getMethod("addTwice", long.class).invoke(null, 3L)).isEqualTo(5L);
    // Branches, loops, a handler and a finally: their frames moved with the code.
    assertThat(type.getMethod("loops", int.class, List.class).invoke(null, 8, List.of("a")))
        .isInstanceOf(List.class);
    assertThatThrownBy(() -> type.getMethod("fails", long.class).invoke(null, 1L))
        .isInstanceOf(InvocationTargetException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void everyWayOutIsAnExit() {
    byte[] after = Objects.requireNonNull(wrapper.wrap(operators(), before));

    assertThat(calls(after, "fails")).containsExactly("enter", "exit", "exit");
    assertThat(calls(after, "<init>")).isEmpty();
    assertThat(names.name(names.number("djl::fails"))).isEqualTo("djl::fails");
  }

  private static List<String> calls(byte[] file, String method) {
    return ClassFile.of().parse(file).methods().stream()
        .filter(each -> each.methodName().equalsString(method))
        .flatMap(each -> each.code().orElseThrow().elementStream())
        .filter(InvokeInstruction.class::isInstance)
        .map(InvokeInstruction.class::cast)
        .filter(call -> call.owner().asInternalName().equals("dev/plumb/agent/Probe"))
        .map(call -> call.name().stringValue())
        .toList();
  }

  @Test
  void numbersOfOperatorsStay() {
    wrapper.wrap(operators(), before);
    int add = names.number("djl::add");
    wrapper.wrap(operators(), before);

    assertThat(names.number("djl::add")).isEqualTo(add);
    assertThat(names.name(-1)).isNull();
    assertThat(names.name(1000)).isNull();
  }

  @Test
  void whatIsNoClassFileIsRefused() {
    assertThatThrownBy(() -> wrapper.wrap(operators(), new byte[] {1, 2, 3}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void classWithoutOperatorsStaysAsItIs() {
    OperatorClass session = Objects.requireNonNull(OperatorClass.of("ai/onnxruntime/OrtSession"));

    assertThat(wrapper.wrap(session, before)).isNull();
    assertThat(OperatorClass.of("java/lang/String")).isNull();
  }
}
