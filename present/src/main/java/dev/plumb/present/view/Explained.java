package dev.plumb.present.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What analyses say about a run, for the page to show. Whoever wires the rooms together fills it in.
 *
 * @param available whether any analysis ran
 * @param findings ranked, the one that buys most first
 * @param notApplicable analyses whose evidence is missing
 */
public record Explained(
    boolean available, List<Finding> findings, List<NotApplicable> notApplicable) {
  /** Of a Plumb without analyses. */
  public static final Explained NOTHING = new Explained(false, List.of(), List.of());

  /**
   * One finding; see docs/json.md for the fields.
   *
   * @param impactNs what a fix would buy; null if that is not known as time
   * @param impactShare of the run's span; null likewise
   * @param nodes nodes of the run's tree that it points at
   * @param slices ids of slices, as in {@code plumb sql}
   */
  public record Finding(
      String id,
      String title,
      String severity,
      @Nullable Long impactNs,
      @Nullable Double impactShare,
      String confidence,
      String advice,
      @Nullable String ceiling,
      List<String> evidence,
      List<Integer> nodes,
      List<Long> slices) {}

  /** An analysis that could not run. */
  public record NotApplicable(String id, String missing, String howToRecord) {}

  /** The finding of that id; null if there is none. */
  @Nullable Finding finding(String id) {
    return findings.stream().filter(each -> each.id().equals(id)).findFirst().orElse(null);
  }
}
