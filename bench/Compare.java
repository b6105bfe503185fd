import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs whole processes, interleaved, and prints medians: wall seconds, CPU seconds (user and system,
 * children included, from /proc where there is one) and peak resident MiB. Run by bench/compare.
 */
public final class Compare {
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  private record Sample(double wall, double cpu, double peakMiB) {}

  private record Goal(String label, String contender, double limit, String unit) {}

  public static void main(String[] args) throws Exception {
    String root = args[0];
    int repetitions = Integer.parseInt(args[1]);
    String plumb = root + "/plumb";
    System.out.println(machine());
    compare("large", args[2], plumb, repetitions, new Goal("no slower than zcat", "plumb", 1.0, "x"));
    String owl =
        root
            + "/../shared/corpus/tracelens/h100/google_owlv2-large-patch14-ensemble__1016001.json.gz";
    if (new File(owl).exists()) {
      compare("OWLv2 H100", owl, plumb, repetitions, new Goal("under 1.5 s", "plumb", 1.5, "s"));
    }
    String small = root + "/examples/torch/transformer_train.cpu.trace.json.gz";
    compare("small example", small, plumb, repetitions, new Goal("under 0.7 s", "plumb", 0.7, "s"));
    List<Sample> version = new ArrayList<>();
    for (int i = 0; i < repetitions; i++) {
      version.add(run(plumb, "--version"));
    }
    double wall = median(version, Sample::wall);
    System.out.printf(Locale.ROOT, "%n--version  %.2f s   %s: under 0.4 s%n", wall, verdict(wall < 0.4));
  }

  private static void compare(String title, String file, String plumb, int repetitions, Goal goal)
      throws Exception {
    Map<String, String[]> contenders = new LinkedHashMap<>();
    contenders.put("zcat", new String[] {"zcat", file});
    contenders.put("plumb", new String[] {plumb, "report", "--json", file});
    if (Files.size(Path.of(file)) < 20 << 20 && onPath("python3")) {
      contenders.put(
          "python json",
          new String[] {
            "python3", "-c", "import gzip,json,sys; json.load(gzip.open(sys.argv[1]))", file
          });
    }
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    for (int i = 0; i < repetitions; i++) {
      for (Map.Entry<String, String[]> contender : contenders.entrySet()) {
        samples
            .computeIfAbsent(contender.getKey(), k -> new ArrayList<>())
            .add(run(contender.getValue()));
      }
    }
    double zcat = median(samples.get("zcat"), Sample::wall);
    System.out.printf(
        Locale.ROOT,
        "%n%s (%,d bytes gzipped), median of %d%n%-12s %8s %8s %8s %9s %8s%n",
        title, Files.size(Path.of(file)), repetitions, "", "wall s", "min s", "CPU s", "peak MiB", "x zcat");
    samples.forEach(
        (name, list) ->
            System.out.printf(
                Locale.ROOT,
                "%-12s %8.2f %8.2f %8.2f %9.0f %8.2f%n",
                name,
                median(list, Sample::wall),
                list.stream().mapToDouble(Sample::wall).min().orElseThrow(),
                median(list, Sample::cpu),
                median(list, Sample::peakMiB),
                median(list, Sample::wall) / zcat));
    double wall = median(samples.get("plumb"), Sample::wall);
    boolean met = goal.unit.equals("x") ? wall / zcat <= goal.limit : wall < goal.limit;
    System.out.println(verdict(met) + ": " + goal.label);
    if (goal.unit.equals("x")) {
      double peak = median(samples.get("plumb"), Sample::peakMiB);
      System.out.println(verdict(peak < 954) + ": less than 1 GB resident");
    }
  }

  private static Sample run(String... command) throws IOException, InterruptedException {
    long before = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    double cpu = 0;
    double peak = 0;
    // What a process used is gone with it: ask until then.
    while (!process.waitFor(4, TimeUnit.MILLISECONDS)) {
      cpu = Math.max(cpu, process.info().totalCpuDuration().map(d -> d.toNanos() / 1e9).orElse(0.0));
      peak = Math.max(peak, peakMiB(process.pid()));
    }
    double wall = (System.nanoTime() - before) / 1e9;
    if (process.exitValue() != 0) {
      throw new IllegalStateException(String.join(" ", command) + " ended with " + process.exitValue());
    }
    return new Sample(wall, cpu, peak);
  }

  private static double peakMiB(long pid) {
    try {
      Matcher matcher = PEAK.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
      return matcher.find() ? Long.parseLong(matcher.group(1)) / 1024.0 : 0;
    } catch (IOException e) {
      return 0; // gone, or no /proc
    }
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> of) {
    double[] values = samples.stream().mapToDouble(of).sorted().toArray();
    return values.length % 2 == 1
        ? values[values.length / 2]
        : (values[values.length / 2 - 1] + values[values.length / 2]) / 2;
  }

  private static boolean onPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> new File(folder, program).canExecute());
  }

  private static String machine() throws IOException {
    Path cpus = Path.of("/proc/cpuinfo");
    String cpu = "";
    if (Files.exists(cpus)) {
      try (Stream<String> lines = Files.lines(cpus)) {
        cpu = lines.filter(l -> l.startsWith("model name")).findFirst().orElse("").replaceAll(".*: ", "");
      }
    }
    Path load = Path.of("/proc/loadavg");
    return Runtime.getRuntime().availableProcessors()
        + " cores, "
        + cpu
        + ", JDK "
        + Runtime.version()
        + (Files.exists(load) ? ", load before " + Files.readString(load).split(" ")[0] : "");
  }

  private static String verdict(boolean met) {
    return met ? "PASS" : "MISS";
  }
}
