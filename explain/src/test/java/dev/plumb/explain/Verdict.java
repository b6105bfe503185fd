package dev.plumb.explain;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What analyses answered in tests: {@link Asked} keeps book, so that nothing has to be believed.
 */
enum Verdict {
  /** It found something. */
  FIRES,
  /** It found nothing, or has only information. */
  CLEAN,
  /** It could not tell. */
  NOT_APPLICABLE;

  private static final Map<String, Set<Verdict>> ANSWERED = new ConcurrentHashMap<>();

  static void record(Analysis analysis, Outcome outcome) {
    switch (outcome) {
      case Found found -> found(analysis, found);
      case Clean clean -> of(analysis).add(CLEAN);
      case NotApplicable missing -> of(analysis).add(NOT_APPLICABLE);
      case Failed failed -> throw new AssertionError(failed.why());
    }
  }

  private static void found(Analysis analysis, Found found) {
    of(analysis).add(FIRES);
    if (found.findings().stream().allMatch(each -> each.severity() == FindingSeverity.INFO)) {
      of(analysis).add(CLEAN);
    }
  }

  /** Those of an analysis since {@link #forget}. */
  static Set<Verdict> of(Analysis analysis) {
    return ANSWERED.computeIfAbsent(analysis.id(), id -> EnumSet.noneOf(Verdict.class));
  }

  static void forget() {
    ANSWERED.clear();
  }
}
