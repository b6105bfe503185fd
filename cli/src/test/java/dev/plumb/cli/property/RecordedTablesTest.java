package dev.plumb.cli.property;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.pipeline.Sums;
import dev.plumb.present.export.ExportMetric;
import dev.plumb.present.html.HtmlReport;
import dev.plumb.present.text.ReportText;
import dev.plumb.present.text.Style;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.EdgeTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever stands in the tables of stacks, nothing of it is lost on the way to the tree. */
class RecordedTablesTest {
  private static final int RUNS = 150;

  @Test
  void everyValueOfEveryTableIsInTheTree() throws IOException {
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      List<Links> inputs = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(2); i++) {
        inputs.add(new Made(random, "input " + i).links());
      }
      Run run = Run.of(inputs);
      try {
        Sums.check(run);
        for (ExportMetric metric : ExportMetric.measures(run)) {
          long sum = 0;
          for (int node = 0; node < run.tree().size(); node++) {
            sum += metric.self(run.tree(), node);
          }
          assertThat(sum).isEqualTo(metric.total(run.tree()));
        }
        StringWriter text = new StringWriter();
        ReportText.write(run, new PrintWriter(text), Style.PLAIN, 80);
        assertThat(text.toString().lines()).allMatch(line -> line.length() <= 120);
        HtmlReport.write(run, run.summary(), new StringWriter());
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /** Random rows in every table; ids of nodes collide, cross and miss. */
  private static final class Made {
    private final Random random;
    private final TraceBuilder trace;
    private final Problems problems = new Problems();

    Made(Random random, String name) {
      this.random = random;
      trace = new TraceBuilder(name, "test", problems);
    }

    Links links() {
      for (int i = 0; i < 3; i++) {
        int track = trace.tracks().add(id("1"), id("thread " + i));
        trace.tracks().setRank(track, random.nextInt(4) == 0 ? random.nextInt(2) : Ids.NONE);
      }
      times(40, this::stack);
      times(30, this::slice);
      times(10, this::given);
      times(60, this::sample);
      times(20, this::block);
      times(25, this::node);
      times(10, this::edge);
      times(15, this::metric);
      return Linker.link(trace.seal(), problems);
    }

    private void times(int most, Runnable add) {
      for (int i = random.nextInt(3) == 0 ? 0 : random.nextInt(most); i > 0; i--) {
        add.run();
      }
    }

    private int id(String text) {
      return trace.strings().intern(text);
    }

    private int word() {
      return id("<w&" + random.nextInt(6) + ">");
    }

    private int orNone(int size) {
      return size == 0 || random.nextInt(4) == 0 ? Ids.NONE : random.nextInt(size);
    }

    private void stack() {
      CodeKind[] kinds = CodeKind.values();
      int frame =
          trace
              .frames()
              .row(
                  kinds[random.nextInt(kinds.length)],
                  word(),
                  random.nextBoolean() ? Ids.NONE : word(),
                  random.nextInt(3),
                  random.nextBoolean() ? Ids.NONE : word(),
                  random.nextBoolean() ? Ids.ABSENT : random.nextInt(3));
      trace.stacks().row(orNone(trace.stacks().size()), frame);
    }

    private void slice() {
      SliceKind[] kinds = {
        SliceKind.STEP, SliceKind.CPU, SliceKind.RUNTIME, SliceKind.KERNEL, SliceKind.MEMCPY
      };
      SliceKind kind = kinds[random.nextInt(kinds.length)];
      int detail =
          switch (kind) {
            case STEP ->
                trace.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
            case RUNTIME -> trace.launches().add(random.nextInt(9), Ids.ABSENT);
            case CPU -> Ids.NONE;
            default ->
                trace
                    .deviceWork()
                    .add(random.nextInt(9), Ids.ABSENT, trace.devices().row("0"), id("7"), 100);
          };
      trace
          .slices()
          .add(
              random.nextInt(100),
              random.nextInt(50),
              kind,
              word(),
              Ids.NONE,
              random.nextInt(3),
              Ids.NONE,
              detail);
    }

    private void given() {
      if (trace.slices().size() > 0 && trace.stacks().size() > 0) {
        trace
            .sliceStacks()
            .add(random.nextInt(trace.slices().size()), random.nextInt(trace.stacks().size()));
      }
    }

    private void sample() {
      Quantity[] quantities = Quantity.values();
      Quantity quantity = quantities[random.nextInt(quantities.length)];
      int measure = trace.measures().row(quantity, word(), id(""));
      trace
          .samples()
          .add(
              random.nextBoolean() ? Times.NONE : random.nextInt(150),
              orNone(3),
              orNone(trace.stacks().size()),
              measure,
              random.nextInt(1000),
              random.nextBoolean() ? Ids.NONE : word(),
              random.nextBoolean() ? Ids.NONE : orNone(trace.slices().size()));
    }

    private void block() {
      int state = random.nextBoolean() ? id("active_allocated") : word();
      trace.blocks().add(0, 0, random.nextInt(5000), Ids.ABSENT, state, orNone(stacks()));
      int device = trace.devices().row("1");
      trace.segments().add(device, 0, 9000, 1, 1, word(), Ids.NONE, Ids.NONE, Ids.NONE);
    }

    private int stacks() {
      return trace.stacks().size();
    }

    private void node() {
      trace
          .nodes()
          .add(
              random.nextInt(20),
              word(),
              random.nextBoolean() ? Ids.NONE : word(),
              random.nextInt(5) == 0 ? Ids.ABSENT : random.nextInt(25),
              random.nextBoolean() ? Times.NONE : random.nextInt(100),
              random.nextBoolean() ? Times.NONE : random.nextInt(100),
              orNone(3),
              Ids.ABSENT,
              Ids.NONE);
    }

    private void edge() {
      trace.edges().add(random.nextInt(25), random.nextInt(25), EdgeTable.Kind.DATA);
    }

    private void metric() {
      int sample = orNone(trace.samples().size());
      double value = random.nextBoolean() ? Double.NaN : random.nextDouble();
      trace.kernelMetrics().add(Ids.NONE, sample, word(), word(), value, Ids.NONE, 0);
    }
  }
}
