package dev.plumb.cli.fuzz;

import dev.plumb.cli.property.TraceSeeds;
import dev.plumb.profile.Links;
import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * Feeds the pipeline with changed traces and says what broke: {@code build/fuzz [--inputs N]
 * [--seed S] [--minutes M] [--threads T] [--of json|others] [--replay FILE]}. What fails is saved,
 * and saved again as small as it still fails, in {@code target/fuzz/}.
 */
public final class Fuzz {
  private static final int MAX_SAVED = 20;

  private final LongFunction<byte[]> source;
  private final long seed;
  private final Path folder;
  private final long inputs;
  private final long deadline;
  private final AtomicLong next = new AtomicLong();
  private final Totals totals = new Totals();
  private final Map<String, Path> failures = new TreeMap<>();

  /** What happened so far. */
  private static final class Totals {
    private long done;
    private long failed;
    private long bytes;
    private long slices;
    private long slowest;
    private long mostAllocated;
    private final Map<ProblemCode, Long> problems = new EnumMap<>(ProblemCode.class);

    private synchronized void add(Totals other) {
      done += other.done;
      failed += other.failed;
      bytes += other.bytes;
      slices += other.slices;
      slowest = Math.max(slowest, other.slowest);
      mostAllocated = Math.max(mostAllocated, other.mostAllocated);
      other.problems.forEach((code, count) -> problems.merge(code, count, Long::sum));
    }
  }

  Fuzz(LongFunction<byte[]> source, long seed, long inputs, long minutes, Path folder) {
    this.source = source;
    this.seed = seed;
    this.inputs = inputs;
    this.deadline = minutes > 0 ? System.nanoTime() + minutes * 60_000_000_000L : Long.MAX_VALUE;
    this.folder = folder;
  }

  public static void main(String[] args) throws Exception {
    long inputs = 1_000_000;
    long seed = 1;
    long minutes = 0;
    boolean json = true;
    int threads = Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        usage();
      }
      switch (args[i]) {
        case "--inputs" -> inputs = Long.parseLong(args[i + 1]);
        case "--seed" -> seed = Long.parseLong(args[i + 1]);
        case "--minutes" -> {
          minutes = Long.parseLong(args[i + 1]);
          inputs = Long.MAX_VALUE;
        }
        case "--threads" -> threads = Integer.parseInt(args[i + 1]);
        case "--of" -> json = args[i + 1].equals("json");
        case "--replay" -> {
          new Check().run(Files.readAllBytes(Path.of(args[i + 1])), 0);
          System.out.println("passes");
          return;
        }
        default -> usage();
      }
    }
    Path root = Path.of(System.getProperty("plumb.root", "."));
    LongFunction<byte[]> source = json ? json(root) : others(root);
    Fuzz fuzz = new Fuzz(source, seed, inputs, minutes, root.resolve("target/fuzz"));
    long start = System.nanoTime();
    fuzz.run(threads, true);
    System.out.println(fuzz.summary((System.nanoTime() - start) / 1e9));
    System.exit(fuzz.failures.isEmpty() ? 0 : 1);
  }

  private static void usage() {
    System.err.println(
        "usage: build/fuzz [--inputs N] [--seed S] [--minutes M] [--threads T]"
            + " [--of json|others] [--replay FILE]");
    System.exit(2);
  }

  /** Changed Trace Event JSON. */
  static LongFunction<byte[]> json(Path root) throws IOException {
    return new Mutator(seeds(root))::input;
  }

  /** Changed inputs of all other formats. */
  static LongFunction<byte[]> others(Path root) throws IOException {
    Path folder = Files.createDirectories(root.resolve("target/fuzz"));
    return new ByteMutator(ByteMutator.seeds(root, folder))::input;
  }

  /** The small golden cases, and random programs. */
  static List<byte[]> seeds(Path root) throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    Path cases = root.resolve("importers/src/test/resources/cases");
    try (Stream<Path> files = Files.walk(cases)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        byte[] text = Files.readAllBytes(file);
        boolean trace = file.getFileName().toString().startsWith("trace");
        if (trace && text.length < 8_000 && text.length > 0 && text[0] != 0x1F) {
          seeds.add(text);
        }
      }
    }
    seeds.addAll(TraceSeeds.random(40));
    return seeds;
  }

  void run(int threads, boolean watch) throws InterruptedException {
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Worker worker = new Worker(threads == 1);
      worker.setDaemon(true);
      worker.start();
      workers.add(worker);
    }
    long told = System.nanoTime();
    boolean alive = true;
    while (alive) {
      alive = false;
      for (Worker worker : workers) {
        worker.join(200);
        alive |= worker.isAlive();
        if (worker.isAlive() && System.nanoTime() - worker.started > 30_000_000_000L) {
          hang(worker);
        }
      }
      if (watch && alive && System.nanoTime() - told > 10_000_000_000L) {
        told = System.nanoTime();
        System.err.printf("%,d inputs, %,d ways to fail%n", next.get(), failures.size());
      }
    }
    if (deadline == Long.MAX_VALUE && totals.done != inputs) {
      throw new IllegalStateException("a worker died after " + totals.done + " inputs");
    }
  }

  /** It will not come back: what it works on is saved, and the run ends. */
  private void hang(Worker worker) {
    StringBuilder where = new StringBuilder("hangs:");
    for (StackTraceElement at : worker.getStackTrace()) {
      where.append("\n  ").append(at);
    }
    save(worker.number, worker.text, where.toString());
    throw new IllegalStateException(
        "input " + worker.number + " takes more than 30 s; saved in " + folder + "\n" + where);
  }

  /** One thread: draws numbers until there are enough. */
  private final class Worker extends Thread {
    private final Check check;
    private final Totals own = new Totals();
    private volatile long started = System.nanoTime();
    private volatile long number;
    private volatile byte[] text = new byte[0];

    Worker(boolean alone) {
      check = new Check(alone);
    }

    @Override
    public void run() {
      Check.warmUp();
      long at;
      while ((at = next.getAndIncrement()) < inputs && System.nanoTime() < deadline) {
        number = at;
        text = source.apply(seed * 1_000_003L + at);
        started = System.nanoTime();
        one(at, text);
      }
      totals.add(own);
    }

    private void one(long at, byte[] text) {
      own.done++;
      own.bytes += text.length;
      try {
        check.run(text, at);
        own.slowest = Math.max(own.slowest, check.nanos());
        own.mostAllocated = Math.max(own.mostAllocated, check.allocated());
        for (Links links : check.last().inputs()) {
          own.slices += links.trace().slices().size();
          for (Problem problem : links.trace().problems()) {
            own.problems.merge(problem.code(), 1L, Long::sum);
          }
        }
      } catch (Throwable failure) { // an Error too is a finding
        own.failed++;
        failed(at, text, failure);
      }
    }
  }

  private void failed(long number, byte[] text, Throwable failure) {
    String kind = kind(failure);
    synchronized (failures) {
      if (failures.containsKey(kind) || failures.size() >= MAX_SAVED) {
        return;
      }
      failures.put(kind, folder);
    }
    byte[] small = Minimizer.minimize(text, candidate -> kind.equals(kindOf(candidate, number)));
    Path saved = save(number, small, kind + "\n" + failure);
    synchronized (failures) {
      failures.put(kind, saved);
    }
  }

  private static String kindOf(byte[] text, long number) {
    try {
      new Check().run(text, number);
      return "";
    } catch (Throwable failure) {
      return kind(failure);
    }
  }

  /** The exception and where it was thrown; numbers in messages differ from input to input. */
  private static String kind(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).replaceAll("-?\\d+", "#");
    String first = message.lines().findFirst().orElse("");
    int pieces = first.indexOf(" in pieces"); // what follows is as varied as the inputs
    first = pieces < 0 ? first : first.substring(0, pieces + 10);
    StackTraceElement[] trace = failure.getStackTrace();
    String where = "";
    for (StackTraceElement at : trace) {
      if (at.getClassName().startsWith("dev.plumb.") && !at.getClassName().contains(".pipeline.")) {
        where = " at " + at.getClassName() + "." + at.getMethodName();
        break;
      }
    }
    return failure.getClass().getSimpleName()
        + ": "
        + first.substring(0, Math.min(80, first.length()))
        + where;
  }

  private Path save(long number, byte[] text, String why) {
    try {
      Files.createDirectories(folder);
      Path file = folder.resolve("seed" + seed + "-input" + number + ".json");
      Files.write(file, text);
      Files.writeString(folder.resolve("seed" + seed + "-input" + number + ".txt"), why + "\n");
      return file;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  Map<String, Path> failures() {
    return failures;
  }

  String summary(double seconds) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%,d inputs (%,d bytes, %,d slices) of seed %d in %.0f s: %,d failed in %d ways%n",
            totals.done,
            totals.bytes,
            totals.slices,
            seed,
            seconds,
            totals.failed,
            failures.size()));
    text.append(
        String.format(
            "slowest %.1f ms, most allocated %.1f MB for one input%n",
            totals.slowest / 1e6, totals.mostAllocated / 1e6));
    text.append("problems met:");
    for (ProblemCode code : ProblemCode.values()) {
      if (totals.problems.containsKey(code)) {
        text.append(' ').append(code.id()).append(' ').append(totals.problems.get(code));
      }
    }
    failures.forEach(
        (kind, file) -> text.append("\nFAILED ").append(kind).append("\n  ").append(file));
    return text.toString();
  }
}
