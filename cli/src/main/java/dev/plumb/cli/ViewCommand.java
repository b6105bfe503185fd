package dev.plumb.cli;

import dev.plumb.devices.DeviceCatalogue;
import dev.plumb.explain.Analyzer;
import dev.plumb.explain.Facts;
import dev.plumb.present.server.ViewServer;
import dev.plumb.present.view.Endpoint;
import dev.plumb.present.view.Endpoints;
import dev.plumb.present.view.Profile;
import dev.plumb.present.view.Profiles;
import dev.plumb.present.view.Profiles.Role;
import dev.plumb.present.view.RunFolder;
import dev.plumb.present.view.Sources;
import dev.plumb.profile.Run;
import dev.plumb.profile.timeline.LanesAhead;
import dev.plumb.trace.io.ExactText;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plumb view}: a server on this machine, and the page in the browser. */
@Command(
    name = "view",
    description = "Open profiles in the browser: flame graph, timeline, tables, findings.",
    footer = {
      "",
      "Examples:",
      "  plumb view trace.json.gz",
      "  plumb view rank*.json.gz              several ranks of one run",
      "  plumb view new.json --compare old.json",
      "  plumb view nightly/                   a folder: a list of its runs",
      "",
      "Only this machine can reach the server, and only who knows the address that it",
      "prints. Ctrl-C ends it."
    })
final class ViewCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "Profiler outputs; several are ranks or sources of one run. One folder: its runs.")
  private List<String> files = List.of();

  @Option(
      names = "--compare",
      paramLabel = "BASE",
      description = "Compare with this one; given several times, its ranks or sources.")
  private List<String> base = new ArrayList<>();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Listen on this port (default: any that is free).")
  private int port;

  @Option(names = "--no-open", description = "Only print the address; do not open a browser.")
  private boolean quiet;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description = "Show source files from this folder; may be given several times (default: .).")
  private List<String> roots = new ArrayList<>();

  @Mixin private InputOptions input = new InputOptions();
  @Mixin private LimitOptions limits = new LimitOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (port < 0 || port > 65_535) {
      throw CommandFailure.usage("--port must be from 0 to 65535");
    }
    Sources sources = sources();
    Reader reader = new Reader(input.loader(), limits.analyzer(), limits.devices());
    try (Profiles profiles = open(reader);
        ViewServer server = start(Endpoints.of(profiles, sources, Version.number()))) {
      tell(server);
      waitForTheEnd(server);
    }
    return ExitCode.DONE;
  }

  private Sources sources() {
    List<Path> folders = new ArrayList<>();
    for (String root : roots.isEmpty() ? List.of(".") : roots) {
      try {
        Path folder = ExactText.path(root);
        if (!Files.isDirectory(folder)) {
          throw CommandFailure.usage("--root " + root + ": is no folder");
        }
        folders.add(folder);
      } catch (InvalidPathException e) {
        throw CommandFailure.usage("--root " + root + ": is no folder");
      }
    }
    try {
      return new Sources(folders);
    } catch (IOException e) {
      throw CommandFailure.usage("--root: cannot be read: " + e.getMessage());
    }
  }

  /** Reads profiles, with the thresholds and devices that the user named. */
  private record Reader(Loader loader, Analyzer analyzer, DeviceCatalogue devices)
      implements RunFolder.Reader {
    @Override
    public Profile read(String label, List<String> names) throws IOException {
      Facts facts = new Facts(loader.load(names), () -> devices);
      return new Profile(label, names, facts, analyzer::explain);
    }

    @Override
    public List<RunFolder.Entry> runsIn(RunFolder.Entry entry, Run run) throws IOException {
      return FolderRuns.in(entry, run);
    }

    /** The same, where somebody is about to look at the timeline. */
    Profile readWithLanes(String label, List<String> names) throws IOException {
      LanesAhead lanes = new LanesAhead();
      Facts facts = new Facts(loader.load(names, lanes::add), () -> devices);
      return new Profile(label, names, facts, analyzer::explain, lanes::take);
    }
  }

  private Profiles open(Reader reader) throws IOException {
    if (base.isEmpty() && files.size() == 1 && isFolder(files.getFirst())) {
      RunFolder folder = new RunFolder(files.getFirst(), FolderRuns.of(files.getFirst()), reader);
      folder.start();
      return new Profiles(folder);
    }
    Profiles profiles = new Profiles();
    profiles.add(base.isEmpty() ? Role.ONLY : Role.NEW, prepared(profiles, reader, files));
    if (!base.isEmpty()) {
      profiles.add(Role.BASE, prepared(profiles, reader, base));
    }
    return profiles;
  }

  private static boolean isFolder(String name) {
    try {
      return !name.isEmpty() && Files.isDirectory(ExactText.path(name));
    } catch (InvalidPathException e) {
      return false; // whoever opens it will say so
    }
  }

  private static Profile prepared(Profiles profiles, Reader reader, List<String> names)
      throws IOException {
    String label = names.size() == 1 ? names.getFirst() : names.getFirst() + " and others";
    Profile profile = reader.readWithLanes(label, names);
    profile.prepare(profiles.traffic());
    return profile;
  }

  private ViewServer start(List<Endpoint> endpoints) throws IOException {
    try {
      return ViewServer.start(port, endpoints);
    } catch (BindException taken) {
      throw CommandFailure.usage("--port " + port + ": is in use, or may not be used");
    }
  }

  private void tell(ViewServer server) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(server.url());
    out.flush();
    if (!quiet && !Browser.open(server.url())) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("plumb: no browser was found; open the address above");
      err.flush();
    }
  }

  /** Until Ctrl-C, which ends the process, or until the thread is interrupted. */
  private static void waitForTheEnd(ViewServer server) {
    Thread close = new Thread(server::close, "plumb-end");
    Runtime.getRuntime().addShutdownHook(close);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Runtime.getRuntime().removeShutdownHook(close);
    }
  }
}
