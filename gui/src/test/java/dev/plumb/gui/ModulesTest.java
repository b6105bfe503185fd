package dev.plumb.gui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The tests of the page's modules in {@code src/test/web}, which Node runs. */
class ModulesTest {
  /** A line of TAP: whether a test passed, and its name. */
  private static final Pattern RESULT = Pattern.compile("(?m)^(not )?ok \\d+ - (.*)$");

  @TestFactory
  List<DynamicContainer> modules() throws Exception {
    List<DynamicContainer> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(Node.target().resolve("web-tests"))) {
      for (Path file : files.sorted().toList()) {
        all.add(DynamicContainer.dynamicContainer(file.getFileName().toString(), run(file)));
      }
    }
    assertThat(all).isNotEmpty();
    return all;
  }

  private static List<DynamicTest> run(Path file) throws IOException, InterruptedException {
    Node.Said said = Node.run("--test-reporter=tap", file.toString());
    List<DynamicTest> tests = new ArrayList<>();
    Matcher results = RESULT.matcher(said.output());
    while (results.find()) {
      boolean passed = results.group(1) == null;
      tests.add(
          DynamicTest.dynamicTest(
              results.group(2),
              () -> {
                if (!passed) {
                  fail(said.output());
                }
              }));
    }
    tests.add(
        DynamicTest.dynamicTest(
            "ends well", () -> assertThat(said.status()).as(said.output()).isZero()));
    return tests;
  }
}
