package dev.plumb.present.export;

import dev.plumb.profile.Run;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** pprof's profile.proto, gzipped. */
final class PprofExporter implements FileExporter {
  @Override
  public String format() {
    return "pprof";
  }

  @Override
  public String title() {
    return "pprof: contexts with count, GPU time, CPU time, allocated bytes and what samples measured";
  }

  @Override
  public String opensIn() {
    return "go tool pprof, pprof.me, speedscope.app, Grafana Pyroscope";
  }

  @Override
  public List<String> extensions() {
    return List.of(".pb.gz", ".pprof", ".pprof.gz");
  }

  @Override
  public boolean takesMetric() {
    return true;
  }

  @Override
  public void write(Run run, @Nullable ExportMetric metric, OutputStream out, Notes notes)
      throws IOException {
    GZIPOutputStream zipped = new GZIPOutputStream(out, 1 << 16);
    new PprofWriter(run, metric, zipped).write();
    zipped.finish();
    new Stacks(run).leftOut(notes);
  }
}
