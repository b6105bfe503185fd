package dev.plumb.importers.pprof;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.TraceBuilder;
import java.util.List;

/** pprof's profile.proto. */
public final class PprofImporter implements Importer {
  @Override
  public String format() {
    return "pprof";
  }

  @Override
  public String title() {
    return "pprof profile.proto: Go, gperftools, Pyroscope, Parca, Plumb's own export";
  }

  @Override
  public List<String> examples() {
    return List.of("*.pb.gz", "cpu.pprof", "profile.pb");
  }

  @Override
  public String howToRecord() {
    return "go test -cpuprofile cpu.pprof, or curl -o cpu.pprof"
        + " http://HOST/debug/pprof/profile?seconds=30";
  }

  @Override
  public Match match(byte[] head, int length) {
    return new PprofShape(head, length).fits() ? Match.CERTAIN : Match.NO;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new PprofSession(out);
  }
}
