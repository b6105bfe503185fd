package dev.plumb.present.html;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real browser without a window, spoken to in its own DevTools protocol over the JDK's WebSocket:
 * no driver to download, no Node. It has a profile folder of its own, which goes with it.
 */
final class Chromium implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  /** The first of these on the PATH is used; PLUMB_CHROMIUM names another. */
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private static final List<String> FLAGS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--remote-debugging-port=0");

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<Map<String, Object>>> waiting =
      new ConcurrentHashMap<>();
  private final Map<String, BiConsumer<String, Map<String, Object>>> tabs =
      new ConcurrentHashMap<>();

  private Chromium(Process process, Path profile, URI endpoint) {
    this.process = process;
    this.profile = profile;
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(endpoint, new Listener())
            .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .join();
  }

  /** Starts a browser; on a machine that has none the calling test is skipped, loudly. */
  static Chromium start() throws IOException, InterruptedException {
    Path executable = find();
    if (executable == null) {
      System.err.println(
          """
          ###############################################################################
          # No Chromium found: tests of the HTML page in a browser are SKIPPED.
          # build/install-browser.sh installs one; PLUMB_CHROMIUM names another.
          ###############################################################################
          """);
    }
    Assumptions.assumeTrue(executable != null, "no Chromium; see build/install-browser.sh");
    Path profile = Files.createTempDirectory("plumb-chromium");
    ProcessBuilder builder = new ProcessBuilder(Objects.requireNonNull(executable).toString());
    builder.command().addAll(FLAGS);
    builder.command().add("--user-data-dir=" + profile);
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("output.txt").toFile())
            .start();
    return new Chromium(process, profile, endpoint(process, profile));
  }

  private static @Nullable Path find() {
    String named = System.getenv("PLUMB_CHROMIUM");
    if (named != null) {
      return Path.of(named);
    }
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    for (String name : NAMES) {
      for (String folder : path.split(":")) {
        Path file = Path.of(folder, name);
        if (Files.isExecutable(file)) {
          return file;
        }
      }
    }
    return null;
  }

  /** Chromium chooses a free port and writes it into its profile. */
  private static URI endpoint(Process process, Path profile)
      throws IOException, InterruptedException {
    Path file = profile.resolve("DevToolsActivePort");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < deadline && process.isAlive()) {
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      if (lines.size() == 2) {
        return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
      }
      Thread.sleep(20);
    }
    throw new IOException(
        "Chromium did not start: " + Files.readString(profile.resolve("output.txt")));
  }

  /** Opens an empty tab. */
  Tab open() {
    return new Tab(this);
  }

  /**
   * Sends one command and waits for its result.
   *
   * @param session of a tab, or null for the browser itself
   */
  @SuppressWarnings("unchecked")
  Map<String, Object> send(@Nullable String session, String method, Map<String, ?> parameters) {
    int id = lastId.incrementAndGet();
    CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("id", id);
    message.put("method", method);
    message.put("params", parameters);
    if (session != null) {
      message.put("sessionId", session);
    }
    // The socket takes one text at a time.
    synchronized (socket) {
      socket.sendText(TestJson.write(message), true).join();
    }
    Map<String, Object> got = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    if (got.containsKey("error")) {
      throw new AssertionError(method + ": " + got.get("error"));
    }
    return (Map<String, Object>) got.get("result");
  }

  /** The events of a tab go to this receiver. */
  void listen(String session, BiConsumer<String, Map<String, Object>> receiver) {
    tabs.put(session, receiver);
  }

  @SuppressWarnings("unchecked")
  private void receive(String text) {
    Map<String, Object> message = (Map<String, Object>) TestJson.read(text);
    if (message.get("id") instanceof Long id) {
      CompletableFuture<Map<String, Object>> answer = waiting.remove(id.intValue());
      if (answer != null) {
        answer.complete(message);
      }
      return;
    }
    BiConsumer<String, Map<String, Object>> receiver =
        tabs.get(String.valueOf(message.get("sessionId")));
    if (receiver != null) {
      receiver.accept(
          String.valueOf(message.get("method")), (Map<String, Object>) message.get("params"));
    }
  }

  /** The browser's own process and those that it started, one of them for each page. */
  List<ProcessHandle> processes() {
    return Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    List<ProcessHandle> all = processes();
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle each : all) {
      each.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Texts come in pieces. */
  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        String whole = text.toString();
        text.setLength(0);
        receive(whole);
      }
      from.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      waiting.values().forEach(answer -> answer.completeExceptionally(error));
    }
  }
}
