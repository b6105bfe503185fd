package dev.plumb.present.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.SampleRuns;
import dev.plumb.present.view.Endpoints;
import dev.plumb.present.view.OpenProfiles;
import dev.plumb.present.view.Profiles;
import dev.plumb.present.view.Sources;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the server lets in, seen from a socket: browsers and JDK clients would not send all of this.
 */
@Timeout(120) // only so that a hanging server does not hang the build
class ViewServerTest {
  @TempDir private static Path folder;
  private static Profiles profiles;
  private static ViewServer server;

  @BeforeAll
  static void start() throws IOException {
    profiles = OpenProfiles.of(SampleRuns.plain());
    server = ViewServer.start(0, Endpoints.of(profiles, new Sources(List.of(folder)), "test"));
  }

  @AfterAll
  static void stop() {
    server.close();
    profiles.close();
  }

  private static String host() {
    return "Host: 127.0.0.1:" + server.port();
  }

  private static String token() {
    return "X-Plumb-Token: " + server.token();
  }

  private static String cookie() {
    return "Cookie: other=1; plumb-" + server.port() + "=" + server.token();
  }

  /** Sends a request line and headers, and reads until the server closes. */
  private static String send(String line, String... headers) throws IOException {
    return sendBody(line, "", headers);
  }

  private static String sendBody(String line, String body, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(line).append("\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    request.append("Connection: close\r\n\r\n").append(body);
    return raw(request.toString());
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port())) {
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
      } catch (IOException refused) {
        // The server may close before it has read everything.
      }
      return new String(read(socket.getInputStream()), StandardCharsets.UTF_8);
    }
  }

  private static byte[] read(InputStream in) {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    try {
      in.transferTo(bytes);
    } catch (IOException reset) {
      // What came before it counts.
    }
    return bytes.toByteArray();
  }

  private static String status(String answer) {
    return answer.isEmpty() ? "closed" : answer.split(" ", 3)[1];
  }

  @Test
  void theTokenLetsIn() throws IOException {
    assertThat(send("GET /api/session HTTP/1.1", host(), token()))
        .startsWith("HTTP/1.1 200")
        .contains("plumb.view/1");
    assertThat(status(send("GET /api/session HTTP/1.1", host(), cookie()))).isEqualTo("200");
    assertThat(
            status(
                send(
                    "GET /api/session HTTP/1.1",
                    "Host: localhost:" + server.port(),
                    "Origin: http://localhost:" + server.port(),
                    "Sec-Fetch-Site: same-origin",
                    cookie())))
        .isEqualTo("200");
  }

  @Test
  void withoutTheTokenNobodyGetsAnything() throws IOException {
    for (String path :
        List.of("/api/session", "/", "/start.js", "/app.js", "/api/nothing", "/nothing")) {
      assertThat(status(send("GET " + path + " HTTP/1.1", host()))).as(path).isEqualTo("401");
      assertThat(status(send("GET " + path + " HTTP/1.1", host(), token() + "x"))).isEqualTo("401");
      assertThat(
              status(
                  send(
                      "GET " + path + " HTTP/1.1", host(), "Cookie: plumb-" + server.port() + "=")))
          .isEqualTo("401");
    }
    assertThat(send("GET /api/session HTTP/1.1", host())).contains("\"code\":\"no-token\"");
    assertThat(status(send("GET /?token=wrong HTTP/1.1", host()))).isEqualTo("401");
    assertThat(status(send("GET /?token= HTTP/1.1", host()))).isEqualTo("401");
    // In the address it counts only for the page itself.
    assertThat(status(send("GET /api/session?token=" + server.token() + " HTTP/1.1", host())))
        .isEqualTo("401");
  }

  @Test
  void theAddressTurnsIntoACookie() throws IOException {
    String answer = send("GET /?token=" + server.token() + " HTTP/1.1", host());
    assertThat(answer)
        .startsWith("HTTP/1.1 303")
        .containsIgnoringCase("Location: /\r\n")
        .contains("plumb-" + server.port() + "=" + server.token() + "; HttpOnly; SameSite=Strict");
    // Also when another page leads here; and not when its scripts do.
    assertThat(
            status(
                send(
                    "GET /?token=" + server.token() + " HTTP/1.1",
                    host(),
                    "Sec-Fetch-Site: cross-site")))
        .isEqualTo("303");
    assertThat(
            status(
                send(
                    "GET /?token=" + server.token() + " HTTP/1.1",
                    host(),
                    "Origin: http://evil.example")))
        .isEqualTo("403");
  }

  @Test
  void otherHostsAndOriginsAreRefused() throws IOException {
    for (String host :
        List.of(
            "Host: evil.example",
            "Host: evil.example:" + server.port(),
            "Host: 127.0.0.1",
            "Host: 127.0.0.1:1",
            "Host: 127.0.0.1:" + server.port() + ".evil.example",
            "Host: [::1]:" + server.port(),
            "Host: 0.0.0.0:" + server.port(),
            "Host:",
            "X-None: 1")) {
      String answer = send("GET /api/session HTTP/1.1", host, token());
      assertThat(status(answer)).as(host).isIn("403", "400", "closed");
      assertThat(answer).doesNotContain("plumb.view/1");
    }
    assertThat(status(send("GET /api/session HTTP/1.1", host(), "Host: evil.example", token())))
        .isIn("403", "400");
    assertThat(status(send("GET /api/session HTTP/1.0", token()))).isIn("403", "400");
    for (String origin :
        List.of(
            "null",
            "http://evil.example",
            "https://127.0.0.1:" + server.port(),
            "http://127.0.0.1",
            "http://localhost:" + server.port(),
            "http://127.0.0.1:" + server.port() + ".evil.example")) {
      assertThat(status(send("GET /api/session HTTP/1.1", host(), "Origin: " + origin, cookie())))
          .as(origin)
          .isEqualTo("403");
    }
    for (String site : List.of("cross-site", "same-site")) {
      assertThat(
              status(
                  send("GET /api/session HTTP/1.1", host(), "Sec-Fetch-Site: " + site, cookie())))
          .isEqualTo("403");
    }
  }

  @Test
  void onlyKnownAddressesAreAnswered() throws IOException {
    for (String path :
        List.of(
            "/../etc/passwd",
            "/..%2f..%2fetc/passwd",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/app.js/../../../etc/passwd",
            "/app%2ejs",
            "//app.js",
            "/./app.js",
            "/dev/plumb/gui/index.html",
            "/index.html",
            "/api",
            "/api/",
            "/api/session/",
            "/api/../api/session",
            "/api/Session",
            "/app.js%00",
            "/app.js;x",
            "/META-INF/MANIFEST.MF",
            "/%C0%AE%C0%AE/secret")) {
      assertThat(status(send("GET " + path + " HTTP/1.1", host(), token())))
          .as(path)
          .isIn("404", "400");
    }
    for (String target : List.of("http://evil.example/api/session", "*", "evil", "\\", "/\u0001")) {
      String answer = send("GET " + target + " HTTP/1.1", host(), token());
      assertThat(status(answer)).as(target).isIn("400", "404", "403", "200", "closed");
      if (status(answer).equals("200")) {
        assertThat(target)
            .startsWith("http:"); // the path of an absolute address is ours, or nobody's
      }
    }
  }

  @Test
  void malformedQueriesAreRefused() throws IOException {
    for (String query :
        List.of("p=%", "p=%4", "p=%zz", "p=0&p=1", "=1", "p=%ff%fe", "p=0&&x=1", "nonsense=1")) {
      assertThat(status(send("GET /api/session?" + query + " HTTP/1.1", host(), token())))
          .as(query)
          .isEqualTo("400");
    }
    StringBuilder many = new StringBuilder("a=1");
    for (int i = 0; i < 100; i++) {
      many.append("&a").append(i).append("=1");
    }
    assertThat(status(send("GET /api/session?" + many + " HTTP/1.1", host(), token())))
        .isEqualTo("400");
    assertThat(send("GET /api/flame?px=0 HTTP/1.1", host(), token()))
        .startsWith("HTTP/1.1 400")
        .contains(
            "{\"error\":{\"code\":\"bad-parameter\",\"message\":\"px must be from 1 to 16384\","
                + "\"parameter\":\"px\"}}");
    assertThat(send("GET /api/flame?metric=%3Cscript%3E HTTP/1.1", host(), token()))
        .startsWith("HTTP/1.1 400")
        .doesNotContain("<script>");
  }

  @Test
  void methodsThatChangeSomethingAreRefused() throws IOException {
    for (String method :
        List.of("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "X")) {
      assertThat(status(send(method + " /api/session HTTP/1.1", host(), token())))
          .as(method)
          .isIn("405", "400", "501");
    }
    assertThat(status(send("POST /api/session HTTP/1.1", host(), token(), "Content-Length: 0")))
        .isEqualTo("405");
    assertThat(send("GET /api/sql HTTP/1.1", host(), token()))
        .startsWith("HTTP/1.1 405")
        .containsIgnoringCase("Allow: POST");
    // Before it says that something is not allowed, it wants to know who asks.
    assertThat(status(send("OPTIONS /api/session HTTP/1.1", host()))).isIn("401", "403");
    assertThat(
            status(
                send(
                    "OPTIONS /api/sql HTTP/1.1",
                    host(),
                    "Origin: http://evil.example",
                    "Access-Control-Request-Method: POST")))
        .isEqualTo("403");
  }

  @Test
  void headSaysWhatGetWould() throws IOException {
    String get = send("GET /api/sql/schema HTTP/1.1", host(), token());
    String head = send("HEAD /api/sql/schema HTTP/1.1", host(), token());
    assertThat(head).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
    assertThat(length(head)).isEqualTo(length(get));
  }

  private static String length(String answer) {
    for (String line : answer.split("\r\n", -1)) {
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        return line.split(":")[1].strip();
      }
    }
    return "none";
  }

  @Test
  void everyAnswerForbidsWhatThePageDoesNotNeed() throws IOException {
    for (String path :
        List.of("/", "/start.js", "/app.js", "/api/session", "/api/nothing", "/nothing")) {
      for (String who : List.of(token(), "X-None: 1")) {
        assertThat(send("GET " + path + " HTTP/1.1", host(), who))
            .containsIgnoringCase("Content-Security-Policy: default-src 'none'; script-src 'self';")
            .containsIgnoringCase("X-Content-Type-Options: nosniff")
            .containsIgnoringCase("Referrer-Policy: no-referrer")
            .containsIgnoringCase("Cache-Control: no-store")
            .doesNotContainIgnoringCase("Access-Control-Allow")
            .doesNotContain("unsafe-inline", "unsafe-eval");
      }
    }
  }

  @Test
  void queriesArePostedByThePageOrByPrograms() throws IOException {
    String body = "{\"sql\": \"SELECT 42 AS n\"}";
    String[] json = {"Content-Type: application/json", "Content-Length: " + body.length()};
    assertThat(sendBody("POST /api/sql HTTP/1.1", body, host(), token(), json[0], json[1]))
        .startsWith("HTTP/1.1 200")
        .contains("[[42]]");
    String origin = "Origin: http://127.0.0.1:" + server.port();
    assertThat(
            status(
                sendBody(
                    "POST /api/sql HTTP/1.1", body, host(), cookie(), origin, json[0], json[1])))
        .isEqualTo("200");
    // A cookie alone is what a form on another page could send.
    assertThat(status(sendBody("POST /api/sql HTTP/1.1", body, host(), cookie(), json[0], json[1])))
        .isEqualTo("403");
    for (String type :
        List.of("text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data")) {
      assertThat(
              status(
                  sendBody(
                      "POST /api/sql HTTP/1.1",
                      body,
                      host(),
                      token(),
                      "Content-Type: " + type,
                      json[1])))
          .as(type)
          .isEqualTo("415");
    }
  }

  @Test
  void whatIsTooLargeIsRefused() throws IOException {
    String large = "{\"sql\": \"" + " ".repeat(70_000) + "\"}";
    assertThat(
            status(
                sendBody(
                    "POST /api/sql HTTP/1.1",
                    large,
                    host(),
                    token(),
                    "Content-Type: application/json",
                    "Content-Length: " + large.length())))
        .isIn("413", "closed");
    assertThat(
            status(
                sendBody(
                    "POST /api/sql HTTP/1.1",
                    Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n",
                    host(),
                    token(),
                    "Content-Type: application/json",
                    "Transfer-Encoding: chunked")))
        .isIn("413", "closed");
    assertThat(
            status(
                send("GET /api/flame?search=" + "a".repeat(40_000) + " HTTP/1.1", host(), token())))
        .isIn("414", "400", "431", "closed");
    assertThat(
            status(
                send(
                    "GET /api/session HTTP/1.1",
                    host(),
                    token(),
                    "X-Fill: " + "a".repeat(200_000))))
        .isIn("400", "431", "413", "closed");
    List<String> headers = new ArrayList<>(List.of(host(), token()));
    for (int i = 0; i < 500; i++) {
      headers.add("X-" + i + ": 1");
    }
    assertThat(status(send("GET /api/session HTTP/1.1", headers.toArray(String[]::new))))
        .isIn("400", "431", "closed");
    assertThat(
            status(
                sendBody(
                    "POST /api/sql HTTP/1.1",
                    "{}",
                    host(),
                    token(),
                    "Content-Type: application/json",
                    "Content-Length: -5")))
        .isIn("400", "411", "413", "closed");
  }

  @Test
  void slowClientsKeepNobodyOut() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 60; i++) {
        Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port());
        slow.add(socket);
        // Half a request each, and then silence.
        socket
            .getOutputStream()
            .write(
                ("GET /api/session HTTP/1.1\r\n" + host() + "\r\nX-Slow: ")
                    .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
      }
      for (int i = 0; i < 10; i++) {
        assertThat(status(send("GET /api/session HTTP/1.1", host(), token()))).isEqualTo("200");
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
    assertThat(System.getProperty("sun.net.httpserver.maxReqTime")).isEqualTo("20");
  }

  @Test
  void onlyThisMachineCanConnect() throws IOException {
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress address : each.inetAddresses().toList()) {
        if (!address.isLoopbackAddress()) {
          assertThat(connects(address)).as(address.toString()).isFalse();
        }
      }
    }
    assertThat(connects(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
  }

  private static boolean connects(InetAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, server.port()), 2_000);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  @Test
  void rubbishIsNotAnswered() throws IOException {
    for (String rubbish :
        List.of(
            "\r\n\r\n",
            "GET\r\n\r\n",
            "\u0000\u0001\u0002\r\n\r\n",
            "GET / HTTP/9.9\r\n\r\n",
            "\u0016\u0003\u0001\r\n\r\n")) {
      assertThat(status(raw(rubbish + "\r\n"))).isIn("400", "401", "403", "505", "closed");
    }
    assertThat(status(send("GET /api/session HTTP/1.1", host(), token()))).isEqualTo("200");
  }
}
