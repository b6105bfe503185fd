package dev.plumb.present.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PageScriptTest {
  @Test
  void modulesComeOnceAndAfterWhatTheyImport() {
    Map<String, String> sources =
        Map.of(
            "app.js", "import {b} from './b.js';\nimport {\n  c,\n} from './c.js';\nb(c);\n",
            "b.js", "import {c} from './c.js';\n\nexport function b() {\n  return c;\n}\n",
            "c.js", "export const c = 1;\n");
    assertThat(PageScript.join("app.js", sources::get))
        .isEqualTo(
            """
            // ---- c.js
            const c = 1;

            // ---- b.js
            function b() {
              return c;
            }

            // ---- app.js
            b(c);

            """);
  }

  @Test
  void whatCannotBeJoinedIsRefused() {
    for (String text :
        new String[] {
          "import {a as b} from './b.js';\n",
          "import * as b from './b.js';\n",
          "import './b.js';\n",
          "export default 1;\n",
          "export {a};\n"
        }) {
      assertThatThrownBy(() -> PageScript.join("app.js", name -> text))
          .as(text)
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void circlesAreRefused() {
    Map<String, String> sources =
        Map.of("a.js", "import {b} from './b.js';\n", "b.js", "import {a} from './a.js';\n");
    assertThatThrownBy(() -> PageScript.join("a.js", sources::get)).hasMessageContaining("circle");
  }

  @Test
  void thePagesOwnProgramCannotEndItsBlock() {
    String script = PageScript.join("app.js", HtmlReport::resource);
    assertThat(script.toLowerCase(java.util.Locale.ROOT)).doesNotContain("</script", "<!--");
    assertThat(script)
        .doesNotContain("\r")
        .doesNotContainPattern(
            "innerHTML|outerHTML|insertAdjacent|document\\.write|DOMParser|eval\\(|Function\\(");
  }
}
