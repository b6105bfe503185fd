package dev.plumb.present.view;

import dev.plumb.explain.Facts;
import dev.plumb.explain.timeline.IdleGaps;
import dev.plumb.profile.timeline.Gaps;
import dev.plumb.trace.Trace;
import java.util.List;

/** The idle time of a device as the analyses split it by cause, for the timeline. */
final class ExplainedGaps implements Gaps {
  private final IdleGaps gaps;

  private final Trace trace;

  private ExplainedGaps(IdleGaps gaps, Trace trace) {
    this.gaps = gaps;
    this.trace = trace;
  }

  static List<Gaps> of(Facts facts) {
    return IdleGaps.of(facts).stream()
        .filter(each -> each.size() > 0)
        .<Gaps>map(each -> new ExplainedGaps(each, facts.inputs().get(each.lane().input()).trace()))
        .toList();
  }

  @Override
  public int input() {
    return gaps.lane().input();
  }

  @Override
  public int rank() {
    return trace.tracks().rank(trace.slices().trackRow(gaps.lane().row(0)));
  }

  @Override
  public int deviceRow() {
    return gaps.lane().deviceRow();
  }

  @Override
  public int size() {
    return gaps.size();
  }

  @Override
  public long startNs(int at) {
    return gaps.startNs(at);
  }

  @Override
  public long durNs(int at) {
    return gaps.durNs(at);
  }

  @Override
  public String cause(int at) {
    return gaps.cause(at).label();
  }

  @Override
  public int blame(int at) {
    return gaps.blame(at);
  }
}
