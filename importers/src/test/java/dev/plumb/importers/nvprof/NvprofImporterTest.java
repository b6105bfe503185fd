package dev.plumb.importers.nvprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.nsys.NsysImporter;
import dev.plumb.importers.testing.Databases;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import dev.plumb.trace.UnreadableInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvprofImporterTest {
  private static final Path CASE =
      Path.of(
          System.getProperty("plumb.root"),
          "importers/src/test/resources/cases/nvprof/emit-nvtx/trace.sql");

  private final NvprofImporter importer = new NvprofImporter();

  @TempDir Path folder;

  private Path database() throws Exception {
    return Databases.make(folder.resolve("trace.nvvp"), Files.readString(CASE));
  }

  @Test
  void threadsProcessesAndDevicesHaveTheirNames() throws Exception {
    Trace trace = Databases.read(importer, database());
    assertThat(trace.devices().name(0)).isEqualTo("Tesla V100-SXM2-16GB");
    int thread = trace.slices().trackRow(rowOf(trace, "aten::mm"));
    assertThat(trace.slices().trackRow(rowOf(trace, "cudaLaunchKernel"))).isEqualTo(thread);
    assertThat(trace.strings().get(trace.tracks().threadNameId(thread))).isEqualTo("main");
    assertThat(trace.strings().get(trace.tracks().processNameId(thread))).isEqualTo("trainer");
    assertThat(trace.metadata())
        .containsEntry("ignored_tables", "[\"CUPTI_ACTIVITY_KIND_ENVIRONMENT\"]");
  }

  private static int rowOf(Trace trace, String name) {
    for (int row = 0; row < trace.slices().size(); row++) {
      if (trace.strings().get(trace.slices().nameId(row)).equals(name)) {
        return row;
      }
    }
    throw new AssertionError(name);
  }

  @Test
  void callsAreKnownByTheirNumbers() {
    StringPool strings = new StringPool();
    CallNames runtime = new CallNames(CallNames.RUNTIME, "runtime call ");
    CallNames driver = new CallNames(CallNames.DRIVER, "driver call ");
    assertThat(strings.get(runtime.id(211, strings))).isEqualTo("cudaLaunchKernel");
    assertThat(strings.get(runtime.id(165, strings))).isEqualTo("cudaDeviceSynchronize");
    assertThat(strings.get(driver.id(307, strings))).isEqualTo("cuLaunchKernel");
    assertThat(strings.get(driver.id(-3, strings))).isEqualTo("driver call -3");
  }

  @Test
  void onlyDatabasesOfNvprofAreTaken() throws Exception {
    Path ours = database();
    assertThat(importer.matchFile(ours)).isEqualTo(Match.CERTAIN);
    assertThat(new NsysImporter().matchFile(ours)).isEqualTo(Match.NO);
    Path other = Databases.make(folder.resolve("b.db"), "CREATE TABLE StringTable (value TEXT);\n");
    assertThat(importer.matchFile(other)).isEqualTo(Match.NO);
    assertThatThrownBy(() -> Databases.read(importer, other))
        .isInstanceOf(UnreadableInputException.class)
        .hasMessageContaining("nvprof -o");
  }

  @Test
  void damageIsSurvived() throws Exception {
    Databases.damageIsSurvived(importer, database(), folder.resolve("damaged"));
  }
}
