package dev.plumb.present.export;

import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.store.StoreWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plumb's own store: all inputs of a run in one file that reads back equal. */
final class PlumbExporter implements FileExporter {
  @Override
  public String format() {
    return "plumb";
  }

  @Override
  public String title() {
    return "Plumb's own store: all inputs of a run in one file, reports come out the same";
  }

  @Override
  public String opensIn() {
    return "every plumb command";
  }

  @Override
  public List<String> extensions() {
    return List.of(".plumb");
  }

  @Override
  public boolean keepsProblems() {
    return true;
  }

  @Override
  public void write(Run run, @Nullable ExportMetric metric, OutputStream out, Notes notes)
      throws IOException {
    StoreWriter.write(run.inputs().stream().map(Links::trace).toList(), out);
  }
}
