package dev.plumb.present.export;

import dev.plumb.profile.Run;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Trace Event Format, with the context of device work in its arguments. */
final class ChromeExporter implements FileExporter {
  @Override
  public String format() {
    return "chrome";
  }

  @Override
  public String title() {
    return "Trace Event JSON with the calling context of each kernel; Plumb reads it back";
  }

  @Override
  public String opensIn() {
    return "ui.perfetto.dev, chrome://tracing, plumb";
  }

  @Override
  public List<String> extensions() {
    return List.of(".json", ".trace.json", ".pt.trace.json");
  }

  @Override
  public void write(Run run, @Nullable ExportMetric metric, OutputStream out, Notes notes)
      throws IOException {
    new ChromeWriter(run, out, notes).write();
  }
}
