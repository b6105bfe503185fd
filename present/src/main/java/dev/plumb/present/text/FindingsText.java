package dev.plumb.present.text;

import dev.plumb.explain.Clean;
import dev.plumb.explain.Context;
import dev.plumb.explain.Explanation;
import dev.plumb.explain.Explanation.Answer;
import dev.plumb.explain.Failed;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.base.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is worth changing, and what the run could not tell. */
final class FindingsText {
  private static final int CONTEXTS = 3;
  private static final int INDENT = 7;

  private final Explanation explanation;
  private final Page page;
  private final int limit;

  /** Prints at most {@code limit} findings; where there are more, it says so. */
  FindingsText(Explanation explanation, Page page, int limit) {
    this.explanation = explanation;
    this.page = page;
    this.limit = limit;
  }

  void print() {
    if (explanation.answers().isEmpty()) {
      return;
    }
    List<Finding> findings = explanation.findings();
    page.heading("Findings", "what costs time, and the most that a fix can save");
    int shown = Math.min(limit, findings.size());
    for (int i = 0; i < shown; i++) {
      finding(i + 1, findings.get(i));
    }
    if (findings.isEmpty()) {
      page.line("  none");
    }
    if (shown < findings.size()) {
      page.line("  … and " + (findings.size() - shown) + " more: --findings all");
    }
    verdicts();
  }

  private void finding(int number, Finding finding) {
    String head = Plain.right(String.valueOf(number), 3) + "  ";
    wrapped(head, INDENT, finding.severity().label() + ": " + finding.title(), true);
    List<String> worth = new ArrayList<>();
    if (finding.impact().ns() > 0) {
      worth.add(
          "concerns "
              + Plain.time(finding.impact().ns())
              + ", "
              + Plain.share(finding.impact().ns(), finding.impact().ofNs()).strip()
              + " of "
              + finding.impact().ofWhat());
    }
    if (finding.ceiling() != null) {
      worth.add(
          "saves at most "
              + Plain.time(finding.ceiling().ns())
              + " ("
              + finding.ceiling().method()
              + ")");
    }
    worth.add(finding.confidence().label());
    labelled("", String.join("; ", worth));
    for (int i = 0; i < Math.min(CONTEXTS, finding.contexts().size()); i++) {
      Context context = finding.contexts().get(i);
      String time = context.ns() > 0 ? "  " + Plain.time(context.ns()) : "";
      labelled(
          i == 0 ? "at" : "", Plain.name(context.text(), page.width() - 11 - time.length()) + time);
    }
    if (finding.contexts().size() > CONTEXTS) {
      int more = finding.contexts().size() - CONTEXTS;
      labelled("", "… and " + Plain.count(more, "more place"));
    }
    labelled("do", finding.advice().text());
    if (finding.advice().code() != null) {
      finding.advice().code().lines().forEach(each -> labelled("", "  " + each));
    }
    if (finding.recordNext() != null) {
      labelled("next", finding.recordNext());
    }
  }

  private void labelled(String label, String text) {
    wrapped(" ".repeat(5) + Plain.left(label, 6), 11, text, false);
  }

  /** Breaks at blanks; what holds none and is too long is cut by the terminal, not here. */
  private void wrapped(String head, int indent, String text, boolean bold) {
    StringBuilder line = new StringBuilder(head);
    boolean fresh = true;
    for (String word : Plain.printable(text).split(" ", -1)) {
      if (!fresh && line.length() + 1 + word.length() > page.width()) {
        put(line, bold);
        line = new StringBuilder(" ".repeat(indent));
        fresh = true;
      }
      line.append(fresh ? "" : " ").append(word);
      fresh = false;
    }
    put(line, bold);
  }

  private void put(StringBuilder line, boolean bold) {
    String text = line.toString().stripTrailing();
    page.line(bold ? page.style().bold(text) : text);
  }

  /** What a run lacks fills a page where its profiler saw little; that is for those who ask. */
  private void verdicts() {
    String verdict =
        explanation.answers().size()
            + Texts.word(explanation.answers().size(), " analysis", " analyses")
            + "; clean: "
            + count(Clean.class);
    long missing = count(NotApplicable.class);
    if (limit < Integer.MAX_VALUE && missing > 0) {
      verdict += "; not applicable: " + missing + " (--findings all says what each needs)";
    }
    wrapped("  ", 2, verdict, false);
    if (limit == Integer.MAX_VALUE) {
      whatIsMissing();
    }
    for (Answer answer : explanation.failed()) {
      String why = ((Failed) answer.outcome()).why();
      wrapped("  ", 4, "failed: " + answer.analysis().id() + " " + why, false);
    }
  }

  private void whatIsMissing() {
    Map<String, List<String>> missing = new LinkedHashMap<>();
    for (Answer answer : explanation.answers()) {
      if (answer.outcome() instanceof NotApplicable no) {
        missing
            .computeIfAbsent(no.missing() + " (" + no.howToRecord() + ")", key -> new ArrayList<>())
            .add(answer.analysis().id());
      }
    }
    missing.forEach((what, ids) ->
        wrapped("  ", 4, "not applicable without " + what + ": " + String.join(", ", ids), false));
  }

  private long count(Class<?> outcome) {
    return explanation.answers().stream()
        .filter(each -> outcome.isInstance(each.outcome()))
        .count();
  }
}
