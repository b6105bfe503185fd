package dev.plumb.cli.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Trace;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NsysSchedulingTest {
  /** Slices and nanoseconds on CPUs, by SQL with a window over each thread's rows. */
  private static final Map<String, String> EXPECTED =
      Map.of(
          "extrap/ex-gpu.s10.sqlite", "227 327120859",
          "fuser/report1.h200.nsys2025.1.sqlite", "5794 28474657955",
          "pipit/cloverleaf-nsys/perlmutter-cloverleaf-cuda.sqlite", "627 941727307");

  @Test
  void threadsAreOnCpusAsLongAsSqlSays() throws IOException {
    Corpus corpus = Corpus.orSkip();
    Map<String, String> found = new HashMap<>();
    for (String file : EXPECTED.keySet()) {
      Trace trace = Pipeline.open(corpus.path(file)).getFirst().trace();
      long count = 0;
      long sum = 0;
      for (int row = 0; row < trace.slices().size(); row++) {
        if (trace.slices().kind(row) == SliceKind.ASYNC
            && trace.strings().get(trace.slices().nameId(row)).equals("on CPU")) {
          count++;
          sum += trace.slices().durNs(row);
        }
      }
      found.put(file, count + " " + sum);
    }
    assertThat(found).isEqualTo(EXPECTED);
  }
}
