package dev.plumb.present.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.plumb.present.ParsedJson;
import dev.plumb.present.SampleRuns;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever a parameter says: there is an answer in JSON, or the question is told to be wrong. */
class OddQuestionsTest {
  /** All parameters of all questions, and values that they might have. */
  private static final Map<String, List<String>> PARAMETERS = new LinkedHashMap<>();

  static {
    for (String name : List.of("p", "base", "slice", "device", "run", "depth", "px", "width")) {
      PARAMETERS.put(name, List.of("0", "1", "2"));
    }
    for (String name : List.of("t", "t0", "t1", "from", "to", "at", "after", "limit", "offset")) {
      PARAMETERS.put(name, List.of("0", "1", "1000", "1000000"));
    }
    for (String name : List.of("q", "search", "filter", "hide", "focus", "drop")) {
      PARAMETERS.put(name, List.of("a", "/a|b/", "/^.*$/i"));
    }
    PARAMETERS.put("tracks", List.of("0", "0,1", "0,0"));
    PARAMETERS.put("root", List.of("0", "0.1", "1.2.3"));
    PARAMETERS.put("path", List.of("0", "0.1", "1.2.3"));
    PARAMETERS.put("node", List.of("0", "1"));
    PARAMETERS.put("view", List.of("up", "down"));
    PARAMETERS.put("recursion", List.of("merge", "keep"));
    PARAMETERS.put("order", List.of("value", "name"));
    PARAMETERS.put("direction", List.of("next", "previous"));
    PARAMETERS.put("metric", List.of("device_ns", "cpu_ns", "count", "flops", "measure:0"));
    PARAMETERS.put("kinds", List.of("kernel", "python,operator"));
    PARAMETERS.put("group", List.of("name", "rank"));
    PARAMETERS.put("sort", List.of("name", "-name", "count", "-device_ns"));
    PARAMETERS.put("format", List.of("json", "csv"));
    PARAMETERS.put("table", List.of("kernels", "operators", "modules", "copies", "collectives"));
    PARAMETERS.put("finding", List.of("gpu.idle", "x"));
    PARAMETERS.put("file", List.of("model.py", "train.py"));
    PARAMETERS.put("nonsense", List.of("1"));
  }

  private static final List<String> ODD =
      List.of(
          "",
          " ",
          "-1",
          "-0",
          "+1",
          "1.5",
          "1e9",
          "NaN",
          "-Infinity",
          "0x10",
          "\u0663",
          "null",
          "true",
          "2147483647",
          "2147483648",
          "-2147483648",
          "2305843009213693952",
          "-2305843009213693952",
          "2305843009213693953",
          "9223372036854775807",
          "-9223372036854775808",
          "99999999999999999999999",
          ",",
          "0,",
          "-1,0",
          "0,0,0,0",
          ".",
          "0..1",
          "0.0.0",
          "9.9.9.9",
          "2147483647.2147483647",
          "/",
          "//",
          "/(/",
          "/(a+)+$/",
          "/[/i",
          "\\",
          "'",
          "\u0000",
          "\ud800",
          "<script>",
          "../../../etc/passwd",
          "/etc/passwd",
          "a".repeat(501),
          "0,".repeat(300) + "0",
          "0.".repeat(3_000) + "0");

  /** Asked elsewhere, or with no parameter but the profile. */
  private static final List<String> PATHS_TO_LEAVE =
      List.of(
          "/api/sql",
          "/api/sql/schema",
          "/api/open",
          "/api/report",
          "/api/session",
          "/api/overview",
          "/api/findings");

  @Test
  void everyQuestionIsAnsweredOrRefused() {
    try (Asked small = Asked.about(SampleRuns.hostile(1));
        Asked empty = Asked.about(SampleRuns.empty());
        Asked two = Asked.compared(SampleRuns.hostile(2), SampleRuns.ranks(2))) {
      Random random = new Random(1);
      for (Asked asked : List.of(small, empty, two)) {
        for (String path : asked.paths()) {
          if (!PATHS_TO_LEAVE.contains(path)) {
            eachOddValue(asked, path);
            anyOfAll(asked, path, random);
          }
        }
      }
    }
  }

  private static Map<String, String> needed(String path) {
    Map<String, String> needed = new HashMap<>();
    Object[] needs = HostileAnswersTest.NEEDS.getOrDefault(path, new Object[0]);
    for (int i = 0; i < needs.length; i += 2) {
      needed.put(needs[i].toString(), needs[i + 1].toString());
    }
    return needed;
  }

  private static void eachOddValue(Asked asked, String path) {
    for (String name : PARAMETERS.keySet()) {
      for (String value : ODD) {
        Map<String, String> parameters = needed(path);
        parameters.put(name, value);
        if (name.equals(check(asked, path, parameters))) {
          break; // the question has no such parameter
        }
      }
      Map<String, String> without = needed(path);
      if (without.remove(name) != null) {
        check(asked, path, without);
      }
    }
  }

  /** Several at once: what is in bounds alone may be too much together. */
  private static void anyOfAll(Asked asked, String path, Random random) {
    List<String> names = new ArrayList<>(PARAMETERS.keySet());
    for (int round = 0; round < 40; round++) {
      Map<String, String> parameters = needed(path);
      Collections.shuffle(names, random);
      for (String name : names.subList(0, 1 + random.nextInt(6))) {
        List<String> values = random.nextInt(4) == 0 ? ODD : PARAMETERS.get(name);
        parameters.put(name, values.get(random.nextInt(values.size())));
      }
      // Most pairs go together at a few questions only: what a question does not know is left out.
      while (true) {
        String unknown = check(asked, path, parameters);
        if (unknown == null) {
          break;
        }
        parameters.remove(unknown);
      }
    }
  }

  /** Asks; answers the parameter that the question does not know, if that is what is wrong. */
  private static @Nullable String check(Asked asked, String path, Map<String, String> parameters) {
    try {
      String text = asked.text(path, parameters);
      if (!"csv".equals(parameters.get("format"))) {
        assertThat(text).as("%s %s", path, parameters).matches("(?s)[\\x20-\\x7E]*");
        ParsedJson.of(text);
      }
    } catch (WrongQuestion wrong) {
      assertThat(wrong.status()).as("%s %s", path, parameters).isIn(400, 404, 503);
      assertThat(wrong.text()).as("%s %s", path, parameters).isNotBlank();
      return wrong.text().endsWith("is not a parameter of this question")
          ? wrong.parameter()
          : null;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError defect) {
      fail(path + " " + parameters, defect);
    }
    return null;
  }
}
