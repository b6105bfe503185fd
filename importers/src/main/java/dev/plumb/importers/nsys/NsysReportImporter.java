package dev.plumb.importers.nsys;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.Problems;
import dev.plumb.trace.ShellWord;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Recordings of Nsight Systems as it writes them itself: known, so that the user learns how to
 * export them, and never read.
 */
public final class NsysReportImporter implements Importer {
  /** {@code .nsys-rep} and {@code .qdrep} alike: the profiler began as one for Tegra. */
  private static final byte[] MAGIC =
      "NVIDIA Tegra Profiler Report".getBytes(StandardCharsets.US_ASCII);

  @Override
  public String format() {
    return "nsys-rep";
  }

  @Override
  public String title() {
    return "Nsight Systems' own report: refused, with the command that exports it";
  }

  @Override
  public List<String> examples() {
    return List.of("*.nsys-rep", "*.qdrep");
  }

  @Override
  public String howToRecord() {
    return "nsys export --type sqlite --output report1.sqlite report1.nsys-rep";
  }

  @Override
  public Match match(byte[] head, int length) {
    int known = "NVIDIA Tegra P".length(); // all that is the same in every version
    for (int i = 0; i < known; i++) {
      if (i >= length || head[i] != MAGIC[i]) {
        return Match.NO;
      }
    }
    return Match.CERTAIN;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new Refusal(out.name());
  }

  private record Refusal(String file) implements ImportSession {
    @Override
    public void accept(byte[] buffer, int from, int to) throws UnreadableInputException {
      finish();
    }

    @Override
    public void finish() throws UnreadableInputException {
      int slash = Math.max(file.lastIndexOf('/'), file.lastIndexOf('!')) + 1;
      int dot = file.lastIndexOf('.');
      String stem = dot > slash ? file.substring(slash, dot) : file.substring(slash);
      throw new UnreadableInputException(
          file,
          Problems.NO_OFFSET,
          "is a report of Nsight Systems, which only Nsight Systems can read",
          "Export it, then read the export: nsys export --type sqlite --output "
              + ShellWord.of(stem + ".sqlite")
              + " "
              + ShellWord.of(file));
    }
  }
}
