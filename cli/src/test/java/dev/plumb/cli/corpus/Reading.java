package dev.plumb.cli.corpus;

import dev.plumb.cli.LoadedFile;
import dev.plumb.cli.Main;
import dev.plumb.cli.pipeline.JsonTree;
import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.Problem;
import dev.plumb.trace.Trace;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One file of the corpus, read once: the run, or how {@code plumb report} refuses it.
 *
 * @param exitCode of {@code plumb report}; 0 for what was read
 * @param message all that it prints on stderr; empty for what was read
 */
record Reading(Path file, @Nullable Run run, int exitCode, String message) {
  static Reading of(Path file) throws IOException {
    try {
      return new Reading(file, LoadedFile.run(file.toString()), 0, "");
    } catch (UnreadableInputException e) {
      StringWriter err = new StringWriter();
      PrintWriter out = new PrintWriter(new StringWriter());
      int code = Main.run(out, new PrintWriter(err), "report", "--json", file.toString());
      return new Reading(file, null, code, err.toString().strip());
    }
  }

  boolean isRead() {
    return run != null;
  }

  /** What {@code plumb report --json} prints. */
  Map<String, Object> report() {
    return JsonTree.object(Pipeline.json(theRun()).getBytes(StandardCharsets.UTF_8));
  }

  Run theRun() {
    if (run == null) {
      throw new AssertionError(file + " was refused: " + message);
    }
    return run;
  }

  /** The only input, or the one of a member of an archive; null if there is none. */
  @Nullable Links links(String member) {
    return theRun().inputs().stream()
        .filter(links -> member.isEmpty() || links.trace().name().endsWith("!" + member))
        .findFirst()
        .orElse(null);
  }

  List<Problem> problems() {
    return run == null
        ? List.of()
        : run.inputs().stream().flatMap(links -> links.trace().problems().stream()).toList();
  }

  List<String> formats() {
    return run == null
        ? List.of()
        : run.inputs().stream().map(links -> links.trace().format()).distinct().toList();
  }

  /** Inputs without linking: names of members. */
  List<Trace> traces() {
    return theRun().inputs().stream().map(Links::trace).toList();
  }
}
