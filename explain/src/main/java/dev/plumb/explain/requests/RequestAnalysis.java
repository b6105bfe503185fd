package dev.plumb.explain.requests;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Impact;
import dev.plumb.explain.Limits;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Recordable;
import dev.plumb.explain.SliceRef;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Texts;
import dev.plumb.explain.base.TorchOptimizers;
import dev.plumb.explain.timeline.IdleGaps;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/** {@code request.breakdown}: what of a step or request is not inference. */
public final class RequestAnalysis implements Analysis {
  private static final String MIN_SHARE = "min_share";
  private static final int ROWS = 50;

  @Override
  public String id() {
    return "request.breakdown";
  }

  @Override
  public String title() {
    return "What of a step or request is not the model";
  }

  @Override
  public String description() {
    return "Splits each step, or each range that the program marked around device work, into what"
        + " comes before the device's first work, compute and communication, exposed copies,"
        + " queueing, the host between work, and what comes behind. The parts add up.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK, Evidence.LAUNCHES);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(MIN_SHARE, 0.3, "of requests that is before, between or behind device work"));
  }

  private record Window(SliceRef slice, String name, Request request) {}

  @Override
  public Outcome run(Facts facts, Limits limits) {
    if (isTraining(facts)) {
      return new NotApplicable(
          "requests (steps of training are in gpu.timeline and train.phases)",
          "record the program that serves the model");
    }
    List<Window> windows = new ArrayList<>();
    List<IdleGaps> gaps = IdleGaps.of(facts);
    boolean ranOn = false;
    for (int i = 0; i < facts.lanes().size(); i++) {
      DeviceLane lane = facts.lanes().get(i);
      Request.Splitter splitter = new Request.Splitter(lane, gaps.get(i));
      SliceTable slices = lane.trace().slices();
      long reached = Long.MIN_VALUE;
      int[] ranges = RequestRanges.of(facts, lane);
      if (RequestRanges.isLeftBehind(facts.inputs().get(lane.input()), lane, ranges)) {
        ranOn = true;
        continue;
      }
      for (int row : ranges) {
        long from = Math.max(reached, slices.startNs(row));
        if (slices.endNs(row) > from) {
          reached = slices.endNs(row);
          windows.add(
              new Window(
                  new SliceRef(lane.input(), row),
                  lane.trace().strings().get(slices.nameId(row)),
                  splitter.split(from, reached)));
        }
      }
    }
    if (windows.isEmpty() && ranOn) {
      return new NotApplicable(
          "requests that last until their device work is done (most of it runs behind the ranges"
              + " that launched it)",
          "let the marked range of a request end where its result is read");
    }
    if (windows.isEmpty()) {
      return new NotApplicable(
          "steps, or ranges that the program marked around device work",
          Recordable.REQUESTS.howToRecord(facts));
    }
    long total = sum(windows, each -> each.toNs() - each.fromNs());
    long host = sum(windows, each -> each.before() + each.between() + each.after());
    Impact impact = new Impact(host, total, "requests");
    if (impact.share() < limits.get(MIN_SHARE)) {
      return new Clean(
          Texts.share(sum(windows, Request::inference), total)
              + " of "
              + windows.size()
              + " windows is compute and communication");
    }
    return new Found(List.of(finding(windows, impact)));
  }

  private static boolean isTraining(Facts facts) {
    CallingContextTree tree = facts.tree();
    for (int frame = 0; frame < tree.frames(); frame++) {
      String name = tree.frameName(frame);
      if (name.startsWith("autograd::engine::evaluate_function")
          || name.startsWith(TorchOptimizers.MARK)) {
        return true;
      }
    }
    return false;
  }

  private static long sum(List<Window> windows, ToLongFunction<Request> part) {
    return windows.stream().mapToLong(each -> part.applyAsLong(each.request)).sum();
  }

  private Finding finding(List<Window> windows, Impact impact) {
    EvidenceTable.Builder table =
        EvidenceTable.of(
            "window",
            "ms",
            "before",
            "inference",
            "transfers",
            "queueing",
            "host between",
            "after");
    long total = impact.ofNs();
    table.row(
        "all",
        Texts.ms(total),
        Texts.share(sum(windows, Request::before), total),
        Texts.share(sum(windows, Request::inference), total),
        Texts.share(sum(windows, Request::transfers), total),
        Texts.share(sum(windows, Request::queueing), total),
        Texts.share(sum(windows, Request::between), total),
        Texts.share(sum(windows, Request::after), total));
    for (Window each : windows.subList(0, Math.min(ROWS, windows.size()))) {
      Request request = each.request;
      long ns = request.toNs() - request.fromNs();
      table.row(
          each.slice,
          each.name,
          Texts.ms(ns),
          Texts.share(request.before(), ns),
          Texts.share(request.inference(), ns),
          Texts.share(request.transfers(), ns),
          Texts.share(request.queueing(), ns),
          Texts.share(request.between(), ns),
          Texts.share(request.after(), ns));
    }
    return new Finding(
        id() + "/host",
        "Of "
            + windows.size()
            + Texts.word(windows.size(), " step or request", " steps or requests")
            + ", "
            + Texts.percent(impact.share())
            + " is neither inference nor transfer nor queueing",
        FindingSeverity.INFO,
        List.of(),
        table.total(windows.size() + 1L).build(),
        impact,
        new Ceiling(impact.ns(), "the host takes no time before, between and behind device work"),
        Confidence.EXACT,
        new Advice(
            "The model is not what takes the time: do the host's part of one request while the"
                + " device works on another, or move it to other processes."),
        "samples of the host's threads (py-spy, perf) say what it is busy with");
  }
}
