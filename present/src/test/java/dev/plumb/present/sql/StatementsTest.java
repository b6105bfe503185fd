package dev.plumb.present.sql;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StatementsTest {
  @Test
  void semicolonsEndStatementsAndTheLastNeedsNone() {
    assertThat(Statements.of("SELECT 1; SELECT 2 ;\n SELECT 3"))
        .containsExactly("SELECT 1", "SELECT 2", "SELECT 3");
    assertThat(Statements.of("SELECT 1;")).containsExactly("SELECT 1");
    assertThat(Statements.of(" ;; -- nothing\n; /* ; */ ;")).isEmpty();
  }

  @Test
  void semicolonsInTextsNamesAndCommentsAreNone() {
    for (String one :
        new String[] {
          "SELECT 'a;b'",
          "SELECT 'it''s; so'",
          "SELECT E'\\';' || 'x'",
          "SELECT 1 AS \"a;b\"",
          "SELECT $$ a;b $$",
          "SELECT $tag$ a;$$;b $tag$",
          "SELECT 1 -- one; two",
          "SELECT /* one; two */ 1",
          "SELECT /* /* one; */ two; */ 1",
          "SELECT /*/ one; */ 1"
        }) {
      assertThat(Statements.of(one)).as(one).containsExactly(one);
      assertThat(Statements.of(one + "\n; SELECT 2")).as(one).containsExactly(one, "SELECT 2");
    }
    assertThat(Statements.of("SELECT $1; SELECT 2$")).hasSize(2);
  }

  @Test
  void whatOnlyLooksLikeTextHidesNoSemicolon() {
    for (String two :
        new String[] {
          "SELECT 1 -- comments end here\r; SELECT 2",
          "SELECT 1 AS a$$; SELECT 2 AS b$$",
          "/* /* */ SELECT ' */ SELECT 1; SELECT 2 --'",
          "SELECT 1 AS _e'a\\'; SELECT '2'",
          "SELECT E'a''\\''; SELECT '2'",
          "SELECT\u00a0E'\\''; SELECT '2'"
        }) {
      assertThat(Statements.of(two)).as(two).hasSize(2);
    }
    assertThat(Statements.of("SELECT $a_b$ ; $a_b$")).hasSize(1);
  }

  @Test
  void whatDoesNotEndIsLeftToTheDatabase() {
    assertThat(Statements.of("SELECT 'a; b")).containsExactly("SELECT 'a; b");
    assertThat(Statements.of("SELECT 1 /* a; b")).containsExactly("SELECT 1 /* a; b");
  }

  @Property(tries = 300)
  void anyTextComesApart(@ForAll String sql) {
    Statements.of(sql).forEach(each -> assertThat(sql).contains(each));
  }
}
