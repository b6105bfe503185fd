package dev.plumb.cli.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** A short run of {@code build/fuzz}, and whether the fuzzer itself can find anything. */
class FuzzTest {
  private static final int INPUTS = 20_000;
  private static final int OTHERS = 5_000;
  private static final Path ROOT = Path.of(System.getProperty("plumb.root"));

  @Test
  void changedTracesNeverBreakThePipeline() throws IOException, InterruptedException {
    survives(Fuzz.json(ROOT), INPUTS, 2);
  }

  @Test
  void changedInputsOfOtherFormatsNeverDoEither() throws IOException, InterruptedException {
    survives(Fuzz.others(ROOT), OTHERS, 1);
  }

  private static void survives(LongFunction<byte[]> source, int inputs, int threads)
      throws InterruptedException {
    Fuzz fuzz = new Fuzz(source, 20260105, inputs, 0, ROOT.resolve("target/fuzz"));
    long start = System.nanoTime();
    fuzz.run(threads, false);
    String summary = fuzz.summary((System.nanoTime() - start) / 1e9);
    System.out.println(summary);
    assertThat(fuzz.failures()).as(summary).isEmpty();
  }

  @Test
  void inputsDependOnTheirNumberOnly() throws IOException {
    List<byte[]> seeds = Fuzz.seeds(ROOT);
    Mutator one = new Mutator(seeds);
    Mutator other = new Mutator(seeds);
    for (int number = 99; number >= 0; number--) {
      one.input(number);
    }
    for (int number = 0; number < 100; number++) {
      assertThat(other.input(number)).isEqualTo(one.input(number));
    }
  }

  @Test
  void failingInputsBecomeSmall() {
    byte[] text =
        ("[" + "{\"a\": 1},".repeat(100) + "BUG" + "{}".repeat(50) + "]")
            .getBytes(StandardCharsets.UTF_8);
    byte[] small =
        Minimizer.minimize(text, t -> new String(t, StandardCharsets.UTF_8).contains("BUG"));
    assertThat(new String(small, StandardCharsets.UTF_8)).isEqualTo("BUG");
  }
}
