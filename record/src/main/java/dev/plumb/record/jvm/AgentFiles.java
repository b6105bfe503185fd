package dev.plumb.record.jvm;

import dev.plumb.record.folder.SharedFolder;
import dev.plumb.record.session.Mode;
import dev.plumb.record.session.NativeLibrary;
import dev.plumb.record.session.Plan;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a recording that Plumb and the recorded JVMs share. What a JVM loads when it starts
 * may be read by all, because a script may start it as another user, and it would not start at all
 * otherwise; settings and what agents write are this user's. The folder goes when the recording
 * ends.
 */
final class AgentFiles implements AutoCloseable {
  /** Long enough that turning the profiler off and on costs little, short enough to lose little. */
  static final int WINDOW_MILLIS = 2_000;

  private static final String LIBRARY = "libasyncProfiler.so";

  private static final Set<PosixFilePermission> READ_BY_ALL =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private final SharedFolder folder;
  private @Nullable NativeLibrary handlerStacks;

  private AgentFiles(SharedFolder folder) throws IOException {
    this.folder = folder;
    Files.createDirectory(
        output(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /**
   * Makes the folder with all that agents need.
   *
   * @param environment the program's, which may name Plumb's own library
   */
  static AgentFiles create(Plan plan, AgentServer server, Map<String, String> environment)
      throws IOException {
    SharedFolder folder = SharedFolder.make();
    try {
      AgentFiles files = new AgentFiles(folder);
      files.fill(plan, server, environment);
      return files;
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private void fill(Plan plan, AgentServer server, Map<String, String> environment)
      throws IOException {
    writeAgent(jar());
    boolean profiler = plan.mode().stacks() && AsyncProfiler.copyLibrary(library());
    if (profiler) {
      Files.copy(AsyncProfiler.jar(), profilerJar());
      handlerStacks = NativeLibrary.choose(folder(), environment);
      Files.write(withoutRoom(), new byte[Long.BYTES]);
    }
    Properties settings = new Properties();
    settings.setProperty("port", Integer.toString(server.port()));
    settings.setProperty("token", server.token());
    settings.setProperty("window.millis", Integer.toString(WINDOW_MILLIS));
    if (plan.mode().operators()) {
      settings.setProperty("operators", OperatorClass.internalNames());
    }
    if (profiler) {
      settings.setProperty("profiler.jar", profilerJar().toString());
      settings.setProperty("profiler.library", library().toString());
      settings.setProperty("profiler.options", profilerOptions(plan));
    }
    try (Writer out = Files.newBufferedWriter(settings())) {
      settings.store(out, null);
    }
    Files.setPosixFilePermissions(jar(), READ_BY_ALL);
    if (profiler) {
      Files.setPosixFilePermissions(profilerJar(), READ_BY_ALL);
    }
    for (Path each : libraries()) {
      if (each.startsWith(folder())) { // not one that the user has named, or that was built here
        Files.setPosixFilePermissions(each, READ_BY_ALL);
      }
    }
  }

  /** Nanoseconds between two samples of a thread that runs. */
  static long intervalNs(Plan plan) {
    return 1_000_000_000L / plan.hz();
  }

  private static String profilerOptions(Plan plan) {
    long interval = intervalNs(plan);
    String wall = plan.mode() == Mode.WALL ? ",wall=" + interval : "";
    // vm walks C++ frames without frame pointers and joins them to Java's. What the profiler warns
    // of would stand in the output of the program; why it does not work, it also answers.
    return "event=cpu,interval=" + interval + wall + ",cstack=vm,loglevel=none";
  }

  Path folder() {
    return folder.path();
  }

  /** Where agents write. */
  Path output() {
    return folder().resolve("output");
  }

  Path jar() {
    return folder().resolve("plumb-agent.jar");
  }

  /**
   * async-profiler's classes: where they are from, a program may not read, or not in its locale.
   */
  private Path profilerJar() {
    return folder().resolve("profiler.jar");
  }

  Path settings() {
    return output().resolve("settings.properties");
  }

  /** async-profiler's library; it is not there if this platform has none. */
  Path library() {
    return folder().resolve(LIBRARY);
  }

  /** Whether stacks can be sampled here. */
  boolean hasLibrary() {
    return Files.exists(library());
  }

  /**
   * Libraries that a JVM loads before the agent, in this order; none without stacks.
   * async-profiler's, and Plumb's own, which gives its handlers stacks that no code of the program
   * mistakes for memory.
   */
  List<Path> libraries() {
    List<Path> libraries = new ArrayList<>();
    if (hasLibrary()) {
      libraries.add(library());
      if (handlerStacks != null && handlerStacks.file() != null) {
        libraries.add(handlerStacks.file());
      }
    }
    return libraries;
  }

  /** What a library that a JVM loads is told; "" if nothing. */
  String optionsOf(Path library) {
    return library.equals(library()) ? "" : withoutRoom().toString();
  }

  /** Samples that JVMs did not take, because stacks that their native code made are too small. */
  long samplesWithoutRoom() throws IOException {
    Path count = withoutRoom();
    return Files.exists(count)
        ? ByteBuffer.wrap(Files.readAllBytes(count)).order(ByteOrder.nativeOrder()).getLong()
        : 0;
  }

  private Path withoutRoom() {
    return output().resolve("without-room");
  }

  /** Why handlers have no stacks of their own though there are samples; null if they have. */
  @Nullable String whyUnsafe() {
    NativeLibrary chosen = handlerStacks;
    return chosen == null || chosen.file() != null ? null : chosen.how();
  }

  /** A jar with a manifest of its own, whether our classes are in a jar or in a folder. */
  private static void writeAgent(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", dev.plumb.agent.Agent.class.getName());
    attributes.putValue("Agent-Class", dev.plumb.agent.Agent.class.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(jar));
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      Path classes = classesOfAgent();
      if (Files.isDirectory(classes)) {
        addAll(classes, out);
      } else {
        try (FileSystem zip = FileSystems.newFileSystem(classes)) {
          addAll(zip.getPath("/"), out);
        }
      }
    }
  }

  private static Path classesOfAgent() throws IOException {
    try {
      return Path.of(
          dev.plumb.agent.Agent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static void addAll(Path root, JarOutputStream out) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path each : files.filter(file -> file.toString().endsWith(".class")).toList()) {
        out.putNextEntry(new ZipEntry(root.relativize(each).toString()));
        Files.copy(each, out);
        out.closeEntry();
      }
    }
  }

  @Override
  public void close() {
    folder.close();
  }
}
