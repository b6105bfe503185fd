package dev.plumb.present.text;

import dev.plumb.explain.gate.Check;
import dev.plumb.explain.gate.Check.Culprit;
import dev.plumb.present.gate.GateReport;
import java.io.PrintWriter;
import java.util.List;

/** {@code plumb gate}: each threshold with value, limit and verdict. */
public final class GateText {
  private static final int CULPRITS = 3;

  private GateText() {}

  /**
   * Prints what a gate decided.
   *
   * @param width columns of the terminal; 80 to 160 are used
   */
  public static void write(GateReport report, PrintWriter out, Style style, int width) {
    int room = Math.clamp(width, 80, 160);
    int name =
        report.checks().stream().mapToInt(check -> check.name().length()).max().orElse(0) + 2;
    for (Check check : report.checks()) {
      String line =
          Plain.left(check.result().label(), 13)
              + Plain.left(check.name(), name)
              + Plain.right(GateReport.valueOf(check), 12)
              + "  limit "
              + Plain.right(GateReport.limitOf(check), 10);
      out.println(check.passed() ? line : style.warn(line));
      String detail = GateReport.detailOf(check);
      String note = check.note() == null ? "" : check.note();
      String more = detail.isEmpty() || note.isEmpty() ? detail + note : detail + "; " + note;
      if (!more.isEmpty()) {
        out.println(" ".repeat(13) + style.dim(Plain.name(more, room - 13)));
      }
      List<Culprit> culprits = check.culprits();
      for (Culprit each : culprits.subList(0, Math.min(CULPRITS, culprits.size()))) {
        out.println(" ".repeat(13) + style.dim(Plain.name(report.culprit(each), room - 13)));
      }
      if (culprits.size() > CULPRITS) {
        out.println(
            " ".repeat(13) + style.dim("… and " + (culprits.size() - CULPRITS) + " more contexts"));
      }
    }
    out.println(style.bold("gate " + report.verdict()));
  }
}
