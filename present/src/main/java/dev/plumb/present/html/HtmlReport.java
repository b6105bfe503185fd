package dev.plumb.present.html;

import dev.plumb.explain.Explanation;
import dev.plumb.gui.Bundle;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import java.io.IOException;
import java.io.Writer;

/**
 * {@code plumb report --html}: a run as one self-contained page. The same run gives the same bytes.
 *
 * <p>Names in a trace are hostile input. They stand in the page only inside a block of JSON that
 * holds no markup characters and nothing but ASCII ({@link PageData}), and the page's program
 * writes them only as text.
 */
public final class HtmlReport {
  /** The most contexts that a page holds; of larger trees the smallest ones are folded. */
  public static final int MOST_NODES = 200_000;

  private HtmlReport() {}

  /** Writes a page without findings; does not close {@code out}. */
  public static void write(Run run, RunSummary summary, Writer out) throws IOException {
    write(run, summary, Explanation.NONE, out);
  }

  /** Writes the page; does not close {@code out}. */
  public static void write(Run run, RunSummary summary, Explanation explanation, Writer out)
      throws IOException {
    write(run, summary, explanation, MOST_NODES, out);
  }

  static void write(Run run, RunSummary summary, Explanation explanation, int mostNodes, Writer out)
      throws IOException {
    String style = "\n" + Bundle.text("app.css");
    String script = "\n" + Bundle.text("report.js");
    out.write("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.write("<meta http-equiv=\"Content-Security-Policy\" content=\"");
    out.write(Policy.of(style, script));
    out.write("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.write("<meta name=\"referrer\" content=\"no-referrer\">\n");
    out.write("<link rel=\"icon\" href=\"data:,\">\n<title>Plumb</title>\n<style>");
    out.write(style);
    out.write("</style>\n</head>\n");
    out.write("<body>\n<div id=\"app\"><noscript><p>");
    out.write("This page draws with JavaScript, which is turned off here.");
    out.write("</p></noscript></div>\n");
    out.write("<script type=\"application/json\" id=\"data\">");
    PageData.write(run, summary, explanation, mostNodes, out);
    out.write("</script>\n<script type=\"module\">");
    out.write(script);
    out.write("</script>\n</body>\n</html>\n");
    out.flush();
  }
}
