package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the case studies show comes out of the recorded traces, where these are there. */
class CaseStudiesTest {
  private static final Pattern CORPUS = Pattern.compile("<!-- corpus: (.*) -->");

  @Test
  void quotedOutputIsTheOutput() throws IOException {
    CorpusTraces.assumePresent();
    int quotes = 0;
    for (Path page : pages()) {
      List<String> lines = Files.readAllLines(page, StandardCharsets.UTF_8);
      for (int i = 0; i < lines.size(); i++) {
        Matcher marker = CORPUS.matcher(lines.get(i));
        if (marker.matches()) {
          List<String> quote = new ArrayList<>();
          for (int at = i + 2; !lines.get(at).startsWith("```"); at++) {
            quote.add(lines.get(at));
          }
          assertThat(DocsTest.missingLines(quote, output(marker.group(1))))
              .as("%s:%d", page.getFileName(), i + 1)
              .isEmpty();
          quotes++;
        }
      }
    }
    assertThat(quotes).isPositive();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(Markdown.ROOT.resolve("docs/case-studies"))) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  /** Words that are files of the corpus are meant as such. */
  private static List<String> output(String command) {
    CommandRunner plumb = new CommandRunner();
    String[] words = command.split(" ");
    for (int i = 0; i < words.length; i++) {
      Path file = CorpusTraces.folder().resolve(words[i]);
      words[i] = Files.isRegularFile(file) ? file.toString() : words[i];
    }
    assertThat(plumb.run(words)).as(plumb.err()).isZero();
    return plumb.out().lines().map(String::stripTrailing).toList();
  }
}
