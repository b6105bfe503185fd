package dev.plumb.explain.timeline;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.Context;
import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Impact;
import dev.plumb.explain.Limits;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.Recorder;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Blame;
import dev.plumb.explain.base.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** {@code gpu.idle}: time in which a device did nothing, by what kept it waiting. */
public final class IdleAnalysis implements Analysis {
  private static final String MIN_SHARE = "min_share";
  private static final int ROWS = 100;

  /** A hundred usual launches. */
  private static final long SLOW_LAUNCH_NS = 1_000_000;

  /** A host that launches all the time leaves no such gaps. */
  private static final long LONG_GAP_NS = 10_000_000;

  @Override
  public String id() {
    return "gpu.idle";
  }

  @Override
  public String title() {
    return "Idle devices, by cause";
  }

  @Override
  public String description() {
    return "Cuts the time between a device's first and last work in which nothing ran into pieces by"
        + " cause: the host launched late, had waited for the device, loaded data, was just"
        + " launching, or the work stood in a queue. The pieces add up to the idle time.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.DEVICE_WORK, Evidence.LAUNCHES);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(
            MIN_SHARE,
            0.05,
            "of device time, for each cause; TraceLens reports idle above 0.15 in all, smaller"
                + " causes are worth a look where one line of code removes them"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    List<IdleGaps> gaps = IdleGaps.of(facts);
    long total = facts.lanes().stream().mapToLong(lane -> lane.totalNs()).sum();
    long idle = gaps.stream().mapToLong(IdleGaps::totalNs).sum();
    List<Finding> findings = new ArrayList<>();
    for (IdleCause cause : IdleCause.values()) {
      long ns = gaps.stream().mapToLong(each -> each.ns(cause)).sum();
      if (cause != IdleCause.UNKNOWN && ns > 0 && ns >= limits.get(MIN_SHARE) * total) {
        findings.add(finding(facts, gaps, cause, new Impact(ns, total, "device time")));
      }
    }
    List<StreamIdle> streams = new ArrayList<>();
    for (DeviceLane lane : facts.lanes()) {
      streams.addAll(StreamIdle.of(facts, lane));
    }
    if (!streams.isEmpty()) {
      findings.add(streams(streams));
    }
    return Found.orClean(
        findings,
        "idle "
            + Texts.share(idle, total)
            + " of device time, no cause above "
            + Texts.percent(limits.get(MIN_SHARE)));
  }

  private Finding finding(Facts facts, List<IdleGaps> gaps, IdleCause cause, Impact impact) {
    Blame blame = new Blame(facts);
    long longest = cause == IdleCause.LAUNCH_LATENCY ? SLOW_LAUNCH_NS : LONG_GAP_NS;
    long longGaps = 0;
    long inLongGaps = 0;
    for (IdleGaps each : gaps) {
      for (int piece = 0; piece < each.size(); piece++) {
        if (each.cause(piece) == cause) {
          blame.add(each.lane().input(), each.blame(piece), each.next(piece), each.durNs(piece));
          boolean isLong = each.durNs(piece) >= longest;
          longGaps += isLong ? 1 : 0;
          inLongGaps += isLong ? each.durNs(piece) : 0;
        }
      }
    }
    List<Context> contexts = blame.contexts();
    Advice advice = advice(facts, cause);
    if (2 * inLongGaps > impact.ns()) {
      advice =
          switch (cause) {
            case HOST_LATE -> longGaps(longGaps, inLongGaps, impact.ns());
            case LAUNCH_LATENCY -> slowLaunches(longGaps);
            default -> advice;
          };
    }
    return new Finding(
        id() + "/" + cause.label().replace(' ', '-'),
        title(cause) + ": " + Texts.share(impact.ns(), impact.ofNs()) + " of device time",
        FindingSeverity.ofShare(impact.share()),
        contexts,
        evidence(blame),
        impact,
        new Ceiling(impact.ns(), "all of this idle time vanishes, nothing else changes"),
        Confidence.EXACT,
        advice,
        blame.recordNext());
  }

  /** What only informs: that a stream waits costs nothing while others work. */
  private Finding streams(List<StreamIdle> streams) {
    IdleCause[] causes = IdleCause.values();
    String[] head = new String[causes.length + 4];
    head[0] = "device";
    head[1] = "stream";
    head[2] = "ms";
    head[3] = "busy";
    for (int i = 0; i < causes.length; i++) {
      head[i + 4] = causes[i].label();
    }
    EvidenceTable.Builder table = EvidenceTable.of(head);
    List<StreamIdle> longest = new ArrayList<>(streams);
    longest.sort(Comparator.comparingLong(StreamIdle::busyNs).reversed());
    for (StreamIdle each : longest.subList(0, Math.min(ROWS, longest.size()))) {
      String[] row = new String[head.length];
      row[0] = each.lane().name();
      row[1] = each.lane().trace().strings().get(each.streamId());
      row[2] = Texts.ms(each.totalNs());
      row[3] = Texts.share(each.busyNs(), each.totalNs());
      for (int i = 0; i < causes.length; i++) {
        row[i + 4] = Texts.share(each.ns(causes[i]), each.totalNs());
      }
      table.row(row);
    }
    long total = streams.stream().mapToLong(StreamIdle::totalNs).sum();
    long busy = streams.stream().mapToLong(StreamIdle::busyNs).sum();
    return new Finding(
        id() + "/streams",
        "Streams work for " + Texts.share(busy, total) + " of their time; why they wait otherwise",
        FindingSeverity.INFO,
        List.of(),
        table.total(streams.size()).build(),
        new Impact(total - busy, total, "stream time"),
        null,
        Confidence.EXACT,
        new Advice(
            "A stream that waits costs nothing while another one works; the device as a whole is in"
                + " the other findings. Look here for work that was meant to overlap."),
        null);
  }

  private static String title(IdleCause cause) {
    return switch (cause) {
      case HOST_LATE -> "The device waits for the host to launch work";
      case SYNCHRONISATION -> "The device runs dry because the host waits for it";
      case DATA_LOADING -> "The device waits for data";
      case LAUNCH_LATENCY -> "The device waits for launches in flight";
      case QUEUED -> "Launched work waits, for another stream or for the device";
      case UNKNOWN -> "The device waits for work of unknown origin";
    };
  }

  /** Where the host did something else than launching: fewer kernels would not help. */
  private static Advice longGaps(long gaps, long inGapsNs, long ns) {
    return new Advice(
        Texts.share(inGapsNs, ns)
            + " of it "
            + Texts.word(gaps, "is a gap", "are " + gaps + " gaps")
            + " of more than 10 ms: the host launches nothing there and is busy with something else."
            + " Look at what it does: loading, compiling, input and output, waiting for others. If"
            + " it is the start of the program, record steps after it.");
  }

  private static Advice slowLaunches(long launches) {
    return new Advice(
        "Most of it is "
            + Texts.word(launches, "one launch", launches + " launches of more than 1 ms each")
            + ", as when a kernel runs for the first time and its code has to be loaded or compiled."
            + " Record after some steps of warm-up; if it comes in every step, look at what that"
            + " call does.");
  }

  private static Advice advice(Facts facts, IdleCause cause) {
    if (facts.recorder() == Recorder.XLA
        && (cause == IdleCause.HOST_LATE || cause == IdleCause.LAUNCH_LATENCY)) {
      return new Advice(
          "The host needs longer to start the compiled programs than the device to run them. Put"
              + " more into each: jit the whole step, scan over several, raise the batch size; and"
              + " read no values in between, so that the host runs ahead.");
    }
    return switch (cause) {
      case HOST_LATE ->
          new Advice(
              "The host needs longer to launch the work than the device to do it. Launch fewer,"
                  + " larger kernels: compile the model, capture it as a graph, raise the batch"
                  + " size, or take Python work out of the step.",
              "model = torch.compile(model, mode=\"reduce-overhead\")");
      case SYNCHRONISATION ->
          new Advice(
              "Do not wait for the device inside the step: read values later, or less often; copy"
                  + " from pinned memory, or into it, without blocking.",
              "loss_sum += loss.detach()  # .item() once, after the loop");
      case DATA_LOADING ->
          new Advice(
              "Load batches ahead: more workers, pinned memory, prefetching.",
              "DataLoader(..., num_workers=4, pin_memory=True, persistent_workers=True)");
      case LAUNCH_LATENCY ->
          new Advice(
              "Kernels are shorter than their launches. Fuse them or capture them as a graph.",
              "model = torch.compile(model, mode=\"reduce-overhead\")");
      case QUEUED ->
          new Advice(
              "Look for events and streams that make the work wait, and for copies on the same"
                  + " engine; where gaps are a microsecond or two, the device needs them between"
                  + " kernels, and only fewer kernels help.");
      case UNKNOWN -> new Advice("Record the launches as well.");
    };
  }

  private static EvidenceTable evidence(Blame blame) {
    EvidenceTable.Builder table = EvidenceTable.of("where", "gaps", "idle ms", "longest us");
    blame.rows(table);
    return table.build();
  }
}
