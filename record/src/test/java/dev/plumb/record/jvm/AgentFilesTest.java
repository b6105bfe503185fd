package dev.plumb.record.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.session.Plan;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What Plumb and recorded JVMs share. */
@EnabledOnOs(OS.LINUX)
class AgentFilesTest {
  private static AgentFiles files(AgentServer server) throws IOException {
    return AgentFiles.create(Plan.of(List.of(), Path.of("run.plumb")), server, System.getenv());
  }

  /** Another Plumb: says where its files are, and keeps them until its input ends. */
  static final class Another {
    private Another() {}

    public static void main(String[] arguments) throws IOException {
      try (AgentServer server = new AgentServer(new OperatorNames());
          AgentFiles files = files(server)) {
        System.out.println(files.folder());
        System.in.transferTo(OutputStream.nullOutputStream());
      }
    }
  }

  @Test
  void whatAKilledPlumbLeftIsTakenAwayByTheNextRecording() throws Exception {
    String classes = System.getProperty("java.class.path");
    Process another =
        new ProcessBuilder(JavaPrograms.java(), "-cp", classes, Another.class.getName()).start();
    try (AgentServer server = new AgentServer(new OperatorNames())) {
      Path left = Path.of(another.inputReader().readLine());
      files(server).close();
      assertThat(left.resolve("plumb-agent.jar")).exists(); // it is in use

      another.destroyForcibly().waitFor();
      assertThat(left).exists();
      files(server).close();
      assertThat(left).doesNotExist();
    } finally {
      another.destroyForcibly();
    }
  }

  /**
   * A script may start a JVM as another user: without the libraries and the jar it would not start
   * at all. What proves that an agent is one is nobody else's.
   */
  @Test
  void othersMayLoadTheAgentAndSeeNothingElse() throws IOException {
    try (AgentServer server = new AgentServer(new OperatorNames());
        AgentFiles files = files(server)) {
      PosixFilePermission pass = PosixFilePermission.OTHERS_EXECUTE;
      assertThat(Files.getPosixFilePermissions(files.folder())).contains(pass);
      assertThat(Files.getPosixFilePermissions(files.jar()))
          .contains(PosixFilePermission.OTHERS_READ);
      for (Path each : files.libraries()) {
        assertThat(Files.getPosixFilePermissions(each)).contains(PosixFilePermission.OTHERS_READ);
      }
      assertThat(files.settings()).hasParent(files.output());
      assertThat(Files.getPosixFilePermissions(files.output())).doesNotContain(pass);
    }
  }

  /** Plumb may lie in a folder that a program may not enter, or cannot name in its locale. */
  @Test
  void whatAnAgentIsToldToLoadLiesBesideIt() throws IOException {
    try (AgentServer server = new AgentServer(new OperatorNames());
        AgentFiles files = files(server)) {
      Properties settings = new Properties();
      settings.load(Files.newBufferedReader(files.settings()));
      Path jar = Path.of(settings.getProperty("profiler.jar"));
      assertThat(jar).startsWith(files.folder()).isNotEmptyFile();
      assertThat(Path.of(settings.getProperty("profiler.library"))).startsWith(files.folder());
    }
  }
}
