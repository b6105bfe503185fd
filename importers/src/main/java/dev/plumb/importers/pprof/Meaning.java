package dev.plumb.importers.pprof;

import dev.plumb.importers.stacks.PendingSamples;
import dev.plumb.importers.stacks.Units;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;

/** Types, labels and locations, when all strings are known. */
final class Meaning implements PendingSamples.Meaning {
  private final TraceBuilder out;
  private final PprofCode code;
  private final PprofAbout about;
  private final PprofLabels labels;
  private final boolean ours;
  private final int[] measures;

  Meaning(TraceBuilder out, PprofCode code, PprofAbout about, StringPool labels) {
    this.out = out;
    this.code = code;
    this.about = about;
    this.ours = about.isOurs();
    this.labels = new PprofLabels(out, code, labels);
    measures = new int[about.types()];
    for (int type = 0; type < measures.length; type++) {
      measures[type] = about.measure(type);
    }
  }

  @Override
  public int stack(int parentRow, int frameIndex) {
    return code.stack(parentRow, frameIndex);
  }

  @Override
  public int measure(int type, int label) {
    if (ours && about.type(type).equals("gpu")) {
      return switch (label < 0 ? "" : labels.kind(label)) {
        case "kernel" -> Units.measure(out, Quantity.KERNEL_NS, "gpu", "ns");
        case "memcpy", "memset" -> Units.measure(out, Quantity.COPY_NS, "gpu", "ns");
        default -> measures[type];
      };
    }
    if (ours
        && about.type(type).equals("count")
        && label >= 0
        && labels.kind(label).equals("kernel")) {
      return Units.measure(out, Quantity.KERNELS, "count", "");
    }
    return type < measures.length ? measures[type] : about.measure(type);
  }

  @Override
  public long value(long value, int type) {
    return Math.multiplyHigh(value, about.factor(type)) == 0 && value * about.factor(type) >= 0
        ? value * about.factor(type)
        : Ids.ABSENT;
  }

  @Override
  public int track(int label) {
    return label < 0 ? Ids.NONE : labels.track(label);
  }

  @Override
  public int reason(int reason, int label) {
    return label < 0 ? Ids.NONE : labels.reason(label);
  }
}
