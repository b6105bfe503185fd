package dev.plumb.cli.corpus;

import static dev.plumb.cli.corpus.Values.decimal;
import static dev.plumb.cli.corpus.Values.number;
import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asObject;

import dev.plumb.profile.Links;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the tables of a Trace Event file hold that the report does not print. */
final class ChromeTables {
  /** As {@code facts.py} tells collectives by the beginnings of names. */
  private static final Pattern COLLECTIVE =
      Pattern.compile(
          "(ncclDevKernel|ncclKernel|rcclGenericKernel|mscclKernel|void ncclDevKernel|hccl).*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final String SPELLING = "how a number is written is not kept";

  private final Comparison c;
  private final Trace trace;
  private final SliceTable slices;
  private final Map<String, Integer> kernelNames = new TreeMap<>();
  private final Map<String, Long> workPerDevice = new TreeMap<>();
  private final Map<String, Long> streams = new TreeMap<>();
  private final Map<String, Long> runtimeNames = new TreeMap<>();
  private final Map<String, Long> perProcess = new TreeMap<>();
  private final Map<String, Long> kernelNsPerRank = new TreeMap<>();
  private final Set<String> steps = new TreeSet<>();
  private long collectives;
  private long collectiveNs;
  private long firstWork = Long.MAX_VALUE;
  private long lastWork = Long.MIN_VALUE;
  private long first = Long.MAX_VALUE;
  private long modules;
  private long graphLaunches;
  private long graphKernels;
  private int longestName;

  ChromeTables(Comparison c, Links links) {
    this.c = c;
    this.trace = links.trace();
    this.slices = trace.slices();
  }

  /** Compares; of NPUs, whose work facts.py does not know, only what is on the host. */
  void compare(boolean ascend) {
    for (int row = 0; row < slices.size(); row++) {
      slice(row);
    }
    if (ascend) {
      c.notKept(
          "facts.py does not know the work of NPUs; ascend_hardware has it",
          "gpu_events_per_device",
          "span_gpu_us",
          "streams",
          "distinct_kernel_names",
          "collective_kernels",
          "collective_kernel_us",
          "runtime_events",
          "runtime_names_top");
    } else {
      work();
      host();
    }
    correlations(ascend);
    counts();
    quirks();
  }

  private void slice(int row) {
    SliceKind kind = slices.kind(row);
    String name = trace.strings().get(slices.nameId(row));
    longestName = Math.max(longestName, name.codePointCount(0, name.length()));
    first = Math.min(first, slices.startNs(row));
    boolean gpu = kind == SliceKind.KERNEL || kind == SliceKind.MEMCPY || kind == SliceKind.MEMSET;
    if (gpu) {
      firstWork = Math.min(firstWork, slices.startNs(row));
      lastWork = Math.max(lastWork, slices.endNs(row));
      int detail = slices.detail(row);
      String device = trace.devices().id(trace.deviceWork().deviceRow(detail));
      workPerDevice.merge(device, 1L, Long::sum);
      String stream = trace.strings().get(trace.deviceWork().streamId(detail));
      streams.merge(device + "/" + stream, 1L, Long::sum);
    }
    if (kind == SliceKind.KERNEL) {
      kernel(row, name);
    }
    if (kind == SliceKind.RUNTIME) {
      runtimeNames.merge(name, 1L, Long::sum);
      graphLaunches += name.toLowerCase(Locale.ROOT).contains("graphlaunch") ? 1 : 0;
    }
    modules += kind == SliceKind.MODULE ? 1 : 0;
    if (name.startsWith("ProfilerStep")) {
      steps.add(name);
    }
    process(row);
  }

  private void kernel(int row, String name) {
    long dur = slices.durNs(row);
    kernelNames.merge(name, 1, Integer::sum);
    if (COLLECTIVE.matcher(name).matches()) {
      collectives++;
      collectiveNs += dur;
    }
    String args = slices.argsId(row) < 0 ? "" : trace.args().get(slices.argsId(row));
    graphKernels += args.matches("(?s).*\"graph( node)? id\": *[1-9].*") ? 1 : 0;
    int rank = trace.tracks().rank(slices.trackRow(row));
    kernelNsPerRank.merge(Integer.toString(rank), dur, Long::sum);
  }

  private void process(int row) {
    int track = slices.trackRow(row);
    String name = Values.text(trace, trace.tracks().processNameId(track));
    String pid = trace.strings().get(trace.tracks().pidId(track));
    perProcess.merge((name == null ? "?" : name) + " [" + pid + "]", 1L, Long::sum);
  }

  private void work() {
    c.check(
        "gpu_events_per_device",
        Values.sorted(c.facts.get("gpu_events_per_device")),
        Values.decimals(workPerDevice));
    c.check(
        "span_gpu_us",
        number(c.facts.get("span_gpu_us")),
        lastWork < firstWork ? 0.0 : Values.micros(lastWork - firstWork));
    most("streams", streams);
    c.check(
        "distinct_kernel_names", c.facts.get("distinct_kernel_names"), decimal(kernelNames.size()));
    c.check("collective_kernels", c.facts.get("collective_kernels"), decimal(collectives));
    c.check(
        "collective_kernel_us",
        number(c.facts.get("collective_kernel_us")),
        Values.micros(collectiveNs));
    if (c.facts.get("kernel_sum_us_per_args_rank") != null) {
      c.check(
          "kernel_sum_us_per_args_rank",
          Values.allMicros(c.facts.get("kernel_sum_us_per_args_rank")),
          Values.inMicros(kernelNsPerRank));
    }
  }

  private void host() {
    long calls = runtimeNames.values().stream().mapToLong(count -> count).sum();
    c.check("runtime_events", c.facts.get("runtime_events"), decimal(calls));
    most("runtime_names_top", runtimeNames);
  }

  /** Facts list the most frequent ones; which of equal ones is chance. */
  private void most(String fact, Map<String, Long> counts) {
    Map<String, Object> ours = Values.decimals(counts);
    Map<String, Object> listed = Values.sorted(c.facts.get(fact));
    listed.forEach((name, count) -> c.check(fact + " " + name, count, ours.get(name)));
    long least =
        listed.values().stream().mapToLong(each -> ((BigDecimal) each).longValue()).min().orElse(0);
    long above = counts.values().stream().filter(count -> count > least).count();
    c.check(fact + ", as many above the least", true, above <= listed.size());
  }

  private void correlations(boolean ascend) {
    if (ascend) {
      c.notKept(
          "facts.py does not know the work of NPUs; ascend_hardware has it",
          "kernels_with_correlation",
          "distinct_kernel_correlations",
          "kernels_sharing_a_correlation",
          "kernels_with_ambiguous_runtime_link",
          "kernels_starting_before_their_launch",
          "kernels_external_id_matches_cpu_op");
    }
    Map<Long, List<Long>> launches = new HashMap<>();
    Set<Long> externalIds = new HashSet<>();
    long withExternalId = 0;
    for (int row = 0; row < slices.size(); row++) {
      SliceKind kind = slices.kind(row);
      if (kind == SliceKind.RUNTIME) {
        long id = trace.launches().correlation(slices.detail(row));
        if (id != Ids.ABSENT) {
          launches.computeIfAbsent(id, key -> new ArrayList<>()).add(slices.startNs(row));
        }
      }
      String category = Values.text(trace, slices.categoryId(row));
      if ("cpu_op".equals(category) || "Operator".equals(category)) {
        long id = trace.operators().externalId(slices.detail(row));
        if (id != Ids.ABSENT) {
          withExternalId++;
          externalIds.add(id);
        }
      }
    }
    c.check(
        "cpu_ops_with_external_id",
        c.facts.get("cpu_ops_with_external_id"),
        decimal(withExternalId));
    c.check(
        "distinct_cpu_op_external_ids",
        c.facts.get("distinct_cpu_op_external_ids"),
        decimal(externalIds.size()));
    if (!ascend) {
      kernelIds(launches, externalIds);
    }
  }

  private void kernelIds(Map<Long, List<Long>> launches, Set<Long> externalIds) {
    Map<Long, Integer> ids = new HashMap<>();
    long with = 0;
    long ambiguous = 0;
    long early = 0;
    long external = 0;
    boolean linked = false;
    for (int row = 0; row < slices.size(); row++) {
      if (slices.kind(row) != SliceKind.KERNEL) {
        continue;
      }
      int detail = slices.detail(row);
      external += externalIds.contains(trace.deviceWork().externalId(detail)) ? 1 : 0;
      long id = trace.deviceWork().correlation(detail);
      if (id == Ids.ABSENT) {
        continue;
      }
      with++;
      ids.merge(id, 1, Integer::sum);
      List<Long> calls = launches.getOrDefault(id, List.of());
      linked |= !calls.isEmpty();
      ambiguous += calls.size() > 1 ? 1 : 0;
      long start = slices.startNs(row);
      early += !calls.isEmpty() && calls.stream().allMatch(call -> start < call) ? 1 : 0;
    }
    long sharing = ids.values().stream().filter(n -> n > 1).mapToLong(n -> n).sum();
    c.check("kernels_with_correlation", c.facts.get("kernels_with_correlation"), decimal(with));
    c.check(
        "distinct_kernel_correlations",
        c.facts.get("distinct_kernel_correlations"),
        decimal(ids.size()));
    c.check(
        "kernels_sharing_a_correlation",
        c.facts.get("kernels_sharing_a_correlation"),
        decimal(sharing));
    c.check(
        "kernels_with_ambiguous_runtime_link",
        c.facts.get("kernels_with_ambiguous_runtime_link"),
        decimal(ambiguous));
    if (linked) {
      c.check(
          "kernels_starting_before_their_launch",
          c.facts.get("kernels_starting_before_their_launch"),
          decimal(early));
    }
    c.check(
        "kernels_external_id_matches_cpu_op",
        c.facts.get("kernels_external_id_matches_cpu_op"),
        decimal(external));
  }

  private void counts() {
    Map<String, Object> phases = asObject(c.facts.get("events_per_ph"));
    long arrows = sum(phases, "s", "t", "f");
    c.check("events_per_ph s, t, f", arrows, (long) trace.flows().size());
    c.check("events_per_ph i", sum(phases, "i", "I", "R"), (long) trace.instants().size());
    boolean ranges = sum(phases, "B", "b", "S") > 0;
    long lost = Values.problems(trace, ProblemCode.TIME_UNUSABLE);
    if (!ranges) {
      c.check("events_per_ph X", sum(phases, "X"), slices.size() + lost);
      process();
      String told = (String) c.facts.get("min_ts_us");
      c.check(
          "min_ts_us",
          told == null ? null : new BigDecimal(told).stripTrailingZeros(),
          slices.size() == 0 ? null : BigDecimal.valueOf(first, 3).stripTrailingZeros());
    } else {
      c.notKept(
          "facts.py counts X only, which are slices like those of B and E",
          "X_events_per_process_name",
          "min_ts_us");
    }
    Map<String, Long> arrowsOf = new TreeMap<>();
    for (int row = 0; row < trace.flows().size(); row++) {
      String category = Values.text(trace, trace.flows().categoryId(row));
      arrowsOf.merge(category == null ? "None" : category, 1L, Long::sum);
    }
    c.check(
        "flow_events_per_cat",
        Values.sorted(c.facts.get("flow_events_per_cat")),
        Values.decimals(arrowsOf));
    if (c.facts.get("python_module_frames (nn.Module)") != null) {
      c.check(
          "python_module_frames (nn.Module)",
          c.facts.get("python_module_frames (nn.Module)"),
          decimal(modules));
    }
    if (c.facts.get("ProfilerStep_names") != null) {
      c.check(
          "ProfilerStep_names",
          asList(c.facts.get("ProfilerStep_names")),
          steps.stream().limit(20).toList());
    }
    c.notKept(SPELLING, "ts_types", "dur_types", "pid_tid_types");
    c.notKept("names of metadata events are read, not kept", "metadata_event_names");
  }

  private void process() {
    if (c.facts.get("X_events_per_process_name") == null) {
      return;
    }
    Map<String, Object> ours = Values.decimals(perProcess);
    asObject(c.facts.get("X_events_per_process_name"))
        .forEach((name, count) -> c.check("X events of process " + name, count, ours.get(name)));
  }

  private static long sum(Map<String, Object> counts, String... keys) {
    long sum = 0;
    for (String key : keys) {
      Object count = counts.get(key);
      sum += count == null ? 0 : ((BigDecimal) count).longValue();
    }
    return sum;
  }

  private void quirks() {
    long stacks = 0;
    for (int row = 0; row < trace.operators().size(); row++) {
      stacks += trace.operators().callStackId(row) >= 0 ? 1 : 0;
    }
    if (c.facts.get("events_with_args_Call_stack") != null) {
      c.check(
          "events_with_args_Call_stack",
          c.facts.get("events_with_args_Call_stack"),
          decimal(stacks));
    }
    WatchedFacts quirks = c.within("quirks");
    quirk(quirks, "X_events_with_negative_dur", ProblemCode.DURATION_NEGATIVE);
    quirk(quirks, "X_events_without_dur", ProblemCode.DURATION_MISSING);
    quirk(quirks, "X_events_with_unusable_ts_or_dur", ProblemCode.TIME_UNUSABLE);
    if (quirks.get("graph_launches") != null) {
      c.check("graph_launches", quirks.get("graph_launches"), decimal(graphLaunches));
    }
    if (quirks.get("kernels_with_graph_node_id") != null) {
      c.check(
          "kernels_with_graph_node_id",
          quirks.get("kernels_with_graph_node_id"),
          decimal(graphKernels));
    }
    boolean rounded = quirks.get("X_events_with_sub_ns_digits") != null;
    c.check(
        "X_events_with_sub_ns_digits: some",
        rounded,
        Values.problems(trace, ProblemCode.TIME_ROUNDED) > 0);
    if (quirks.get("async_events") != null) {
      long begins = sum(asObject(c.facts.get("events_per_ph")), "b");
      c.check("async_events: ranges", begins, asynchronous());
    }
    c.notKeptWithin("quirks", "arguments are kept as one text", "largest_args_chars");
    c.check(
        "longest_name_chars: at least as long",
        true,
        longestName <= ((BigDecimal) quirks.get("longest_name_chars")).intValue());
  }

  private long asynchronous() {
    long count = 0;
    for (int row = 0; row < slices.size(); row++) {
      count += slices.kind(row) == SliceKind.ASYNC ? 1 : 0;
    }
    return count;
  }

  private void quirk(Map<String, Object> quirks, String name, ProblemCode code) {
    c.check(name, Values.count(quirks.get(name)), decimal(Values.problems(trace, code)));
  }
}
