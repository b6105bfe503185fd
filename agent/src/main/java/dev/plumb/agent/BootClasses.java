package dev.plumb.agent;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.Enumeration;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Makes the agent's classes known to the bootstrap loader, which every loader asks first. They are
 * defined one by one where the JVM lets us: one whose bootstrap class path grows prints a warning
 * and gives up the shared archive of its application classes.
 */
final class BootClasses {
  private BootClasses() {}

  static void add(File jar, Instrumentation instrumentation) throws IOException {
    try {
      define(jar, instrumentation);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(jar));
    }
  }

  private static void define(File jar, Instrumentation instrumentation)
      throws IOException, ReflectiveOperationException {
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of("jdk.internal.misc", Set.of(BootClasses.class.getModule())),
        Map.of(),
        Set.of(),
        Map.of());
    Class<?> type = Class.forName("jdk.internal.misc.Unsafe");
    Object unsafe = type.getMethod("getUnsafe").invoke(null);
    Method define =
        type.getMethod(
            "defineClass",
            String.class,
            byte[].class,
            int.class,
            int.class,
            ClassLoader.class,
            ProtectionDomain.class);
    try (JarFile file = new JarFile(jar)) {
      for (Enumeration<JarEntry> all = file.entries(); all.hasMoreElements(); ) {
        JarEntry entry = all.nextElement();
        String path = entry.getName();
        if (path.endsWith(".class") && !path.endsWith("package-info.class")) {
          String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
          if (!isThere(name)) {
            byte[] bytes;
            try (InputStream in = file.getInputStream(entry)) {
              bytes = in.readAllBytes();
            }
            define.invoke(unsafe, name, bytes, 0, bytes.length, null, null);
          }
        }
      }
    }
  }

  /** From a recorder that came before. */
  private static boolean isThere(String name) {
    try {
      Class.forName(name, false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
