package dev.plumb.importers.pprof;

import dev.plumb.importers.stacks.OwnExport;
import dev.plumb.importers.stacks.PendingSamples;
import dev.plumb.trace.Ids;
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
    code.setOurs(ours);
    this.labels = new PprofLabels(out, code, labels, ours);
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
  public boolean isPlace(int frameIndex) {
    return ours && OwnExport.isPlace(code.layer(frameIndex));
  }

  @Override
  public int measure(int type, int leaf) {
    String[] told = about.told(type);
    if (ours && told.length > 0) {
      String layer = leaf < 0 ? "" : code.layer(leaf);
      return OwnExport.measure(out, told[0], about.type(type), told[1], layer);
    }
    return type < measures.length ? measures[type] : about.measure(type);
  }

  @Override
  public long value(long value, int type) {
    long scaled = value * about.factor(type);
    boolean fits = Math.multiplyHigh(value, about.factor(type)) == scaled >> 63;
    return fits ? scaled : Ids.ABSENT;
  }

  @Override
  public int track(int label, int place) {
    return label < 0 ? Ids.NONE : labels.track(label);
  }

  @Override
  public int reason(int reason, int label) {
    return label < 0 ? Ids.NONE : labels.reason(label);
  }
}
