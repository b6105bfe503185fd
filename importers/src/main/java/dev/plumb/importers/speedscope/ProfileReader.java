package dev.plumb.importers.speedscope;

import dev.plumb.importers.json.JsonIn;
import dev.plumb.importers.records.Decimal;
import dev.plumb.importers.records.Decimals;
import dev.plumb.importers.stacks.PendingSamples;
import dev.plumb.importers.stacks.ThreadTracks;
import dev.plumb.importers.stacks.Units;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One profile. A sampled one becomes a row for the weight and one for the count of each sample; an
 * evented one a row for each interval between two events.
 */
final class ProfileReader {
  /** Profilers name profiles after threads; some after what is measured. */
  private static final Pattern MEASURE = Pattern.compile("(?i)(cpu|wall|gpu)( ?time)?");

  private final TraceBuilder out;
  private final PendingSamples samples;
  private final SpeedscopeMeaning meaning;
  private final boolean ordered;
  private final int number;
  private final Decimal decimal = new Decimal();

  private String name = "";
  private String unit = "none";
  private final Decimals bounds = new Decimals();
  private int startBound = Ids.NONE;
  private int endBound = Ids.NONE;
  private final IntColumn stacks = new IntColumn();
  private final Decimals weights = new Decimals();
  private final EventReader events;
  private @Nullable OwnProfile own;

  // What the unit means.
  private int power;
  private int track;
  private int measure;
  private boolean isTime;
  private boolean counts;

  ProfileReader(
      TraceBuilder out,
      PendingSamples samples,
      SpeedscopeMeaning meaning,
      String exporter,
      int number) {
    this.out = out;
    this.samples = samples;
    this.meaning = meaning;
    this.ordered = !exporter.equals("plumb"); // ours are in the order of the tree
    this.number = number;
    events = new EventReader(out);
  }

  void read(JsonIn in) {
    while (in.nextName()) {
      switch (in.name()) {
        case "name" -> name = in.text("");
        case "unit" -> unit = in.text("none");
        case "startValue" -> startBound = bound(in);
        case "endValue" -> endBound = bound(in);
        case "samples" -> samples(in);
        case "weights" -> weights(in);
        case "events" -> events.read(in);
        case OwnProfile.KEY -> own = in.enterObject() ? OwnProfile.read(in) : null;
        default -> in.skip();
      }
    }
    write();
  }

  private int bound(JsonIn in) {
    Decimal value = in.number();
    if (value == null) {
      return Ids.NONE;
    }
    bounds.add(value);
    return bounds.size() - 1;
  }

  private void samples(JsonIn in) {
    if (!in.enterArray()) {
      return;
    }
    int category = out.strings().intern("sample");
    while (in.nextElement()) {
      out.countEvent(category);
      int stack = Ids.NONE;
      if (in.enterArray()) {
        while (in.nextElement()) {
          int frame = in.index();
          // An index that no frame has: the frame is unknown, the stack around it is not.
          stack = samples.stack(stack, frame < 0 ? Integer.MAX_VALUE : frame);
        }
      }
      stacks.add(stack);
    }
  }

  private void weights(JsonIn in) {
    if (!in.enterArray()) {
      return;
    }
    while (in.nextElement()) {
      Decimal weight = in.number();
      if (weight == null) {
        out.problems().add(ProblemCode.SAMPLE_BROKEN, in.offset(), "a weight that is no number");
        decimal.read(new char[] {'0'}, 0, 1);
        weights.add(decimal);
      } else {
        weights.add(weight);
      }
    }
  }

  private void write() {
    understandUnit();
    long start = startBound < 0 ? 0 : get(bounds, startBound);
    long end = endBound < 0 ? Times.NONE : get(bounds, endBound);
    track = track();
    sampled(start == Times.NONE ? 0 : start);
    events.write(samples, new EventReader.Scale(power, track, measure, isTime, end));
  }

  private void understandUnit() {
    power = Units.nanosPower(unit);
    isTime = power >= 0;
    if (own != null) {
      power = Math.max(power, 0);
      counts = true;
      measure = ~meaning.profile(own);
      return;
    }
    String title = !ordered || MEASURE.matcher(name).matches() ? name : "";
    if (isTime) {
      measure = Units.measure(out, Units.time(title), title.isEmpty() ? "time" : title, "ns");
    } else if (unit.equals("bytes")) {
      power = 0;
      Quantity bytes = Units.bytes(name);
      boolean named = !title.isEmpty() || bytes == Quantity.ALLOC_BYTES;
      measure = Units.measure(out, bytes, named ? name : "bytes", "bytes");
    } else {
      power = Math.max(Math.max(weights.fraction(), events.fraction()), bounds.fraction());
      counts = true;
      Quantity counted = title.isEmpty() ? Quantity.SAMPLES : Units.count(title);
      String shown = title.isEmpty() ? "samples" : title;
      measure =
          power == 0
              ? Units.measure(out, counted, shown, "")
              : Units.measure(out, Quantity.OTHER, "value", Units.fraction(power));
    }
  }

  private int track() {
    if (own != null || !ordered) {
      return own == null ? Ids.NONE : meaning.thread("", own.thread());
    }
    ThreadTracks tracks = new ThreadTracks(out);
    int row = tracks.row("", name.isEmpty() ? "profile " + number : name);
    tracks.name(row, name);
    return row;
  }

  private void sampled(long start) {
    int missing = Math.abs(stacks.size() - weights.size());
    if (missing > 0) {
      out.problems()
          .add(
              ProblemCode.SAMPLE_BROKEN,
              Problems.NO_OFFSET,
              missing,
              "samples and weights of different number");
    }
    int count = counts ? Ids.NONE : Units.samples(out);
    long time = isTime && ordered ? start : Times.NONE;
    for (int row = 0; row < stacks.size(); row++) {
      long weight = row < weights.size() ? get(weights, row) : 0;
      if (weight == Times.NONE) {
        out.problems().add(ProblemCode.SAMPLE_BROKEN, Problems.NO_OFFSET, "a weight too large");
        continue;
      }
      long value = own != null && own.negative() ? -weight : weight;
      samples.add(time, track, stacks.get(row), measure, value, Ids.NONE);
      if (count >= 0 && ordered) {
        samples.add(time, track, stacks.get(row), count, 1, Ids.NONE);
      }
      if (time != Times.NONE && weight > 0) {
        long next = time + weight;
        time = next < time ? Times.NONE : next;
      }
    }
  }

  private long get(Decimals from, int row) {
    long value = from.get(row, power, decimal);
    if (decimal.rounded()) {
      out.problems().add(ProblemCode.TIME_ROUNDED, Problems.NO_OFFSET);
    }
    return value;
  }
}
