package dev.plumb.present.html;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Joins the page's modules to one script, each after those that it imports.
 *
 * <p>Modules keep to a small part of the language, so that joining is dropping words: an import
 * names what it wants as it is called, from a file of the same folder; an export stands before a
 * declaration. All declarations then share one scope, in which the browser refuses a name that is
 * declared twice.
 */
final class PageScript {
  private static final Pattern IMPORT =
      Pattern.compile("^import \\{[\\w$,\\s]*} from '\\./([\\w-]+\\.js)';\\n", Pattern.MULTILINE);
  private static final Pattern EXPORT =
      Pattern.compile("^export (?=(async )?(function|class|const|let) )", Pattern.MULTILINE);
  private static final Pattern LEFT_OVER =
      Pattern.compile("^\\s*(import|export)\\b.*", Pattern.MULTILINE);

  private final UnaryOperator<String> sources;
  private final StringBuilder script = new StringBuilder();
  private final Set<String> done = new LinkedHashSet<>();
  private final Deque<String> open = new ArrayDeque<>();

  private PageScript(UnaryOperator<String> sources) {
    this.sources = sources;
  }

  /**
   * The script that starts with {@code entry}.
   *
   * @param sources text of a module by its file name
   */
  static String join(String entry, UnaryOperator<String> sources) {
    PageScript joined = new PageScript(sources);
    joined.add(entry);
    return joined.script.toString();
  }

  private void add(String module) {
    if (done.contains(module)) {
      return;
    }
    if (open.contains(module)) {
      throw new IllegalStateException("modules import each other in a circle: " + open);
    }
    open.push(module);
    String source = sources.apply(module);
    Matcher imports = IMPORT.matcher(source);
    while (imports.find()) {
      add(imports.group(1));
    }
    String text = EXPORT.matcher(IMPORT.matcher(source).replaceAll("")).replaceAll("");
    Matcher leftOver = LEFT_OVER.matcher(text);
    if (leftOver.find()) {
      throw new IllegalStateException(module + ": cannot be joined: " + leftOver.group().strip());
    }
    script.append("// ---- ").append(module).append('\n').append(text.strip()).append("\n\n");
    done.add(module);
    open.pop();
  }
}
