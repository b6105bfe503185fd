package dev.plumb.record.session;

import dev.plumb.trace.Quantity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A random program for a fake profiler, and what must be recorded of it. Threads begin and end
 * operators and launch work; the work comes later, in any order, from several devices and streams.
 *
 * <p>AMD's knows neither nodes of graphs nor kinds of memory; fills are kernels there, and how long
 * a call waits is what it takes: {@link #waited} has the calls, without times.
 */
final class GpuScript {
  private static final int THREADS = 4;
  private static final int MOST_DEPTH = 4;
  private static final String[] COPIES = {"HtoD", "DtoH", "PtoP"};
  private static final String[] AMD_COPIES = {"HtoH", "HtoD", "DtoH", "DtoD", "PtoP"};
  private static final int[] COPY_KINDS = {1, 2, 10};
  private static final String[] MEMORY = {"Pageable", "Pinned", "Device"};

  final List<String> lines = new ArrayList<>();
  final Map<Quantity, Map<List<String>, Long>> expected = new EnumMap<>(Quantity.class);
  final Set<List<String>> waited = new HashSet<>();
  long withoutLaunch;
  long fromGraphs;
  long dropped;

  private final Vendor vendor;
  private final Random random;
  private final List<List<String>> open = new ArrayList<>();

  /** Work that was launched and is not told yet. */
  private final List<String> running = new ArrayList<>();

  private int correlation = 100;
  private int lastNode = 1000;

  /** Operators of nodes that graphs have; launches use them again. */
  private final List<List<String>> nodes = new ArrayList<>();

  private final List<Integer> nodeNumbers = new ArrayList<>();

  GpuScript(Vendor vendor, long seed, int events) {
    this.vendor = vendor;
    random = new Random(seed);
    for (int i = 0; i < THREADS; i++) {
      open.add(new ArrayList<>());
    }
    for (int device = 0; device < 2 && !isAmd(); device++) {
      lines.add("0 device " + device + " Fake-" + device);
    }
    for (int i = 0; i < events; i++) {
      event();
    }
    tell(0);
    // What is left in the buffer comes when the program ends.
  }

  private boolean isAmd() {
    return vendor == Vendor.AMD;
  }

  private void event() {
    int thread = random.nextInt(THREADS);
    List<String> stack = open.get(thread);
    int what = random.nextInt(100);
    if (what < 25 && stack.size() < MOST_DEPTH) {
      String name = "aten::op" + random.nextInt(8);
      stack.add(name);
      lines.add(thread + " op " + name);
    } else if (what < 45 && !stack.isEmpty()) {
      stack.removeLast();
      lines.add(thread + " end");
    } else if (what < 75) {
      launch(thread);
    } else if (what < 80) {
      lines.add(thread + " enter runtime " + vendor.call("GetDevice") + " 0"); // nobody asked
      lines.add(thread + " leave runtime " + vendor.call("GetDevice") + " 0");
      lines.add(thread + " unknown");
    } else if (what < 83) {
      int count = random.nextInt(1, 9);
      dropped += count;
      lines.add("0 drop " + count);
      // A buffer has to be handed over to tell that.
      lines.add(isAmd() ? "0 copy 2 0 0 0 0 0" : "0 fill 0 0 0 0 0 0 0");
      withoutLaunch++;
      lines.add("0 flush");
    } else if (what < 85) {
      stranger();
    } else if (what < 88 && !isAmd()) {
      node(thread);
    } else {
      tell(running.size() - random.nextInt(running.size() + 1));
    }
  }

  /** One call, as the runtime makes it: with the driver's inside, of the same number. */
  private void launch(int thread) {
    int number = ++correlation;
    int what = random.nextInt(6);
    List<String> path = new ArrayList<>(open.get(thread));
    String call =
        vendor.call(
            switch (what) {
              case 0, 1 -> "LaunchKernel";
              case 2 -> "MemcpyAsync";
              case 3 -> isAmd() ? "MemsetAsync" : "Memset";
              case 4 -> "GraphLaunch";
              default -> "StreamSynchronize";
            });
    boolean driver = what == 0 && random.nextBoolean() && !isAmd();
    path.add(driver ? "cuLaunchKernel" : call);
    if (!driver) {
      lines.add(thread + " enter runtime " + call + " " + number);
    }
    if (what < 2 && !isAmd()) {
      lines.add(thread + " enter driver cuLaunchKernel " + number);
      lines.add(thread + " leave driver cuLaunchKernel " + number);
    }
    if (!driver) {
      lines.add(thread + " leave runtime " + call + " " + number);
    }
    switch (what) {
      case 0, 1 -> kernel(path, number, 0);
      case 2 -> copy(path, number);
      case 3 -> fill(path, number);
      case 4 -> {
        for (int i = random.nextInt(1, 6); i > 0; i--) {
          int known = random.nextInt(nodes.size() + 1) - 1;
          List<String> full = new ArrayList<>(path);
          full.addAll(known < 0 ? List.of() : nodes.get(known));
          kernel(full, number, isAmd() ? 0 : known < 0 ? 7 : nodeNumbers.get(known));
        }
      }
      default -> {
        waited.add(path);
        if (isAmd()) {
          return;
        }
        long ns = random.nextInt(1, 1000);
        long start = start();
        running.add("wait 3 " + start + " " + (start + ns) + " " + number + " 7");
        expect(Quantity.OTHER, path, ns);
      }
    }
  }

  /** A node is made where the thread is now, and copied into an executable graph. */
  private void node(int thread) {
    int node = ++lastNode;
    int copy = ++lastNode;
    lines.add(thread + " node " + node + " 0");
    lines.add(random.nextInt(THREADS) + " node " + copy + " " + node);
    nodes.add(new ArrayList<>(open.get(thread)));
    nodeNumbers.add(copy);
  }

  /** Work that nobody launched as far as is known. */
  private void stranger() {
    withoutLaunch++;
    kernel(List.of(), random.nextBoolean() ? 0 : 3_000_000_000L + random.nextInt(9), 0);
  }

  private long start() {
    return 1_000_000_000_000L + random.nextInt(1_000_000);
  }

  private String place() {
    return random.nextInt(2) + " " + random.nextInt(3, 8);
  }

  private void kernel(List<String> path, long number, int node) {
    long ns = random.nextInt(1, 100_000);
    int which = random.nextInt(5);
    long start = start();
    running.add(
        String.join(
            " ",
            "kernel",
            place(),
            start + " " + (start + ns),
            number + " " + node,
            "_Z5gemm" + which + "Pfi"));
    List<String> full = with(path, "gemm" + which + "(float*, int)");
    expect(Quantity.KERNEL_NS, full, ns);
    expect(Quantity.KERNELS, full, 1);
    fromGraphs += node == 0 ? 0 : 1;
  }

  private void copy(List<String> path, int number) {
    if (isAmd()) {
      copyOfAmd(path, number);
      return;
    }
    int which = random.nextInt(COPIES.length);
    int from = random.nextInt(3);
    int to = random.nextInt(3);
    long ns = random.nextInt(1, 10_000);
    long bytes = random.nextInt(1, 1 << 30);
    long start = start();
    running.add(
        String.join(
            " ",
            "copy " + COPY_KINDS[which],
            from + 1 + " " + (to + 1),
            String.valueOf(bytes),
            place(),
            start + " " + (start + ns),
            number + " 0"));
    String memory = " (" + MEMORY[from] + " -> " + MEMORY[to] + ")";
    expectCopy(path, "Memcpy " + COPIES[which] + memory, ns, bytes);
  }

  /** From a kind of the SDK's, and 5 for one between devices. */
  private void copyOfAmd(List<String> path, int number) {
    int which = random.nextInt(AMD_COPIES.length);
    long ns = random.nextInt(1, 10_000);
    long bytes = random.nextInt(1, 1 << 30);
    long start = start();
    running.add(
        String.join(
            " ",
            "copy " + (which + 1),
            String.valueOf(bytes),
            String.valueOf(random.nextInt(2)),
            start + " " + (start + ns),
            String.valueOf(number)));
    expectCopy(path, "Memcpy " + AMD_COPIES[which], ns, bytes);
  }

  private void fill(List<String> path, int number) {
    if (isAmd()) {
      kernel(path, number, 0);
      return;
    }
    long ns = random.nextInt(1, 10_000);
    long bytes = random.nextInt(1, 1 << 20);
    long start = start();
    running.add(
        "fill " + bytes + " " + place() + " " + start + " " + (start + ns) + " " + number + " 0");
    expectCopy(path, "Memset", ns, bytes);
  }

  private void expectCopy(List<String> path, String name, long ns, long bytes) {
    List<String> full = with(path, name);
    expect(Quantity.COPY_NS, full, ns);
    expect(Quantity.COPY_BYTES, full, bytes);
  }

  private static List<String> with(List<String> path, String last) {
    List<String> full = new ArrayList<>(path);
    full.add(last);
    return full;
  }

  private void expect(Quantity quantity, List<String> path, long value) {
    if (value > 0) {
      expected.computeIfAbsent(quantity, none -> new HashMap<>()).merge(path, value, Long::sum);
    }
  }

  /** Tells of work in any order, and leaves so much of it running. */
  private void tell(int left) {
    Collections.shuffle(running, random);
    while (running.size() > left) {
      lines.add("0 " + running.removeLast());
    }
    if (random.nextBoolean()) {
      lines.add("0 flush");
    }
    if (random.nextInt(4) == 0) {
      lines.add("0 sleep " + random.nextInt(40)); // Plumb reads what there is so far
    }
  }
}
