package dev.plumb.importers.perfscript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Imported;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PerfScriptImporterTest {
  private static final String USUAL =
      """
      # ========
      # hostname : box
      # perf version : 6.1
      # ========
      #
      python3 -x  11/12 [002] 203265.377019:    1001001 cpu-clock:pppH:\s
      \tffffffffad14d115 do_syscall_64+0x46 ([kernel.kallsyms])
      \t             6f1 operator()(int) const+0x1a (/work dir/forks (deleted))
      \t           21b97 [unknown] (/lib/libc-2.27.so)
      \t 606258d4c544155 [unknown] ([unknown])

      java 7 203265.5: cycles::
      \t    7f12 Ljava/lang/String;::hash (/tmp/perf-7.map)
      \t    7f13 py::forward:/src/model.py (/tmp/perf-7.map)
      \t    7f14 inner (inlined)
      \t    7f14 outer+0x4 (/usr/bin/app)

      swapper     0 [003] 203265.377022:          1 sched:sched_switch: prev_comm=a prev_pid=1 ==> next
      \tffffffffad14d1af schedule ([kernel.kallsyms])

      idle     0 [003] 203265.6:          1 cpu-clock:\s

      :9 9 1.000000001: PERF_RECORD_LOST lost 3
      """;

  private final PerfScriptImporter importer = new PerfScriptImporter();

  @Test
  void samplesOfTheUsualFields() {
    Imported imported = Imported.of(importer, USUAL);
    String first =
        "@203265377019000 #0 [unknown];[unknown]:native[/lib/libc-2.27.so];operator()(int)"
            + " const:native[/work dir/forks (deleted)];do_syscall_64:system[[kernel.kallsyms]]";
    assertThat(imported.samples())
        .containsExactly(
            "SAMPLES=1 " + first,
            "CPU_NS=1001001 " + first,
            "SAMPLES=1 @203265500000000 #1 outer:native[/usr/bin/app];inner:native;"
                + "forward:python@/src/model.py;Ljava/lang/String;::hash:java[/tmp/perf-7.map]",
            "SAMPLES=1 @203265377022000 #2 schedule:system[[kernel.kallsyms]]",
            "OTHER=1 @203265377022000 #2 schedule:system[[kernel.kallsyms]]",
            "SAMPLES=1 @203265600000000 #2 ",
            "CPU_NS=1 @203265600000000 #2 ");
    assertThat(imported.tracks())
        .containsExactly("11/12 -/python3 -x", "/7 -/java", "/0 -/idle", "/9 -/:9");
    assertThat(imported.measures())
        .containsExactly(
            "SAMPLES cpu-clock:pppH samples",
            "CPU_NS cpu-clock:pppH ns",
            "SAMPLES cycles samples",
            "SAMPLES sched:sched_switch samples",
            "OTHER sched:sched_switch",
            "SAMPLES cpu-clock samples",
            "CPU_NS cpu-clock ns");
    assertThat(imported.problems()).containsExactly("samples-lost 1");
    assertThat(imported.trace().events()).isEqualTo(5);
    assertThat(imported.trace().metadata())
        .containsEntry("perf hostname", "\"box\"")
        .containsEntry("perf perf version", "\"6.1\"");
  }

  @Test
  void fieldsThatWereChosenOtherwise() {
    assertThat(Imported.of(importer, "12 5.5: event:\n\tabc f (lib)\n").samples())
        .containsExactly("SAMPLES=1 @5500000000 #0 f:native[lib]");
    assertThat(Imported.of(importer, "comm 12 cycles:u: \n\tabc f (lib)\n").samples())
        .containsExactly("SAMPLES=1 #0 f:native[lib]");
    assertThat(Imported.of(importer, "comm 12 [001] UH 5.5: \n\tabc f (lib)\n").samples())
        .containsExactly("SAMPLES=1 @5500000000 #0 f:native[lib]");
    assertThat(
            Imported.of(importer, "\tabc f (lib)\n\tdef main (lib)\n\n\t123 g (lib)\n").samples())
        .containsExactly("SAMPLES=1 main:native[lib];f:native[lib]", "SAMPLES=1 g:native[lib]");
  }

  @Test
  void samplesWithoutChainsHaveTheirFrameInTheLine() {
    String text =
        "            bash   171 13363.776313:    2004008 cpu-clock:  ffffffff821ecc26 do_syscall_64"
            + "+0x46 ([kernel.kallsyms])\n"
            + "          python 12/13 13363.8: 7 cpu-clock:  7f16 hash (/usr/bin/bash)\n";
    Imported imported = Imported.of(importer, text);
    assertThat(imported.samples())
        .contains(
            "CPU_NS=2004008 @13363776313000 #0 do_syscall_64:system[[kernel.kallsyms]]",
            "CPU_NS=7 @13363800000000 #1 hash:native[/usr/bin/bash]");
    assertThat(imported.tracks()).containsExactly("/171 -/bash", "12/13 -/python");
    assertThat(match(text)).isEqualTo(Match.CERTAIN);
  }

  @Test
  void sourceLinesBelongToTheFrameBefore() {
    String text =
        "a 1 1.0: cycles: \n\t  7f main (/bin/a)\n  main.c:12\n\t  80 start (/bin/a)\n  libc.so[80]\n";
    assertThat(Imported.of(importer, text).samples())
        .containsExactly(
            "SAMPLES=1 @1000000000 #0 start:native[/bin/a];main:native@main.c:12[/bin/a]");
  }

  @Test
  void aTimeThatFitsNowhereIsCounted() {
    Imported imported =
        Imported.of(importer, "python 1 [000] 99999999999999999999.0: 1 cycles:\n\t7f f (l)\n\n");
    assertThat(imported.samples())
        .containsExactly("SAMPLES=1 #0 f:native[l]", "OTHER=1 #0 f:native[l]");
    assertThat(imported.tracks()).containsExactly("/1 -/python");
    assertThat(imported.problems()).containsExactly("sample-without-time 1@0");
  }

  @Test
  void brokenLinesAreCounted() {
    Imported imported =
        Imported.of(importer, "a 1 1.0: cycles: \n\t7f f (l)\n\nhello\n\na 1 1.5: ");
    assertThat(imported.samples()).containsExactly("SAMPLES=1 @1000000000 #0 f:native[l]");
    assertThat(imported.problems()).containsExactly("text-truncated 1@36", "event-broken 1@29");
  }

  @Test
  void onlyPerfIsPerf() {
    assertThat(match(USUAL)).isEqualTo(Match.CERTAIN);
    assertThat(match("a;b;c 12\n")).isEqualTo(Match.NO);
    assertThat(match("==PROF== Connected to process 12\n  kernel 12, Context 1, Stream 7\n"))
        .isEqualTo(Match.NO);
    assertThat(match("time,name\n1.0,2\n")).isEqualTo(Match.NO);
    assertThat(match("# only comments\n")).isEqualTo(Match.NO);
  }

  private Match match(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return importer.match(bytes, bytes.length);
  }

  @Test
  void damageIsSurvived() {
    assertThat(Imported.survives(importer, USUAL.getBytes(StandardCharsets.UTF_8), 2000))
        .isPositive();
  }
}
