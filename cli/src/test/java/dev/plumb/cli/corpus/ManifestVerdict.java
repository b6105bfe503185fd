package dev.plumb.cli.corpus;

import dev.plumb.trace.Problem;
import dev.plumb.trace.Severity;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What became of a file that MANIFEST.md lists. One that it calls broken must end in one clear
 * message, or keep what can be read and say what is wrong with it; one that is no recording must be
 * refused; any other must be read.
 *
 * @param good whether that is so
 */
record ManifestVerdict(String file, boolean broken, boolean good, String outcome) {
  private static final Pattern BROKEN =
      Pattern.compile(
          "(?i)\\b(broken|corrupt(ed)?|damaged?|malformed|truncated|incomplete|invalid|unreadable"
              + "|unfinished|cut off|not closed|LFS pointer)\\b");

  /** Who recorded a trace may have kept a part of it: that part is whole. */
  private static final Pattern EXCERPT =
      Pattern.compile("(?i)\\((truncated|cut)[^)]* by upstream[^)]*\\)");

  static boolean isBroken(String description) {
    return BROKEN.matcher(EXCERPT.matcher(description).replaceAll("")).find();
  }

  static ManifestVerdict of(String file, String description, Reading reading) {
    boolean broken = isBroken(description);
    if (!reading.isRead()) {
      String fault = Refusal.fault(reading);
      boolean expected = broken || RefusedFacts.message(file) != null;
      String outcome =
          fault != null
              ? "refused badly: " + fault
              : (expected ? "refused: " : "REFUSED, but is no known non-recording: ")
                  + Refusal.shortened(reading);
      return new ManifestVerdict(file, broken, fault == null && expected, outcome);
    }
    long events = reading.traces().stream().mapToLong(trace -> trace.events()).sum();
    List<String> problems =
        reading.problems().stream()
            .filter(problem -> problem.severity().compareTo(Severity.NOTICE) >= 0)
            .map(ManifestVerdict::text)
            .toList();
    boolean good = !broken || events > 0 && !problems.isEmpty();
    return new ManifestVerdict(
        file,
        broken,
        good,
        (good ? "read as " : "BROKEN, but nothing is said of it: ")
            + String.join(", ", reading.formats())
            + ", "
            + events
            + " events"
            + (problems.isEmpty() ? "" : "; " + String.join(", ", problems)));
  }

  private static String text(Problem problem) {
    return problem.severity().id() + " " + problem.code().id() + " ×" + problem.count();
  }
}
