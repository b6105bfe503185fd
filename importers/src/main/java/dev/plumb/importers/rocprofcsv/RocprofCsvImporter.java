package dev.plumb.importers.rocprofcsv;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.csv.CsvReader;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** The CSV files of rocprofv3, rocprof and ROCm Compute Profiler. */
public final class RocprofCsvImporter implements Importer {
  @Override
  public String format() {
    return "rocprof-csv";
  }

  @Override
  public String title() {
    return "CSV of rocprofv3, rocprof v1/v2 and ROCm Compute Profiler: traces, counters, PC samples";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "*_kernel_trace.csv", "*_hip_api_trace.csv", "*_counter_collection.csv", "pmc_perf.csv");
  }

  @Override
  public String howToRecord() {
    return "rocprofv3 --sys-trace -f csv -- python train.py";
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
      return new Layout(reader.readHead()).table() != null ? Match.CERTAIN : Match.NO;
    } catch (IOException e) {
      throw new AssertionError(e); // from an array
    }
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new RocprofCsvSession(out);
  }
}
