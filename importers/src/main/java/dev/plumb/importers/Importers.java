package dev.plumb.importers;

import dev.plumb.importers.chrome.ChromeImporter;
import dev.plumb.importers.memsnapshot.MemorySnapshotImporter;
import dev.plumb.importers.perfetto.PerfettoImporter;
import dev.plumb.importers.plumb.PlumbImporter;
import dev.plumb.importers.rocpd.RocpdImporter;
import dev.plumb.importers.rocprofcsv.RocprofCsvImporter;
import dev.plumb.importers.rocprofjson.RocprofJsonImporter;
import dev.plumb.importers.rocviewer.RocViewerImporter;
import dev.plumb.importers.rpd.RpdImporter;
import dev.plumb.importers.xplane.XPlaneImporter;
import java.util.List;

/** The catalogue: help, {@code plumb formats} and detection all come from this list. */
public final class Importers {
  /** Every importer; one line each. */
  public static final List<Importer> ALL =
      List.of(
          new ChromeImporter(),
          new MemorySnapshotImporter(),
          new PlumbImporter(),
          new XPlaneImporter(),
          new PerfettoImporter(),
          new RocViewerImporter(),
          new RocpdImporter(),
          new RocprofCsvImporter(),
          new RocprofJsonImporter(),
          new RpdImporter());

  private Importers() {}
}
