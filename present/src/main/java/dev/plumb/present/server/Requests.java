package dev.plumb.present.server;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.plumb.present.json.HarmlessJson;
import dev.plumb.present.view.Answer;
import dev.plumb.present.view.Endpoint;
import dev.plumb.present.view.Question;
import dev.plumb.present.view.WrongQuestion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Answers one request after the other of each connection. */
final class Requests implements HttpHandler {
  private static final System.Logger LOG = System.getLogger(Requests.class.getName());

  private static final int LONGEST_ADDRESS = 32 << 10;
  private static final int LARGEST_BODY = 64 << 10;

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String NO_TOKEN =
      "Plumb does not know you. Open the whole address that plumb view printed.\n";

  private static final String NO_PAGE =
      "This build of Plumb has no page in it. The answers below /api/ are there.\n";

  private final Gate gate;
  private final Map<String, Endpoint> endpoints = new HashMap<>();
  private final Workers workers;

  Requests(Gate gate, List<Endpoint> endpoints, Workers workers) {
    this.gate = gate;
    this.workers = workers;
    endpoints.forEach(each -> this.endpoints.put(each.path(), each));
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        answer(new Request(exchange));
      } catch (WrongQuestion wrong) {
        fail(exchange, wrong.status(), wrong.code(), wrong.text(), wrong.parameter());
      }
    }
  }

  /** What was asked. */
  private record Request(HttpExchange exchange) {
    String method() {
      return exchange.getRequestMethod();
    }

    /** As it was sent: an address that needs decoding is none of ours. */
    String path() {
      return String.valueOf(exchange.getRequestURI().getRawPath());
    }

    @Nullable String query() {
      return exchange.getRequestURI().getRawQuery();
    }

    boolean reads() {
      return method().equals("GET") || method().equals("HEAD");
    }
  }

  private void answer(Request request) throws IOException {
    HttpExchange exchange = request.exchange;
    Headers headers = exchange.getRequestHeaders();
    Gate.Headers all = name -> headers.getOrDefault(name, List.of());
    String target = exchange.getRequestURI().toString();
    if (target.length() > LONGEST_ADDRESS) {
      fail(exchange, 414, "too-long", "the address is too long", null);
      return;
    }
    boolean api = request.path().startsWith("/api/");
    boolean entry = request.path().equals("/") && request.query() != null;
    // A link on another page may lead here: then only the secret in the address counts.
    if (entry && request.reads() && isMeantForHere(all)) {
      enter(request);
      return;
    }
    Gate.Refusal refusal = gate.refusal(all, !request.reads());
    if (refusal == Gate.Refusal.FORBIDDEN) {
      fail(exchange, 403, "forbidden", "this server answers only its own page", null);
    } else if (refusal == Gate.Refusal.UNKNOWN && api) {
      fail(exchange, 401, "no-token", "the token is missing or wrong", null);
    } else if (refusal == Gate.Refusal.UNKNOWN) {
      plain(exchange, 401, NO_TOKEN);
    } else if (api) {
      ask(request);
    } else {
      asset(request);
    }
  }

  /** Like {@link Gate#isForHere}, for whoever opens the page from anywhere. */
  private boolean isMeantForHere(Gate.Headers headers) {
    return gate.isForHere(
        name -> name.equals("Sec-Fetch-Site") ? List.of() : headers.all(name), false);
  }

  /** Takes the secret out of the address and into a cookie. */
  private void enter(Request request) throws IOException {
    HttpExchange exchange = request.exchange;
    Map<String, String> parameters = Query.parse(request.query());
    if (parameters == null || !gate.isToken(parameters.get("token"))) {
      plain(exchange, 401, NO_TOKEN);
      return;
    }
    exchange.getResponseHeaders().set("Set-Cookie", gate.setCookie());
    exchange.getResponseHeaders().set("Location", "/");
    plain(exchange, 303, "");
  }

  private void asset(Request request) throws IOException {
    HttpExchange exchange = request.exchange;
    Assets.Asset asset = Assets.at(request.path());
    if (asset == null) {
      fail(exchange, 404, "no-such-address", "there is nothing at this address", null);
      return;
    }
    if (!request.reads()) {
      refuseMethod(exchange, "GET, HEAD");
      return;
    }
    byte[] content = Assets.content(asset);
    if (content == null) {
      plain(exchange, 404, NO_PAGE);
      return;
    }
    send(exchange, 200, asset.type(), content);
  }

  private void ask(Request request) throws IOException {
    HttpExchange exchange = request.exchange;
    Endpoint endpoint = endpoints.get(request.path());
    if (endpoint == null) {
      fail(exchange, 404, "no-such-address", "there is nothing at this address", null);
      return;
    }
    boolean post = request.method().equals("POST");
    if (endpoint.posted() ? !post : !request.reads()) {
      refuseMethod(exchange, endpoint.posted() ? "POST" : "GET, HEAD");
      return;
    }
    Map<String, String> parameters = Query.parse(request.query());
    if (parameters == null) {
      fail(exchange, 400, "bad-address", "the part of the address after ? is malformed", null);
      return;
    }
    byte[] body = new byte[0];
    if (post) {
      byte[] read = body(exchange);
      if (read == null) {
        return;
      }
      body = read;
    }
    Answer answer = compute(exchange, endpoint, new Question(parameters, body));
    if (answer != null) {
      if (answer.file() != null) {
        exchange
            .getResponseHeaders()
            .set("Content-Disposition", "attachment; filename=\"" + answer.file() + "\"");
      }
      send(exchange, 200, answer.type(), answer.content());
    }
  }

  /** The body; null if it was refused, which is told then. */
  private static byte @Nullable [] body(HttpExchange exchange) throws IOException {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type == null || !type.split(";", 2)[0].strip().equals("application/json")) {
      fail(exchange, 415, "bad-type", "the body must be application/json", null);
      return null;
    }
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    if (body.length > LARGEST_BODY) {
      fail(exchange, 413, "too-large", "the body may have " + LARGEST_BODY + " bytes", null);
      return null;
    }
    return body;
  }

  /** The answer; null if there is none, which is told then. */
  private @Nullable Answer compute(HttpExchange exchange, Endpoint endpoint, Question question)
      throws IOException {
    try {
      Workers.Timed timed = workers.run(() -> endpoint.answer(question));
      Answer answer = timed == null ? null : timed.answer();
      if (timed != null) {
        // Browsers show it beside the request.
        exchange.getResponseHeaders().set("Server-Timing", timed.header());
      }
      if (answer == null) {
        fail(exchange, 503, "busy", "too many questions at once, or one that takes too long", null);
      }
      return answer;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof WrongQuestion wrong) {
        throw wrong;
      }
      // Nobody but the log is told the details: they may hold anything.
      LOG.log(System.Logger.Level.DEBUG, "no answer from " + endpoint.path(), e.getCause());
      if (e.getCause() instanceof OutOfMemoryError) {
        fail(exchange, 503, "memory", "the answer needs more memory than there is", null);
      } else {
        fail(exchange, 500, "internal", "this is a defect of Plumb: " + where(e.getCause()), null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(exchange, 503, "stopping", "the server is being stopped", null);
    }
    return null;
  }

  /** Kind and place of a defect, for a report of it. */
  private static String where(@Nullable Throwable defect) {
    if (defect == null || defect.getStackTrace().length == 0) {
      return "unknown";
    }
    StackTraceElement top = defect.getStackTrace()[0];
    return defect.getClass().getSimpleName()
        + " in "
        + top.getClassName()
        + "."
        + top.getMethodName();
  }

  private static void refuseMethod(HttpExchange exchange, String allowed) throws IOException {
    exchange.getResponseHeaders().set("Allow", allowed);
    fail(exchange, 405, "bad-method", "only " + allowed + " here", null);
  }

  private static void fail(
      HttpExchange exchange, int status, String code, String message, @Nullable String parameter)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = HarmlessJson.generator(bytes)) {
      json.writeStartObject();
      json.writeObjectPropertyStart("error");
      json.writeStringProperty("code", code);
      json.writeStringProperty("message", HarmlessJson.shortened(message));
      if (parameter != null) {
        json.writeStringProperty("parameter", parameter);
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    send(exchange, status, "application/json", bytes.toByteArray());
  }

  private static void plain(HttpExchange exchange, int status, String text) throws IOException {
    send(exchange, status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] content)
      throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cache-Control", "no-store");
    if (status >= 400) {
      // What is left of a refused body is not worth reading.
      headers.set("Connection", "close");
    }
    if (exchange.getRequestMethod().equals("HEAD") || content.length == 0) {
      if (content.length > 0) {
        headers.set("Content-Length", Integer.toString(content.length));
      }
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, content.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(content);
    }
  }
}
