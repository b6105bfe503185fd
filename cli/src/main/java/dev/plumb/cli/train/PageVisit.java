package dev.plumb.cli.train;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.plumb.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody asks who opens the page, looks around in it and leaves. The first picture waits for
 * all that the JVM does for the first time.
 */
final class PageVisit {
  private static final Pattern LENGTH = Pattern.compile("\"end\":(\\d+)");
  private static final Pattern TRACK = Pattern.compile("\"track\":(\\d+),\"type\":\"(\\w+)\"");

  private final URI address;

  private PageVisit(URI address) {
    this.address = address;
  }

  /** Runs {@code plumb view} and ends it again. */
  static void to(String file) throws IOException {
    PipedWriter told = new PipedWriter();
    Thread server;
    try (BufferedReader lines = new BufferedReader(new PipedReader(told))) {
      server = Thread.ofPlatform().daemon().start(() -> serve(file, told));
      String line = lines.readLine();
      if (line != null) {
        new PageVisit(URI.create(line.strip())).lookAround();
      }
      server.interrupt();
      server.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void serve(String file, PipedWriter told) {
    PrintWriter nowhere = new PrintWriter(OutputStream.nullOutputStream(), false, UTF_8);
    try (PrintWriter out = new PrintWriter(told)) {
      Main.run(out, nowhere, "view", "--no-open", file);
    }
  }

  private void lookAround() throws IOException {
    ask("/?" + address.getQuery());
    ask("/");
    ask("/start.js");
    ask("/app.js");
    ask("/app.css");
    ask("/api/session?p=0");
    ask("/api/overview");
    ask("/api/flame?px=1900");
    String tracks = ask("/api/timeline/tracks");
    Matcher end = LENGTH.matcher(tracks);
    long length = end.find() ? Long.parseLong(end.group(1)) : 1;
    List<String> lines = new ArrayList<>();
    List<String> counters = new ArrayList<>();
    for (Matcher each = TRACK.matcher(tracks); each.find(); ) {
      (each.group(2).equals("counter") ? counters : lines).add(each.group(1));
    }
    for (long width = length; width > length / 1_000; width /= 3) {
      String window = "?px=1900&t0=" + width / 3 + "&t1=" + width;
      ask("/api/timeline/slices" + window + "&tracks=" + String.join(",", lines));
      ask("/api/timeline/counters" + window + "&tracks=" + String.join(",", counters));
      String range = "from=" + width / 3 + "&to=" + width;
      ask("/api/timeline/range?" + range);
      ask("/api/flame?px=1900&view=up&depth=40&" + range);
      ask("/api/table?table=kernels&" + range);
    }
    ask(
        "/api/timeline/slices?px=1900&t0=0&t1="
            + length
            + "&search=gemm&tracks="
            + lines.getFirst());
    ask("/api/timeline/search?q=gemm");
    ask("/api/flame?px=1900&search=gemm");
    for (int slice = 0; slice < 10; slice++) {
      ask("/api/slice?slice=" + slice * 100);
    }
    ask("/api/table?table=operators");
    ask("/api/findings");
  }

  /** Asks over a socket: a client of the JDK would be trained too, and nobody needs it. */
  private String ask(String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName(address.getHost()), address.getPort())) {
      String token = address.getQuery().substring("token=".length());
      String request =
          "GET %s HTTP/1.1\r\nHost: %s\r\nX-Plumb-Token: %s\r\nConnection: close\r\n\r\n"
              .formatted(path, address.getAuthority(), token);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
