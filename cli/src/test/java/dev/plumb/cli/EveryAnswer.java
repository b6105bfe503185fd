package dev.plumb.cli;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.Context;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Explanation;
import dev.plumb.explain.Explanation.Answer;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Failed;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Impact;
import dev.plumb.explain.Limits;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.SliceRef;
import dev.plumb.explain.Threshold;
import java.util.List;
import java.util.Set;

/** An explanation with every kind of answer and every field of a finding. */
final class EveryAnswer {
  private EveryAnswer() {}

  static Explanation explanation() {
    Finding finding =
        new Finding(
            "a.found/train.py:3",
            "title",
            FindingSeverity.HIGH,
            List.of(new Context(1, "train.py", 3, "main", 5)),
            EvidenceTable.of("gap us").row(new SliceRef(0, 0), "1.5").build(),
            new Impact(5, 10, "steps"),
            new Ceiling(4, "method"),
            Confidence.EXACT,
            new Advice("do", "code()"),
            "record");
    return new Explanation(
        List.of(
            new Answer(new Named("a.found"), new Found(List.of(finding))),
            new Answer(new Named("a.blind"), new NotApplicable("shapes", "record_shapes=True")),
            new Answer(new Named("a.failed"), new Failed("why"))));
  }

  private record Named(String id) implements Analysis {
    @Override
    public String title() {
      return id;
    }

    @Override
    public String description() {
      return id;
    }

    @Override
    public Set<Evidence> needs() {
      return Set.of();
    }

    @Override
    public List<Threshold> thresholds() {
      return List.of();
    }

    @Override
    public Outcome run(Facts facts, Limits limits) {
      throw new AssertionError("not asked");
    }
  }
}
