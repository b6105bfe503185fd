package dev.plumb.importers;

import dev.plumb.importers.chrome.ChromeImporter;
import dev.plumb.importers.collapsed.CollapsedImporter;
import dev.plumb.importers.cpuprofile.CpuProfileImporter;
import dev.plumb.importers.gecko.GeckoImporter;
import dev.plumb.importers.jfr.JfrImporter;
import dev.plumb.importers.memsnapshot.MemorySnapshotImporter;
import dev.plumb.importers.perfscript.PerfScriptImporter;
import dev.plumb.importers.plumb.PlumbImporter;
import dev.plumb.importers.pprof.PprofImporter;
import dev.plumb.importers.speedscope.SpeedscopeImporter;
import dev.plumb.importers.xplane.XPlaneImporter;
import java.util.List;

/** The catalogue: help, {@code plumb formats} and detection all come from this list. */
public final class Importers {
  /** Every importer; one line each. */
  public static final List<Importer> ALL =
      List.of(
          new ChromeImporter(),
          new PlumbImporter(),
          new SpeedscopeImporter(),
          new CollapsedImporter(),
          new PerfScriptImporter(),
          new PprofImporter(),
          new JfrImporter(),
          new GeckoImporter(),
          new CpuProfileImporter(),
          new MemorySnapshotImporter(),
          new XPlaneImporter());

  private Importers() {}
}
