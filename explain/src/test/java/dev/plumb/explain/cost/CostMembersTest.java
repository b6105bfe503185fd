package dev.plumb.explain.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.StringPool;
import org.junit.jupiter.api.Test;

class CostMembersTest {
  private final StringPool args = new StringPool();

  private String kept(String members) {
    CostMembers reader = new CostMembers(args);
    return reader.text(reader.id(args.intern(members)));
  }

  @Test
  void numbersThatDifferFromEventToEventAreDropped() {
    CostMembers members = new CostMembers(args);
    int first = args.intern("\"Event Index\": 1, \"Input Dims\": [[2, 3], []], \"Trace\": \"a,b\"");
    int second = args.intern("\"Event Index\": 2, \"Input Dims\": [[2, 3], []], \"Trace\": \"c\"");
    int third = args.intern("\"Event Index\": 3, \"Input Dims\": [[2, 4], []]");
    assertThat(members.id(first)).isEqualTo(members.id(second)).isNotEqualTo(members.id(third));
    assertThat(members.text(members.id(first))).isEqualTo("\"Input Dims\": [[2, 3], []]");
  }

  @Test
  void whatCostsDependOnIsKept() {
    String wanted =
        "\"Input Dims\": [[2]],\"Input type\": [\"float\"],\"Concrete Inputs\": [\"a,\\\"]\"],"
            + "\"Collective name\": \"allreduce\",\"dtype\": \"Float\",\"Group size\": 8";
    assertThat(kept("\"x\": {\"Input Dims\": 1}, " + wanted.replace(",\"", ", \"") + ",\"y\": 2"))
        .isEqualTo(wanted.replace("[\"a, \\\"]", "[\"a,\\\"]"));
  }

  @Test
  void damagedTextsEndWhereTheyEnd() {
    assertThat(kept("")).isEmpty();
    assertThat(kept("\"Input Dims\": [[2, 3")).isEqualTo("\"Input Dims\": [[2, 3");
    assertThat(kept("\"Input Dims\": \"a\\")).isEqualTo("\"Input Dims\": \"a\\");
    assertThat(kept("]]], 7, , \"Input Dims\"")).isEmpty();
    assertThat(kept("\"Input Dims\": [" + "1,".repeat(2000) + "1]")).hasSize(4000 + 18 - 1);
  }
}
