package dev.plumb.importers.gecko;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Imported;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GeckoImporterTest {
  private static final String RAW =
      """
      {"meta": {"version": 27, "interval": 1, "stackwalk": 1, "processType": 0,
         "startTime": 1700000000000.5, "sampleUnits": {"time": "ms", "threadCPUDelta": "µs"}},
       "libs": [{"name": "libxul.so", "start": 4096, "end": 8192}],
       "threads": [{"name": "GeckoMain", "pid": 10, "tid": 11, "processName": "Parent",
         "samples": {"schema": {"stack": 0, "time": 1, "responsiveness": 2, "threadCPUDelta": 3},
           "data": [[1, 2.5, 0, 700], [2, 3.5], [null, 4]]},
         "stackTable": {"schema": {"prefix": 0, "frame": 1}, "data": [[null, 0], [0, 1], [1, 2]]},
         "frameTable": {"schema": {"location": 0, "implementation": 1, "line": 2},
           "data": [[0], [1, null, null], [2, null, 7]]},
         "stringTable": ["(root)", "0x1234", "run (https://x/y.js:3:9)", "Paint", "GC"],
         "markers": {"schema": {"name": 0, "startTime": 1, "endTime": 2, "phase": 3, "data": 4},
           "data": [[3, 1, 2, 1, {"type": "x"}], [4, 1, null, 2], [3, 5, null, 0], [4, null, 6, 3],
             [4, null, 7, 3], [4, 8, null, 2]]}}],
       "processes": [{"meta": {"startTime": 1700000000001.5}, "threads": [{"name": "Web",
         "pid": 20, "tid": 21, "samples": {"schema": {"stack": 0, "time": 1}, "data": [[0, 1]]},
         "stackTable": {"schema": {"prefix": 0, "frame": 1}, "data": [[null, 0]]},
         "frameTable": {"schema": {"location": 0}, "data": [[0]]}, "stringTable": ["f (in libc.so)"]}],
         "processes": []}]}
      """;
  private static final String SHARED =
      """
      {"meta": {"interval": 1, "preprocessedProfileVersion": 58, "startTime": 5},
       "libs": [{"name": "[kernel.kallsyms]"}, {"name": "app"}],
       "threads": [{"name": "main", "pid": "1", "tid": 2, "processType": "default",
         "samples": {"stack": [1, 2, null], "timeDeltas": [1, 1, 1.25], "weight": [2, -1, 3],
           "weightType": "samples", "length": 3},
         "nativeAllocations": {"time": [1, 2], "weight": [64, -64], "stack": [2, 2]},
         "markers": {"name": [5], "startTime": [1.5], "endTime": [null], "phase": [0],
           "category": [0], "data": [{"a": [1]}]}}],
       "shared": {"stringArray": ["start", "read", "forward", "model.py", "0xff", "mark"],
         "stackTable": {"prefix": [null, 0, 1], "frame": [0, 1, 2], "length": 3},
         "frameTable": {"func": [0, 1, 2], "line": [null, 4, 12], "address": [1, 2, 3]},
         "funcTable": {"name": [0, 1, 2], "resource": [1, 0, -1], "source": [null, null, 0]},
         "resourceTable": {"lib": [0, 1], "name": [1, 2]},
         "sources": {"filename": [3], "length": 1}}}
      """;

  private final GeckoImporter importer = new GeckoImporter();

  @Test
  void rawProfilesOfSeveralProcesses() {
    Imported imported = Imported.of(importer, RAW);
    String unknown = "(root);[unknown]:native[libxul.so]";
    assertThat(imported.samples())
        .containsExactly(
            "SAMPLES=1 @2500000 #0 " + unknown,
            "CPU_NS=700000 @2500000 #0 " + unknown,
            "SAMPLES=1 @3500000 #0 " + unknown + ";run@https://x/y.js:7",
            "SAMPLES=1 @4000000 #0 ",
            "SAMPLES=1 @2000000 #1 f:native[libc.so]");
    assertThat(imported.tracks()).containsExactly("10/11 Parent/GeckoMain", "20/21 -/Web");
    assertThat(imported.ranges())
        .containsExactly(
            "Paint 1000000 1000000 #0",
            "GC 1000000 5000000 #0",
            "GC 8000000 0 #0",
            "Paint 5000000 #0");
    assertThat(imported.problems())
        .containsExactlyInAnyOrder("end-without-begin 1", "begin-without-end 1");
    assertThat(imported.trace().baseTimeNs()).isEqualTo(1_700_000_000_000_500_000L);
    assertThat(imported.trace().events()).isEqualTo(10);
  }

  @Test
  void processedProfilesThatShareTheirTables() {
    Imported imported = Imported.of(importer, SHARED);
    String read = "start:native[app];read:system:4[[kernel.kallsyms]]";
    assertThat(imported.samples())
        .containsExactly(
            "SAMPLES=2 @1000000 #0 " + read,
            "SAMPLES=3 @3250000 #0 ",
            "ALLOC_BYTES=64 @1000000 #0 " + read + ";forward:python@model.py:12");
    assertThat(imported.ranges()).containsExactly("mark 1500000 #0");
    assertThat(imported.problems()).containsExactly("sample-broken 1");
  }

  @Test
  void onlyGeckoMatches() {
    assertThat(match(RAW)).isEqualTo(Match.CERTAIN);
    assertThat(match(SHARED)).isEqualTo(Match.CERTAIN);
    assertThat(match("{\"meta\": {\"interval\": 1}, \"traceEvents\": []}")).isEqualTo(Match.NO);
    assertThat(match("{\"nodes\": [], \"meta\": {}}")).isEqualTo(Match.NO);
  }

  private Match match(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return importer.match(bytes, bytes.length);
  }

  @Test
  void damageIsSurvived() {
    byte[] raw = RAW.getBytes(StandardCharsets.UTF_8);
    byte[] shared = SHARED.getBytes(StandardCharsets.UTF_8);
    assertThat(Imported.survives(importer, raw, 1500)).isPositive();
    assertThat(Imported.survives(importer, shared, 1500)).isPositive();
  }
}
