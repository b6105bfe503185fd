package dev.plumb.explain;

import dev.plumb.profile.diff.TreeMatch;
import dev.plumb.trace.Ids;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which findings of one run another one still has. Two findings are the same if their ids are, or
 * if they are of one analysis and their first contexts are the same context: an id may hold a line,
 * and lines move.
 *
 * @param appeared only in the new run
 * @param vanished only in the base
 * @param kept in both
 */
public record FindingsDiff(List<Finding> appeared, List<Finding> vanished, List<Kept> kept) {
  /** A finding of both runs. */
  public record Kept(Finding base, Finding fresh) {}

  public FindingsDiff {
    appeared = List.copyOf(appeared);
    vanished = List.copyOf(vanished);
    kept = List.copyOf(kept);
  }

  /** Compares what was found in two runs whose trees were matched; the order of each is kept. */
  public static FindingsDiff of(List<Finding> base, List<Finding> fresh, TreeMatch match) {
    Map<String, Finding> byId = new HashMap<>();
    base.forEach(finding -> byId.putIfAbsent(finding.id(), finding));
    List<Finding> left = new ArrayList<>(base);
    IdentityHashMap<Finding, Finding> before = new IdentityHashMap<>();
    for (Finding finding : fresh) {
      Finding same = byId.remove(finding.id());
      if (same != null) {
        before.put(finding, same);
        left.remove(same);
      }
    }
    for (Finding finding : fresh) {
      if (!before.containsKey(finding)) {
        put(before, finding, atTheSamePlace(finding, left, match), left);
      }
    }
    for (Finding finding : fresh) {
      if (!before.containsKey(finding)) {
        List<Finding> rest = fresh.stream().filter(each -> !before.containsKey(each)).toList();
        put(before, finding, theOnlyOne(finding, rest, left), left);
      }
    }
    List<Finding> appeared = new ArrayList<>();
    List<Kept> kept = new ArrayList<>();
    for (Finding finding : fresh) {
      Finding same = before.get(finding);
      if (same == null) {
        appeared.add(finding);
      } else {
        kept.add(new Kept(same, finding));
      }
    }
    return new FindingsDiff(appeared, left, kept);
  }

  private static void put(
      IdentityHashMap<Finding, Finding> before,
      Finding finding,
      @Nullable Finding same,
      List<Finding> left) {
    if (same != null) {
      before.put(finding, same);
      left.remove(same);
    }
  }

  private static @Nullable Finding theOnlyOne(
      Finding finding, List<Finding> rest, List<Finding> candidates) {
    String analysis = analysis(finding);
    List<Finding> same =
        candidates.stream().filter(each -> analysis(each).equals(analysis)).toList();
    long rivals = rest.stream().filter(each -> analysis(each).equals(analysis)).count();
    return same.size() == 1 && rivals == 1 && kind(same.getFirst()).equals(kind(finding))
        ? same.getFirst()
        : null;
  }

  /**
   * What a finding is about, without the run's own names and numbers: the last part of {@code
   * memory.peak/rank-1/CPU}. One that names a line is about that line and no other.
   */
  private static String kind(Finding finding) {
    String id = finding.id();
    String last = id.substring(id.lastIndexOf('/') + 1);
    return last.matches(".*:\\d+") ? id : last.replaceAll("\\d+", "#");
  }

  private static @Nullable Finding atTheSamePlace(
      Finding finding, List<Finding> candidates, TreeMatch match) {
    int node = firstNode(finding);
    if (node == Ids.NONE) {
      return null;
    }
    for (Finding candidate : candidates) {
      int other = firstNode(candidate);
      if (other != Ids.NONE
          && analysis(candidate).equals(analysis(finding))
          && match.rowOfBaseNode(other) == match.rowOfNewNode(node)) {
        return candidate;
      }
    }
    return null;
  }

  private static int firstNode(Finding finding) {
    return finding.contexts().isEmpty() ? Ids.NONE : finding.contexts().getFirst().node();
  }

  private static String analysis(Finding finding) {
    int slash = finding.id().indexOf('/');
    return slash < 0 ? finding.id() : finding.id().substring(0, slash);
  }
}
