package dev.plumb.importers.mindspore;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.csv.CsvReader;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** Tables of MindSpore's profiler. */
public final class MindSporeImporter implements Importer {
  @Override
  public String format() {
    return "mindspore-csv";
  }

  @Override
  public String title() {
    return "MindSpore profiler on Ascend (CSV): steps, collectives, communication by link";
  }

  @Override
  public List<String> examples() {
    return List.of("step_trace_raw_0_detail_time.csv", "hccl_raw_0.csv");
  }

  @Override
  public String howToRecord() {
    return "profiler = mindspore.Profiler(profile_communication=True); …; profiler.analyse()";
  }

  @Override
  public boolean ofSet() {
    return true;
  }

  @Override
  public Match match(byte[] head, int length) {
    int end = 0;
    while (end < length && head[end] != '\n') {
      if (head[end] == 0) {
        return Match.NO;
      }
      end++;
    }
    try {
      CsvReader reader = new CsvReader(new ByteArrayInputStream(head, 0, end), new Problems());
      return Table.of(reader.readHead()) == null ? Match.NO : Match.CERTAIN;
    } catch (IOException e) {
      throw new AssertionError(e); // from an array
    }
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new MindSporeSession(out);
  }
}
