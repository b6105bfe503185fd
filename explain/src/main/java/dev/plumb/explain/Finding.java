package dev.plumb.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that costs time, where, and what can be done.
 *
 * @param id the analysis, and after a slash what tells its findings apart: stable over runs of the
 *     same program, so that two runs can be compared: {@code sync.blocking/train.py:41}
 * @param title one line with the figure in it
 * @param severity by the share of the run
 * @param contexts where, the largest first; may be empty where it is the whole run
 * @param evidence rows that show it
 * @param impact what it concerns
 * @param ceiling the most that a fix can save, or null where nothing can be said
 * @param confidence what it rests on
 * @param advice what to change
 * @param recordNext what to record to know more, or null
 */
public record Finding(
    String id,
    String title,
    FindingSeverity severity,
    List<Context> contexts,
    EvidenceTable evidence,
    Impact impact,
    @Nullable Ceiling ceiling,
    Confidence confidence,
    Advice advice,
    @Nullable String recordNext) {
  public Finding {
    contexts = List.copyOf(contexts);
  }
}
