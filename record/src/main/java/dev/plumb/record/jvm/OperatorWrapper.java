package dev.plumb.record.jvm;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodBuilder;
import java.lang.classfile.MethodElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts calls of the agent's probe around the bodies of methods: {@code enter} first, {@code exit}
 * before every return and where an exception leaves.
 *
 * <p>The frames that the verifier wants are the class file's own, moved with the code. Computing
 * them anew would need the program's other classes, which are not here.
 */
final class OperatorWrapper {
  private static final ClassDesc PROBE = ClassDesc.of("dev.plumb.agent.Probe");
  private static final ClassDesc MARKS = ClassDesc.of("dev.plumb.agent.Marks");
  private static final MethodTypeDesc TAKES_NUMBER =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);

  /** Class files before this have no frames, and old ways to return. */
  private static final int JAVA_7 = 51;

  private final OperatorNames names;

  OperatorWrapper(OperatorNames names) {
    this.names = names;
  }

  /**
   * The changed class file; null if there is nothing to change in it.
   *
   * @throws IllegalArgumentException if this is no class file that the JDK can read
   */
  byte @Nullable [] wrap(OperatorClass operators, byte[] file) {
    ClassFile classFile = ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS);
    ClassModel model = classFile.parse(file);
    if (model.majorVersion() < JAVA_7) {
      return null;
    }
    boolean[] changed = new boolean[1];
    byte[] result =
        classFile.transformClass(
            model,
            (type, element) -> {
              if (element instanceof MethodModel method && method.code().isPresent()) {
                Body body = body(operators, method.methodName().stringValue());
                changed[0] |= body != null;
                Body written = body == null ? OperatorWrapper::copy : body;
                type.transformMethod(method, (builder, part) -> change(builder, part, written));
              } else {
                type.with(element);
              }
            });
    return changed[0] ? result : null;
  }

  /** Writes a method's new body. */
  private interface Body {
    void write(CodeModel code, CodeBuilder out);
  }

  /** The new body of a method; null if it stays as it is. */
  private @Nullable Body body(OperatorClass operators, String method) {
    String operator = operators.operatorOf(method);
    if (operator != null) {
      int number = names.number(operator);
      return (code, out) -> wrap(code, number, out);
    }
    return operators.endsStep(method) ? OperatorWrapper::endStep : null;
  }

  private static void change(MethodBuilder builder, MethodElement part, Body body) {
    if (part instanceof CodeModel code) {
      builder.withCode(out -> body.write(code, out));
    } else {
      builder.with(part);
    }
  }

  /** The same again: with this option of the class file's writer, frames would be lost. */
  private static void copy(CodeModel code, CodeBuilder out) {
    copy(code, out, () -> {});
  }

  private static void endStep(CodeModel code, CodeBuilder out) {
    copy(code, out, () -> out.invokestatic(MARKS, "trainerStep", ConstantDescs.MTD_void));
  }

  private static void copy(CodeModel code, CodeBuilder out, Runnable beforeReturn) {
    for (CodeElement each : code) {
      if (each instanceof ReturnInstruction) {
        beforeReturn.run();
      }
      if (!(each instanceof StackMapTableAttribute)) {
        out.with(each);
      }
    }
    List<StackMapFrameInfo> frames = frames(code);
    if (!frames.isEmpty()) {
      out.with(StackMapTableAttribute.of(frames));
    }
  }

  private static void wrap(CodeModel code, int number, CodeBuilder out) {
    call(out, "enter", number);
    Label begin = out.newBoundLabel();
    for (CodeElement each : code) {
      if (each instanceof ReturnInstruction) {
        call(out, "exit", number);
      }
      if (!(each instanceof StackMapTableAttribute)) {
        out.with(each);
      }
    }
    Label end = out.newBoundLabel();
    Label handler = out.newBoundLabel();
    call(out, "exit", number);
    out.athrow();
    // The last of the table: what the method catches itself is none of ours.
    out.exceptionCatchAll(begin, end, handler);
    List<StackMapFrameInfo> frames = frames(code);
    // No locals: true whatever the method has made of them.
    frames.add(
        StackMapFrameInfo.of(
            handler,
            List.of(),
            List.of(ObjectVerificationTypeInfo.of(ConstantDescs.CD_Throwable))));
    out.with(StackMapTableAttribute.of(frames));
  }

  private static List<StackMapFrameInfo> frames(CodeModel code) {
    List<StackMapFrameInfo> frames = new ArrayList<>();
    code.findAttribute(Attributes.stackMapTable())
        .ifPresent(table -> frames.addAll(table.entries()));
    return frames;
  }

  private static void call(CodeBuilder out, String method, int number) {
    out.loadConstant(number).invokestatic(PROBE, method, TAKES_NUMBER);
  }
}
