package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asLong;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.trace.ProblemCode;

/** Archives as a whole, and their members that are no recordings: passed over, and counted. */
final class MemberFacts implements FactComparer {
  @Override
  public boolean claims(Entry entry) {
    return "archive".equals(entry.kind())
        || !entry.member().isEmpty() && "other".equals(entry.kind());
  }

  @Override
  public void compare(Comparison c, Reading reading) {
    c.facts.get("kind");
    if (c.entry.member().isEmpty()) {
      c.check("bytes", asLong(c.facts.get("bytes")), reading.traces().getFirst().fileBytes());
      long others =
          reading.problems().stream()
              .filter(problem -> problem.code() == ProblemCode.MEMBER_NOT_A_TRACE)
              .mapToLong(problem -> problem.count())
              .sum();
      c.check("members", asLong(c.facts.get("members")), reading.traces().size() + others);
      return;
    }
    c.check("is passed over", null, reading.links(c.entry.member()));
    c.facts.get("member");
    c.notKept("the member is no recording", "uncompressed_bytes");
  }
}
