package dev.plumb.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets the recorder wrap the methods of the classes that hold operators. */
final class Wrapper implements ClassFileTransformer {
  private final Settings settings;
  private final Set<String> names;
  private final Connection connection;
  private final Instrumentation instrumentation;

  Wrapper(Settings settings, Connection connection, Instrumentation instrumentation) {
    this.settings = settings;
    this.connection = connection;
    this.instrumentation = instrumentation;
    names = settings.operatorClasses();
  }

  /** Changes the classes that are loaded, and then those that come. */
  void begin() {
    if (names.isEmpty()) {
      return;
    }
    instrumentation.addTransformer(this, true);
    for (Class<?> each : instrumentation.getAllLoadedClasses()) {
      if (names.contains(each.getName().replace('.', '/'))) {
        try {
          instrumentation.retransformClasses(each);
        } catch (UnmodifiableClassException | LinkageError | RuntimeException e) {
          Failure.tell(settings.folder(), "operators", each.getName() + ": " + e);
        }
      }
    }
  }

  /** Classes that are changed already stay so; their calls count nothing any more. */
  void end() {
    instrumentation.removeTransformer(this);
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> before,
      @Nullable ProtectionDomain domain,
      byte[] file) {
    return name != null && names.contains(name) ? connection.changed(name, file) : null;
  }
}
