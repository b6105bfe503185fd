package dev.plumb.importers.ncu;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.TraceBuilder;
import java.util.List;

/** Reports of Nsight Compute, {@code .ncu-rep}. */
public final class NcuReportImporter implements Importer {
  private static final byte[] MAGIC = {'N', 'V', 'R', 0};

  @Override
  public String format() {
    return "ncu-rep";
  }

  @Override
  public String title() {
    return "Nsight Compute report: metrics of kernels, stall reasons by address, advice of its rules";
  }

  @Override
  public List<String> examples() {
    return List.of("*.ncu-rep", "*.nsight-cuprof-report");
  }

  @Override
  public String howToRecord() {
    return "ncu --set full -o report PROGRAM";
  }

  @Override
  public Match match(byte[] head, int length) {
    return isReport(head, length) ? Match.CERTAIN : Match.NO;
  }

  static boolean isReport(byte[] head, int length) {
    boolean same = length >= MAGIC.length;
    for (int i = 0; same && i < MAGIC.length; i++) {
      same = head[i] == MAGIC[i];
    }
    return same;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new ReportSession(out);
  }
}
