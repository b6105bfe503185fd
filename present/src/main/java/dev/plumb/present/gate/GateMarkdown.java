package dev.plumb.present.gate;

import static dev.plumb.present.diff.Values.fromTo;
import static dev.plumb.present.diff.Values.percent;
import static dev.plumb.present.diff.Values.signed;

import dev.plumb.explain.gate.Check;
import dev.plumb.explain.gate.Check.Culprit;
import dev.plumb.present.diff.DiffNames;
import dev.plumb.present.diff.DiffPlaces.Place;
import dev.plumb.present.diff.DiffSummary;
import dev.plumb.present.text.Plain;
import dev.plumb.profile.diff.Cost;
import dev.plumb.profile.diff.CostDiff.Site;
import dev.plumb.profile.diff.Figure;
import dev.plumb.profile.diff.RunDiff;
import dev.plumb.profile.diff.Verdict;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a gate decided as Markdown, for a comment or a job's summary. */
public final class GateMarkdown {
  private static final int REGRESSIONS = 10;

  private final GateReport report;
  private final RunDiff diff;
  private final PrintWriter out;

  private GateMarkdown(GateReport report, PrintWriter out) {
    this.report = report;
    this.diff = report.diff();
    this.out = out;
  }

  /** Writes the page; does not close {@code writer}. */
  public static void write(GateReport report, Writer writer) {
    PrintWriter out = new PrintWriter(writer);
    new GateMarkdown(report, out).print();
    out.flush();
  }

  private void print() {
    line("### Plumb gate " + report.verdict());
    line("");
    line(code(GateReport.name(diff.base())) + " → " + code(GateReport.name(diff.fresh())));
    line("");
    line("| | threshold | value | limit | |");
    line("|---|---|---|---|---|");
    for (Check check : report.checks()) {
      String detail = GateReport.detailOf(check);
      line(
          "| "
              + (check.passed() ? "✅" : "❌")
              + " | "
              + code(check.name())
              + " | "
              + GateReport.valueOf(check)
              + (detail.isEmpty() ? "" : " (" + detail + ")")
              + " | "
              + GateReport.limitOf(check)
              + " | "
              + (check.note() == null ? "" : text(check.note()))
              + " |");
    }
    line("");
    for (String sentence : DiffSummary.of(diff, report.places(), diff.costsOfInterest())) {
      line("- " + text(sentence));
    }
    regressions();
    figures();
  }

  private void regressions() {
    List<Culprit> regressions = new ArrayList<>();
    for (Cost cost : diff.costsOfInterest()) {
      for (Site site : diff.cost(cost).sites()) {
        if (site.change().verdict() == Verdict.REGRESSION) {
          regressions.add(new Culprit(cost, site));
        }
      }
    }
    if (regressions.isEmpty()) {
      return;
    }
    regressions.sort(Comparator.comparingDouble(each -> -each.site().change().difference()));
    line("");
    line("| more than before | | where | what |");
    line("|---|---|---|---|");
    for (Culprit each : regressions.subList(0, Math.min(REGRESSIONS, regressions.size()))) {
      int row = each.site().row();
      Place place = report.places().of(row);
      String source = place.source();
      line(
          "| "
              + signed(each.site().change().difference(), each.cost().unit())
              + " "
              + each.cost().title()
              + " | "
              + percent(each.site().change())
              + " | "
              + (source == null ? "" : code(source))
              + " | "
              + code(Plain.name(DiffNames.of(diff.match(), row), 80))
              + " |");
    }
    if (regressions.size() > REGRESSIONS) {
      line("");
      line("… and " + Plain.count(regressions.size() - REGRESSIONS, "more context"));
    }
  }

  private void figures() {
    line("");
    line("| figure | base → new | change |");
    line("|---|---|---|");
    for (Figure figure : diff.figures()) {
      if (figure.change().base() != 0 || figure.change().fresh() != 0) {
        line(
            "| "
                + figure.kind().title()
                + " | "
                + fromTo(figure.change(), figure.kind().unit())
                + " | "
                + percent(figure.change())
                + " |");
      }
    }
  }

  private void line(String text) {
    out.print(text);
    out.print('\n');
  }

  /** A name as code, whatever is in it; pipes end cells of tables also inside of code. */
  private static String code(String name) {
    return "`" + Plain.printable(name).replace('`', '\'').replace("|", "\\|") + "`";
  }

  /** Words with names in them: nothing in them is markup. */
  private static String text(String words) {
    return Plain.printable(words).replaceAll("([\\\\`*_{}\\[\\]<>#|!~])", "\\\\$1");
  }
}
