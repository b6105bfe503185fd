package dev.plumb.present.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.ParsedJson;
import dev.plumb.present.SampleRuns;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import tools.jackson.core.exc.StreamReadException;

class JsonMembersTest {
  @Test
  void wellFormedMembersKeepTheirMeaning() {
    assertThat(
            JsonMembers.repair(
                "\"a\": 1, \"b\" : [true, null, {\"c\":-1.5e3}],\"d\":\"\\u00e9\\n\""))
        .isEqualTo("\"a\":1,\"b\":[true,null,{\"c\":-1.5e3}],\"d\":\"\\u00e9\\n\"");
    assertThat(JsonMembers.repair("")).isEmpty();
    assertThat(JsonMembers.repair("\"a\":{},\"b\":[]")).isEqualTo("\"a\":{},\"b\":[]");
  }

  @Test
  void wordsThatAreNoJsonBecomeStrings() {
    assertThat(JsonMembers.repair("\"a\": NaN, \"b\": -Infinity, \"c\": 0x10, \"d\": 01"))
        .isEqualTo("\"a\":\"NaN\",\"b\":\"-Infinity\",\"c\":\"0x10\",\"d\":\"01\"");
  }

  @Test
  void superfluousCommasGo() {
    assertThat(JsonMembers.repair(",\"a\":[1,,2,],,")).isEqualTo("\"a\":[1,2]");
  }

  @Test
  void badEscapesAndControlCharactersAreEscaped() {
    assertThat(JsonMembers.repair("\"p\": \"C:\\Users\\new\u0007\""))
        .isEqualTo("\"p\":\"C:\\\\Users\\new\\u0007\"");
  }

  @Test
  void halvesOfSurrogatePairsAreReplaced() {
    assertThat(JsonMembers.repair("\"a\":\"\\ud83d\\ude42 \\ud83d \\ude42\""))
        .isEqualTo("\"a\":\"\\ud83d\\ude42 \\ufffd \\ufffd\"");
    assertThat(JsonText.quoted("x\uD800y")).isEqualTo("\"x\\ufffdy\"");
  }

  @Test
  void whatIsCutOffIsClosed() {
    assertThat(JsonMembers.repair("\"a\": [1, {\"b\": \"x")).isEqualTo("\"a\":[1,{\"b\":\"x\"}]");
    assertThat(JsonMembers.repair("\"a\"")).isEqualTo("\"a\":null");
    assertThat(JsonMembers.repair("\"a\":")).isEqualTo("\"a\":null");
  }

  @Test
  void whatIsNoObjectIsKeptAsOneString() {
    assertThat(JsonMembers.repair("no json at all")).isNull();
    assertThat(JsonMembers.object("no \"json\""))
        .isEqualTo("{\"plumb raw args\":\"no \\\"json\\\"\"}");
  }

  @Test
  void deepNestingIsRefusedWithoutOverflow() {
    assertThat(JsonMembers.repair("\"a\":" + "[".repeat(1_000_000))).isNull();
  }

  @Property(tries = 300)
  void anyTextBecomesAnObjectThatAStrictParserReads(@ForAll String text) {
    ParsedJsonLenient.check(JsonMembers.object(text));
  }

  @Test
  void mutilatedArgumentsBecomeObjectsThatAStrictParserReads() {
    String whole =
        "\"Input Dims\": [[1, 2], []], \"s\": \"a\\\"b\\\\ \\u12ab\", \"f\": -1.5e-3, \"o\": {\"k\": null}";
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder(whole);
      for (int i = random.nextInt(4); i >= 0; i--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.setCharAt(at, "{}[]\",:\\0u \u0001".charAt(random.nextInt(12)));
          default -> text.insert(at, "{}[]\",:\\0u \u0001".charAt(random.nextInt(12)));
        }
      }
      ParsedJsonLenient.check(JsonMembers.object(text));
    }
  }

  @Test
  void quotedTextsComeBack() {
    for (String name : SampleRuns.HOSTILE_NAMES) {
      assertThat(ParsedJson.of(JsonText.quoted(name))).isEqualTo(name);
    }
  }

  /** Equal keys are the trace's own business. */
  private static final class ParsedJsonLenient {
    static void check(String json) {
      try {
        ParsedJson.of(json);
      } catch (StreamReadException e) {
        assertThat(e.getMessage()).as(json).containsIgnoringCase("duplicate");
      }
    }
  }
}
