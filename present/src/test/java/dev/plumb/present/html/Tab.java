package dev.plumb.present.html;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * One tab: goes to pages, asks them, types and clicks as a person does, and notes what goes wrong.
 */
final class Tab {
  private static final long PATIENCE_SECONDS = 30;

  private final Chromium browser;
  private final String session;
  private final String target;

  /** Errors and warnings of the console, uncaught exceptions, dialogs. */
  final List<String> complaints = new CopyOnWriteArrayList<>();

  /** Addresses of all requests. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  Tab(Chromium browser) {
    this.browser = browser;
    target =
        String.valueOf(
            browser
                .send(null, "Target.createTarget", Map.of("url", "about:blank"))
                .get("targetId"));
    session =
        String.valueOf(
            browser
                .send(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId"));
    browser.listen(session, this::event);
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      send(domain + ".enable", Map.of());
    }
    size(1280, 720, 1);
    light();
  }

  Map<String, Object> send(String method, Map<String, ?> parameters) {
    return browser.send(session, method, parameters);
  }

  private void event(String method, Map<String, Object> parameters) {
    switch (method) {
      case "Runtime.exceptionThrown", "Log.entryAdded", "Page.javascriptDialogOpening" ->
          complaints.add(method + " " + TestJson.write(parameters));
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "warning", "assert").contains(parameters.get("type"))) {
          complaints.add(method + " " + TestJson.write(parameters));
        }
      }
      case "Network.requestWillBeSent" ->
          requests.add(String.valueOf(((Map<?, ?>) parameters.get("request")).get("url")));
      default -> {}
    }
  }

  void close() {
    browser.send(null, "Target.closeTarget", Map.of("targetId", target));
  }

  /** Opens a report and waits until it is drawn. */
  void report(Path page) {
    open(page.toUri().toString());
  }

  /** Opens an address of the page and waits until it is drawn. */
  void open(String address) {
    send("Page.navigate", Map.of("url", address));
    settled();
  }

  /** Waits until the page has drawn the answers to all its questions. */
  void settled() {
    waitFor("document.readyState === 'complete' && typeof plumb === 'object'");
    // What was typed is asked for once it has rested, a frame later the answer is drawn; an answer
    // may
    // lead to another question.
    ask(
        """
        new Promise((done) => {
          let quiet = 0;
          const look = () => {
            quiet = plumb.resting() + plumb.waiting() === 0 ? quiet + 1 : 0;
            if (quiet > 3) {
              done(0);
            } else {
              setTimeout(() => requestAnimationFrame(look), 10);
            }
          };
          requestAnimationFrame(look);
        })\
        """);
    ask("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))");
  }

  /** Changes what the page looks at, as a link does. */
  void show(String change) {
    ask("plumb.show(" + change + ")");
    settled();
  }

  void size(int width, int height, double ratio) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", ratio, "mobile", false));
  }

  void light() {
    colorScheme("light");
  }

  void dark() {
    colorScheme("dark");
  }

  private void colorScheme(String scheme) {
    send(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Value of an expression in the page: a string, Long, Double, Boolean, List, Map or null. */
  Object ask(String expression) {
    Map<String, Object> answer =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (answer.containsKey("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
    }
    return ((Map<?, ?>) answer.get("result")).get("value");
  }

  String text(String expression) {
    return String.valueOf(ask(expression));
  }

  /** A whole number; every sum that a page shows is one. */
  long whole(String expression) {
    Object value = ask(expression);
    return value instanceof Long exact
        ? exact
        : new BigDecimal(String.valueOf(value)).longValueExact();
  }

  double number(String expression) {
    return ((Number) ask(expression)).doubleValue();
  }

  boolean is(String expression) {
    return Boolean.TRUE.equals(ask("Boolean(" + expression + ")"));
  }

  void waitFor(String condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!is(condition)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain for " + condition + "; " + complaints);
      }
      try {
        Thread.sleep(15);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  /** Presses a key with a name ("Enter") or a printable one ("b"). */
  void press(String key) {
    Map<String, Integer> codes =
        Map.of(
            "Enter",
            13,
            "Escape",
            27,
            "Backspace",
            8,
            "Tab",
            9,
            "ArrowLeft",
            37,
            "ArrowUp",
            38,
            "ArrowRight",
            39,
            "ArrowDown",
            40);
    boolean printable = key.length() == 1;
    int code = codes.getOrDefault(key, (int) Character.toUpperCase(key.charAt(0)));
    String text = printable ? key : key.equals("Enter") ? "\r" : "";
    send(
        "Input.dispatchKeyEvent",
        Map.of(
            "type",
            text.isEmpty() ? "rawKeyDown" : "keyDown",
            "key",
            key,
            "windowsVirtualKeyCode",
            code,
            "text",
            text));
    send(
        "Input.dispatchKeyEvent",
        Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code));
  }

  void type(String text) {
    send("Input.insertText", Map.of("text", text));
  }

  void moveTo(double x, double y) {
    send("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
  }

  void click(double x, double y) {
    moveTo(x, y);
    for (String type : List.of("mousePressed", "mouseReleased")) {
      send(
          "Input.dispatchMouseEvent",
          Map.of("type", type, "x", x, "y", y, "button", "left", "clickCount", 1));
    }
  }

  /** Presses at one place, moves, and lets go at another one. */
  void drag(double fromX, double fromY, double toX, double toY) {
    moveTo(fromX, fromY);
    mouse("mousePressed", fromX, fromY);
    mouse("mouseMoved", (fromX + toX) / 2, (fromY + toY) / 2);
    mouse("mouseMoved", toX, toY);
    mouse("mouseReleased", toX, toY);
  }

  private void mouse(String type, double x, double y) {
    send(
        "Input.dispatchMouseEvent",
        Map.of("type", type, "x", x, "y", y, "button", "left", "buttons", 1, "clickCount", 1));
  }

  /** Clicks the middle of an element. */
  void click(String selector) {
    String element = "document.querySelector(" + TestJson.write(selector) + ")";
    ask(element + ".scrollIntoView({block: 'nearest'})");
    Map<?, ?> bounds =
        (Map<?, ?>) ask("JSON.parse(JSON.stringify(" + element + ".getBoundingClientRect()))");
    click(
        number(bounds.get("x")) + number(bounds.get("width")) / 2,
        number(bounds.get("y")) + number(bounds.get("height")) / 2);
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  /** Keeps a picture under target/screenshots. */
  void screenshot(String name) throws IOException {
    Path folder = Path.of(System.getProperty("plumb.screenshots", "target/screenshots"));
    Files.createDirectories(folder);
    Object data = send("Page.captureScreenshot", Map.of("format", "png")).get("data");
    Files.write(folder.resolve(name + ".png"), Base64.getDecoder().decode(String.valueOf(data)));
  }
}
