package dev.plumb.importers;

import dev.plumb.importers.chrome.ChromeImporter;
import dev.plumb.importers.memsnapshot.MemorySnapshotImporter;
import dev.plumb.importers.ncu.NcuReportImporter;
import dev.plumb.importers.ncu.NcuTextImporter;
import dev.plumb.importers.plumb.PlumbImporter;
import java.util.List;

/** The catalogue: help, {@code plumb formats} and detection all come from this list. */
public final class Importers {
  /** Every importer; one line each. */
  public static final List<Importer> ALL =
      List.of(
          new ChromeImporter(),
          new NcuReportImporter(),
          new NcuTextImporter(),
          new PlumbImporter(),
          new MemorySnapshotImporter());

  private Importers() {}
}
