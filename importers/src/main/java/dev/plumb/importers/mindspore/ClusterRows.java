package dev.plumb.importers.mindspore;

import dev.plumb.importers.csv.CsvReader;
import dev.plumb.importers.records.Sums;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.TraceBuilder;
import java.util.List;

/** {@code ascend_cluster_analyse_*.csv}: milliseconds; the rows are the steps, from 1 on. */
final class ClusterRows implements MindSporeSession.TableRows {
  private static final int NS_DIGITS = 6;

  private final TraceBuilder out;
  private final CsvReader reader;
  private final Sums sums;
  private long step;

  ClusterRows(TraceBuilder out, CsvReader reader) {
    this.out = out;
    this.reader = reader;
    this.sums = new Sums(out);
  }

  @Override
  public void read() {
    step++;
    int frame = out.frames().row(CodeKind.SCOPE, out.strings().intern("step " + step));
    int stack = out.stacks().row(Ids.NONE, frame);
    List<String> head = reader.head();
    for (int column = 0; column < head.size(); column++) {
      sums.add(stack, head.get(column), "ns", reader.scaled(column, NS_DIGITS, Ids.ABSENT));
    }
  }
}
