package dev.plumb.explain.occupancy;

import dev.plumb.explain.Facts;
import dev.plumb.profile.ArgValue;
import dev.plumb.profile.Links;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * With how many blocks and threads kernels were launched, as the profiler writes it into their
 * arguments. Read once for each different text.
 */
final class LaunchShapes {
  /**
   * One launch configuration; 0 where the trace does not say.
   *
   * @param blocks of the grid
   * @param threads of one block
   * @param registers of one thread
   * @param sharedBytes of one block
   * @param blocksPerProcessor blocks over processors, as Kineto computes it
   * @param occupancyPercent warps that are resident of those that could be, as Kineto estimates it
   */
  record Shape(
      long blocks,
      long threads,
      long registers,
      long sharedBytes,
      double blocksPerProcessor,
      double occupancyPercent) {}

  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  /** No GPU gives a thread more. */
  private static final int MOST_REGISTERS = 512;

  private final List<Input> inputs = new ArrayList<>();

  /** Calls that take the grid in work-items; PyTorch's profiler writes what they were given. */
  private static final Set<String> IN_WORK_ITEMS =
      Set.of("hipExtModuleLaunchKernel", "hipHccModuleLaunchKernel");

  private static final class Input {
    final Links links;
    final SliceTable slices;
    final StringPool strings;
    final StringPool args;
    final LongMap known = new LongMap();
    final List<@Nullable Shape> shapes = new ArrayList<>();

    Input(Links links) {
      Trace trace = links.trace();
      this.links = links;
      slices = trace.slices();
      strings = trace.strings();
      args = trace.args();
    }

    boolean isInWorkItems(int row) {
      int launch = links.launch(row);
      return launch >= 0 && IN_WORK_ITEMS.contains(strings.get(slices.nameId(launch)));
    }
  }

  private LaunchShapes(Facts facts) {
    for (Links links : facts.inputs()) {
      inputs.add(new Input(links));
    }
  }

  static LaunchShapes of(Facts facts) {
    return facts.shared(LaunchShapes.class, LaunchShapes::new);
  }

  /** That of a kernel; null if the trace does not say how many blocks it has. */
  @Nullable Shape of(int inputIndex, int row) {
    Input input = inputs.get(inputIndex);
    int id = input.slices.argsId(row);
    if (id < 0) {
      return null;
    }
    boolean inWorkItems = input.isInWorkItems(row);
    long key = 2L * id + (inWorkItems ? 1 : 0);
    int at = input.known.get(key);
    if (at < 0) {
      at = input.shapes.size();
      input.known.put(key, at);
      input.shapes.add(read(input.args.get(id), inWorkItems));
    }
    return input.shapes.get(at);
  }

  private static @Nullable Shape read(String members, boolean inWorkItems) {
    String grid = ArgValue.of(members, "grid");
    String block = ArgValue.of(members, "block");
    long blocks = inWorkItems ? groups(grid, block) : product(grid);
    long threads = product(block);
    if (blocks == 0 || threads == 0) {
      Shape shape = ofRocprof(members);
      return shape == null ? ofXla(ArgValue.of(members, "kernel_details")) : shape;
    }
    return new Shape(
        blocks,
        threads,
        (long) decimal(ArgValue.of(members, "registers per thread")),
        (long) decimal(ArgValue.of(members, "shared memory")),
        decimal(ArgValue.of(members, "blocks per SM")),
        decimal(ArgValue.of(members, "est. achieved occupancy %")));
  }

  /** AMD's own profilers count work-items; rocmProfileData may have work-groups. */
  private static @Nullable Shape ofRocprof(String members) {
    String group = ArgValue.of(members, "workgroup");
    String counted = ArgValue.of(members, "grid work-groups");
    long blocks =
        counted.isEmpty()
            ? groups(ArgValue.of(members, "grid work-items"), group)
            : product(counted);
    long threads = product(group);
    return blocks == 0 || threads == 0
        ? null
        : new Shape(blocks, threads, 0, (long) decimal(ArgValue.of(members, "LDS bytes")), 0, 0);
  }

  /** Work-groups of a grid, of which the last one along an axis may be short; 0 if not known. */
  private static long groups(String items, String group) {
    String[] grid = numbers(items);
    String[] size = numbers(group);
    if (grid.length == 0 || grid.length != size.length) {
      return 0;
    }
    StringJoiner groups = new StringJoiner(",");
    for (int i = 0; i < grid.length; i++) {
      long extent = Math.max(1, Long.parseLong(size[i]));
      groups.add(String.valueOf(Math.ceilDiv(Long.parseLong(grid[i]), extent)));
    }
    return product(groups.toString());
  }

  private static String[] numbers(String list) {
    return NUMBER.matcher(list).results().map(MatchResult::group).toArray(String[]::new);
  }

  /** {@code regs:38 static_shared:0 dynamic_shared:0 grid:8,1,1 block:256,1,1 occ_pct:50}. */
  private static @Nullable Shape ofXla(String details) {
    long blocks = product(member(details, "grid"));
    long threads = product(member(details, "block"));
    if (blocks == 0 || threads == 0) {
      return null;
    }
    long registers = (long) decimal(member(details, "regs"));
    // On AMD, XLA writes whatever its memory held; then the bytes are no better.
    boolean sane = registers <= MOST_REGISTERS;
    double shared =
        decimal(member(details, "static_shared")) + decimal(member(details, "dynamic_shared"));
    return new Shape(
        blocks,
        threads,
        sane ? registers : 0,
        sane ? (long) shared : 0,
        0,
        decimal(member(details, "occ_pct")));
  }

  private static String member(String details, String name) {
    int at = details.startsWith(name + ':') ? 0 : details.indexOf(' ' + name + ':') + 1;
    if (at == 0 && !details.startsWith(name + ':')) {
      return "";
    }
    int from = at + name.length() + 1;
    int to = details.indexOf(' ', from);
    return details.substring(from, to < 0 ? details.length() : to);
  }

  /** Of the numbers of a list; 0 where there are none. */
  private static long product(String list) {
    Matcher matcher = NUMBER.matcher(list);
    long product = 0;
    while (matcher.find()) {
      long extent = Long.parseLong(matcher.group());
      long high = Math.multiplyHigh(product, extent);
      // No grid has so many blocks.
      product = product == 0 ? extent : high != 0 || product * extent < 0 ? 0 : product * extent;
    }
    return product;
  }

  private static double decimal(String text) {
    return text.matches("\\d{1,12}(\\.\\d{1,20})?") ? Double.parseDouble(text) : 0;
  }
}
