package dev.plumb.importers;

import dev.plumb.importers.ascend.AscendImporter;
import dev.plumb.importers.ascendcomm.AscendCommunicationImporter;
import dev.plumb.importers.ascendcsv.AscendCacheImporter;
import dev.plumb.importers.ascendcsv.AscendCsvImporter;
import dev.plumb.importers.ascendinfo.AscendInfoImporter;
import dev.plumb.importers.chrome.ChromeImporter;
import dev.plumb.importers.collapsed.CollapsedImporter;
import dev.plumb.importers.cpuprofile.CpuProfileImporter;
import dev.plumb.importers.executiontrace.ChakraImporter;
import dev.plumb.importers.executiontrace.ExecutionTraceImporter;
import dev.plumb.importers.gecko.GeckoImporter;
import dev.plumb.importers.jfr.JfrImporter;
import dev.plumb.importers.memsnapshot.MemorySnapshotImporter;
import dev.plumb.importers.memsnapshot.MemoryTimelineImporter;
import dev.plumb.importers.mindspore.MindSporeImporter;
import dev.plumb.importers.ncu.NcuReportImporter;
import dev.plumb.importers.ncu.NcuTextImporter;
import dev.plumb.importers.nsys.NsysImporter;
import dev.plumb.importers.nsys.NsysReportImporter;
import dev.plumb.importers.nsys.NsysStatsImporter;
import dev.plumb.importers.nvprof.NvprofImporter;
import dev.plumb.importers.perfetto.PerfettoImporter;
import dev.plumb.importers.perfscript.PerfScriptImporter;
import dev.plumb.importers.plumb.PlumbImporter;
import dev.plumb.importers.pprof.PprofImporter;
import dev.plumb.importers.proton.ProtonImporter;
import dev.plumb.importers.proton.ProtonMsgPackImporter;
import dev.plumb.importers.rocpd.RocpdImporter;
import dev.plumb.importers.rocprofcsv.RocprofCsvImporter;
import dev.plumb.importers.rocprofjson.RocprofJsonImporter;
import dev.plumb.importers.rocviewer.RocViewerImporter;
import dev.plumb.importers.rpd.RpdImporter;
import dev.plumb.importers.speedscope.SpeedscopeImporter;
import dev.plumb.importers.xplane.XPlaneImporter;
import java.util.List;

/** The catalogue: help, {@code plumb formats} and detection all come from this list. */
public final class Importers {
  /** Every importer; one line each. */
  public static final List<Importer> ALL =
      List.of(
          new ChromeImporter(),
          new MemorySnapshotImporter(),
          new MemoryTimelineImporter(),
          new PlumbImporter(),
          new XPlaneImporter(),
          new PerfettoImporter(),
          new RocViewerImporter(),
          new RocpdImporter(),
          new RocprofCsvImporter(),
          new RocprofJsonImporter(),
          new RpdImporter(),
          new AscendImporter(),
          new AscendCsvImporter(),
          new AscendCacheImporter(),
          new AscendCommunicationImporter(),
          new MindSporeImporter(),
          new AscendInfoImporter(),
          new NsysImporter(),
          new NsysReportImporter(),
          new NsysStatsImporter(),
          new NvprofImporter(),
          new SpeedscopeImporter(),
          new CollapsedImporter(),
          new PerfScriptImporter(),
          new PprofImporter(),
          new JfrImporter(),
          new GeckoImporter(),
          new CpuProfileImporter(),
          new ProtonImporter(),
          new ProtonMsgPackImporter(),
          new ExecutionTraceImporter(),
          new ChakraImporter(),
          new NcuReportImporter(),
          new NcuTextImporter());

  private Importers() {}
}
