package dev.plumb.present.html;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opentest4j.TestAbortedException;

/**
 * How quickly the page answers and draws in a real Chromium, and how much memory it takes: the
 * browser's part of {@code bench/view}, no test.
 *
 * <p>{@code PageSpeed PLUMB FILE…}: the launcher, and the inputs of one run.
 */
final class PageSpeed {
  /** A frame of a display that shows 60 in a second. */
  private static final double FRAME_MS = 16;

  private static final double FIRST_PICTURE_MS = 1_000;
  private static final double MEMORY_MB = 300;
  private static final int MANY_BOXES = 50_000;
  private static final int FRAMES = 60;
  private static final int STEPS = 120;

  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");
  private static final Pattern PROPORTIONAL = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB");

  private final String launcher;
  private boolean met = true;

  private PageSpeed(String launcher) {
    this.launcher = launcher;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    try (Chromium browser = Chromium.start()) {
      System.out.println(browser.send(null, "Browser.getVersion", Map.of()).get("product") + "\n");
    } catch (TestAbortedException none) {
      System.exit(1); // which was said
    }
    PageSpeed speed = new PageSpeed(args[0]);
    List<String> files = Arrays.asList(args).subList(1, args.length);
    speed.say("| in the browser | n | median | p95 | most | goal | |");
    speed.say("|---|---|---|---|---|---|---|");
    speed.firstPicture("overview", "document.querySelector('.tiles') !== null", files);
    speed.firstPicture("flame", "plumb.flame()?.boxes > 1", files);
    speed.firstPicture("timeline", "plumb.timeline()?.boxes > 1", files);
    speed.lookAround(files);
    Path towers = Files.createTempFile("plumb-towers", ".json");
    try {
      Files.writeString(towers, BoxTowers.trace(BoxTowers.TOWERS, BoxTowers.DEPTH, 1));
      speed.manyBoxes(towers);
    } finally {
      Files.delete(towers);
    }
    System.exit(speed.met ? 0 : 1);
  }

  private void say(String line) {
    System.out.println(line);
  }

  /** One line of the table; a goal of 0 is none. */
  private void row(String what, List<Double> values, String unit, double goal) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double p95 = sorted[Math.min(sorted.length - 1, (int) (sorted.length * 0.95))];
    boolean reached = p95 <= goal;
    met &= goal == 0 || reached;
    say(
        String.format(
            Locale.ROOT,
            "| %s | %d | %.1f %s | %.1f | %.1f | %s | %s |",
            what,
            sorted.length,
            sorted[sorted.length / 2],
            unit,
            p95,
            sorted[sorted.length - 1],
            goal == 0 ? "" : String.format(Locale.ROOT, "%.0f", goal),
            goal == 0 ? "" : reached ? "met" : "MISSED"));
  }

  /**
   * From the end of reading to the frame after the one in which a view is drawn, in a browser that
   * is open already.
   */
  private void firstPicture(String view, String drawn, List<String> files)
      throws IOException, InterruptedException {
    try (Chromium browser = Chromium.start()) {
      Tab tab = browser.open();
      tab.size(1920, 1080, 1);
      tab.send(
          "Page.addScriptToEvaluateOnNewDocument",
          Map.of(
              "source",
              """
              globalThis.firstPicture = new Promise((done) => {
                const look = () => {
                  let drawn = false;
                  try { drawn = %s; } catch { /* not there yet */ }
                  requestAnimationFrame(drawn ? () => done(performance.timeOrigin + performance.now()) : look);
                };
                requestAnimationFrame(look);
              });\
              """
                  .formatted(drawn)));
      try (ServedView server = new ServedView(launcher, files)) {
        tab.open(server.address() + "#view=" + view);
        double at = tab.number("firstPicture");
        row(
            "first picture after reading: " + view,
            List.of(at - server.readyMs()),
            "ms",
            FIRST_PICTURE_MS);
      }
    }
  }

  /** Moves about in a large trace as a person does, then looks at what that took. */
  private void lookAround(List<String> files) throws IOException, InterruptedException {
    Random random = new Random(1);
    try (Chromium browser = Chromium.start();
        ServedView server = new ServedView(launcher, files)) {
      Tab tab = browser.open();
      tab.size(1920, 1080, 1);
      tab.open(server.address() + "#view=timeline");
      tab.waitFor("plumb.timeline()?.boxes > 1");
      List<Double> draws = new ArrayList<>();
      List<Double> answers = new ArrayList<>();
      long mostBoxes = 0;
      String keys = "wwwadadwsdawsssw";
      for (int step = 0; step < STEPS; step++) {
        if (step % keys.length() == 0) {
          tab.press("0");
          tab.settled();
        }
        tab.ask("document.querySelector('.timeline-scroll').focus()");
        char key = keys.charAt(random.nextInt(keys.length()));
        double before = tab.number("performance.now()");
        tab.press(String.valueOf(key));
        answers.add(tab.number(UNTIL_DRAWN) - before);
        draws.add(tab.number("plumb.timeline().drawMs"));
        mostBoxes = Math.max(mostBoxes, tab.whole("plumb.timeline().boxes"));
      }
      row("pan and zoom by key, until all is drawn", answers, "ms", 0);
      row("draw the timeline, up to " + mostBoxes + " boxes", draws, "ms", FRAME_MS);
      tab.show("{find: 'gemm'}");
      tab.show("{find: ''}");
      tab.show("{view: 'flame'}");
      for (String direction : List.of("up", "down")) {
        tab.show("{direction: '" + direction + "', search: 'aten'}");
        tab.show("{search: ''}");
      }
      tab.show("{view: 'tables', table: 'kernels'}");
      tab.show("{view: 'timeline'}");
      memory(browser, tab);
    }
  }

  /** Until no question is open and the frame with the answers is drawn. */
  private static final String UNTIL_DRAWN =
      """
      new Promise((done) => {
        const look = () => plumb.waiting() === 0
          ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())))
          : setTimeout(look, 1);
        requestAnimationFrame(() => requestAnimationFrame(look));
      })\
      """;

  private void memory(Chromium browser, Tab tab) {
    double inUse =
        ((Number) tab.send("Runtime.getHeapUsage", Map.of()).get("usedSize")).doubleValue();
    tab.send("HeapProfiler.collectGarbage", Map.of());
    double alive =
        ((Number) tab.send("Runtime.getHeapUsage", Map.of()).get("usedSize")).doubleValue();
    double resident = 0;
    double proportional = 0;
    for (ProcessHandle each : browser.processes()) {
      String folder = "/proc/" + each.pid() + "/";
      if (read(folder + "cmdline").contains("--type=renderer")) {
        resident = Math.max(resident, kilobytes(RESIDENT, read(folder + "status")) / 1e3);
        proportional =
            Math.max(proportional, kilobytes(PROPORTIONAL, read(folder + "smaps_rollup")) / 1e3);
      }
    }
    row("JavaScript's heap, before a collection", List.of(inUse / 1e6), "MB", 0);
    row("JavaScript's heap, after it", List.of(alive / 1e6), "MB", 0);
    row(
        "the page's process, with its share of common pages",
        List.of(proportional),
        "MB",
        MEMORY_MB);
    row("the page's process, all resident pages", List.of(resident), "MB", 0);
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
    } catch (IOException ended) {
      return "";
    }
  }

  private static double kilobytes(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) * 1.024 : 0;
  }

  /** Frames of a screen full of boxes, as large as screens are. */
  private void manyBoxes(Path towers) throws IOException, InterruptedException {
    try (Chromium browser = Chromium.start();
        ServedView server = new ServedView(launcher, List.of(towers.toString()))) {
      Tab tab = browser.open();
      tab.size(3840, 2160, 1);
      tab.open(server.address() + "#view=timeline");
      tab.waitFor("plumb.timeline()?.boxes > 1");
      long track =
          tab.whole(
              "plumb.parts.timeline.scene.lanes.reduce((a, b) => b.rows > a.rows ? b : a).track");
      tab.show("{full: '" + track + "'}");
      frames(tab, "timeline", "plumb.timeline().boxes");
      tab.show("{view: 'flame', fold: 'no'}");
      frames(tab, "flame", "plumb.flame().boxes");
    }
  }

  private void frames(Tab tab, String part, String count) {
    long boxes = tab.whole(count);
    if (boxes < MANY_BOXES) {
      say("| draw the " + part + ": only " + boxes + " boxes | | | | | | MISSED |");
      met = false;
    }
    List<Double> draws = numbers(tab.ask(draws(part, "")));
    row("draw " + boxes + " boxes, " + part, draws, "ms", FRAME_MS);
    List<Double> pixels =
        numbers(tab.ask(draws(part, "view.base.context.getImageData(0, 0, 1, 1);")));
    row("the same with all pixels painted, by the processor", pixels, "ms", 0);
  }

  /** An expression for the times of some frames, one after the other. */
  private static String draws(String part, String then) {
    return """
    (async () => {
      const view = plumb.parts.%s;
      const times = [];
      for (let i = 0; i < %d; i++) {
        await new Promise(requestAnimationFrame);
        const start = performance.now();
        view.drawNow();
        %s
        times.push(performance.now() - start);
      }
      return times;
    })()\
    """
        .formatted(part, FRAMES, then);
  }

  private static List<Double> numbers(Object list) {
    return ((List<?>) list).stream().map(each -> ((Number) each).doubleValue()).toList();
  }
}
