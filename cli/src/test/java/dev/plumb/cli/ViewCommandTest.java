package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120) // only so that a command that does not end does not hang the build
@SuppressWarnings("try") // a server is closed, not used, in some of them
class ViewCommandTest {
  @TempDir private Path folder;

  /** Lines that the command prints, as they come. */
  private static final class Lines extends Writer {
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StringBuilder line = new StringBuilder();

    @Override
    public synchronized void write(char[] buffer, int from, int length) {
      for (int at = from; at < from + length; at++) {
        if (buffer[at] == '\n') {
          lines.add(line.toString());
          line.setLength(0);
        } else {
          line.append(buffer[at]);
        }
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /** A command that runs until it is ended. */
  private static final class Running implements AutoCloseable {
    private final Lines out = new Lines();
    private final AtomicInteger exitCode = new AtomicInteger(-1);
    private final Thread thread;
    private final URI address;

    Running(String... arguments) throws InterruptedException {
      List<String> all = new ArrayList<>(List.of("view", "--no-open"));
      all.addAll(List.of(arguments));
      thread =
          new Thread(() ->
              exitCode.set(
                  Main.run(
                      new PrintWriter(out, true),
                      new PrintWriter(new Lines(), true),
                      all.toArray(String[]::new))));
      thread.start();
      String line = out.lines.poll(60, TimeUnit.SECONDS);
      assertThat(line).as("the address").startsWith("http://127.0.0.1:").contains("/?token=");
      address = URI.create(line);
    }

    String get(String path) throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
              .header("X-Plumb-Token", address.getQuery().substring("token=".length()))
              .build();
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
      }
    }

    @Override
    public void close() throws InterruptedException {
      thread.interrupt();
      thread.join();
      assertThat(exitCode.get()).isEqualTo(ExitCode.DONE);
    }
  }

  private Path trace(String name) throws IOException {
    return Files.writeString(folder.resolve(name), TinyTrace.json());
  }

  @Test
  void servesAProfileUntilItIsEnded() throws Exception {
    try (Running running = new Running(trace("t.json").toString())) {
      assertThat(running.get("/api/session")).contains("\"role\":\"only\"");
      assertThat(running.get("/api/overview")).contains("\"kernels\"");
      assertThat(running.get("/api/timeline/tracks")).contains("\"tracks\"");
      assertThat(running.get("/api/findings")).contains("\"available\":true");
    }
  }

  @Test
  void devicesAreThoseThatTheUserNamed() throws Exception {
    String trace = trace("t.json").toString();
    try (Running running = new Running(trace)) {
      assertThat(running.get("/api/report")).doesNotContain("\"a100-sxm-40gb\"");
    }
    try (Running running = new Running("--device", "a100-sxm-40gb", trace)) {
      assertThat(running.get("/api/report")).contains("\"a100-sxm-40gb\"");
    }
    CommandRunner command = new CommandRunner();
    assertThat(command.run("view", "--device", "abacus", trace)).isEqualTo(ExitCode.USAGE);
    assertThat(command.err()).contains("abacus", "plumb devices lists them");
  }

  @Test
  void comparesTwoGroups() throws Exception {
    try (Running running =
        new Running(trace("new.json").toString(), "--compare", trace("base.json").toString())) {
      assertThat(running.get("/api/session"))
          .contains("\"role\":\"new\"", "\"role\":\"base\"", "{\"new\":0,\"base\":1}");
      assertThat(running.get("/api/flame?base=1")).contains("\"base_total\":");
    }
  }

  @Test
  void aFolderIsAListOfItsRuns() throws Exception {
    Path runs = Files.createDirectory(folder.resolve("runs"));
    for (String name :
        List.of(
            "one.json",
            "job_rank0.json",
            "job_rank1.json",
            "eval_rank0.json",
            ".hidden.json",
            "notes.txt")) {
      Files.writeString(runs.resolve(name), TinyTrace.json());
    }
    Files.writeString(runs.resolve("notes.txt"), "no trace at all");
    try (Running running = new Running(runs.toString())) {
      assertThat(running.get("/api/runs"))
          .contains("\"label\":\"one.json\"", "\"label\":\"job_rank*.json\"", "\"notes.txt\"")
          .contains("\"label\":\"eval_rank0.json\"")
          .doesNotContain("hidden");
      assertThat(running.get("/api/session")).contains("\"profiles\":[]");
      assertThat(running.get("/api/open?run=0")).isEqualTo("{\"p\":0}");
      assertThat(running.get("/api/session")).contains("\"role\":\"run\"");
    }
  }

  /** Each program in a folder of its own: no ranks of one run, though they lie in one folder. */
  @Test
  void aFolderOfProgramsIsAListOfThem() throws Exception {
    Path runs = Files.createDirectory(folder.resolve("runs"));
    for (String run : List.of("bench/conv", "bench/lookup", "job/a", "job/b")) {
      Path file = Files.createDirectories(runs.resolve(run)).resolve("trace.json");
      String kernel = run.endsWith("lookup") ? "lookup" : "conv";
      Files.writeString(file, unnumbered(TinyTrace.json("op::" + kernel, kernel)));
    }
    Files.writeString(runs.resolve("bench/notes.txt"), "no trace at all");
    try (Running running = new Running(runs.toString())) {
      String listed = running.get("/api/runs");
      while (listed.contains("\"reading\":true")) {
        listed = running.get("/api/runs");
      }
      assertThat(listed)
          .contains("\"label\":\"bench/conv/\"", "\"label\":\"bench/lookup/\"")
          .contains("\"label\":\"job/\"", "2 ranks")
          .doesNotContain("\"label\":\"bench/\"", "notes.txt", "\"label\":\"job/a");
      // The second run of the first folder, whoever asks for it and when.
      assertThat(running.get("/api/open?run=1001")).isEqualTo("{\"p\":1001}");
      assertThat(running.get("/api/overview?p=1001")).contains("\"label\":\"bench/lookup/\"");
    }
    try (Running running = new Running(runs.toString())) {
      assertThat(running.get("/api/open?run=1001")).isEqualTo("{\"p\":1001}");
    }
  }

  /** Without the number of a rank, as programs write it that are no part of anything. */
  private static String unnumbered(String trace) {
    assertThat(trace).contains("\"distributedInfo\": {\"rank\": 3, \"world_size\": 8}");
    return trace.replace(" \"distributedInfo\": {\"rank\": 3, \"world_size\": 8},", "");
  }

  @Test
  void wrongUseIsSaidBeforeAnythingIsRead() {
    CommandRunner command = new CommandRunner();
    assertThat(command.run("view", "--port", "70000", "x.json")).isEqualTo(ExitCode.USAGE);
    assertThat(command.err()).contains("--port must be from 0 to 65535");
    assertThat(command.run("view", "--root", "no/such/folder", "x.json")).isEqualTo(ExitCode.USAGE);
    assertThat(command.err()).contains("--root no/such/folder: is no folder");
    assertThat(command.run("view", "--no-open", "no-such-file.json"))
        .isEqualTo(ExitCode.UNREADABLE_INPUT);
    assertThat(command.err()).contains("no-such-file.json");
  }
}
