package dev.plumb.present.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import java.io.IOException;
import java.io.StringWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PolicyTest {
  @Test
  void theHashIsTheOneThatBrowsersCompute() {
    // From the specification of Content Security Policy.
    assertThat(Policy.hash("doSomething();"))
        .isEqualTo("sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc=");
  }

  @Test
  void thePageCarriesTheHashesOfItsOwnBlocksAndAllowsNothingElse() throws IOException {
    Run run = TraceText.training().run();
    StringWriter text = new StringWriter();
    HtmlReport.write(run, RunSummary.of(run), text);
    String page = text.toString();
    String style = between(page, "<style>", "</style>");
    String script = between(page, "<script type=\"module\">", "</script>");
    assertThat(between(page, "Content-Security-Policy\" content=\"", "\">"))
        .isEqualTo(Policy.of(style, script))
        .startsWith("default-src 'none'")
        .doesNotContain("unsafe", "http", "*");
    assertThat(page).doesNotContainPattern("(?i)(src|href|action)=\"(?!data:|#)");
    assertThat(page).doesNotContainPattern("(?i) (on[a-z]+|style)=");
  }

  private static String between(String text, String start, String end) {
    Matcher found =
        Pattern.compile(Pattern.quote(start) + "(.*?)" + Pattern.quote(end), Pattern.DOTALL)
            .matcher(text);
    assertThat(found.find()).isTrue();
    return found.group(1);
  }
}
