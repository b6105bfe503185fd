package dev.plumb.present.html;

import dev.plumb.explain.Analyses;
import dev.plumb.explain.Analyzer;
import dev.plumb.explain.Facts;
import dev.plumb.present.server.ViewServer;
import dev.plumb.present.view.Endpoints;
import dev.plumb.present.view.Profile;
import dev.plumb.present.view.Profiles;
import dev.plumb.present.view.Profiles.Role;
import dev.plumb.present.view.Sources;
import dev.plumb.profile.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A training and a slower one to compare it with, served to a real browser. */
final class TrainingView implements AutoCloseable {
  final Chromium browser;
  final Profiles profiles = new Profiles();
  final Run run;
  final ViewServer server;

  /**
   * Starts browser and server.
   *
   * @param folder of the training's source, which this writes
   */
  TrainingView(Path folder) throws IOException, InterruptedException {
    browser = Chromium.start();
    run = TraceText.training().run();
    TraceText slower = TraceText.training();
    slower.launch("cudaLaunchKernel", 1_800_000, 9_000);
    slower.kernel("void more<float>(float*)", 1_830_000, 40_000);
    StringBuilder source = new StringBuilder();
    for (int line = 1; line <= 200; line++) {
      source.append(line == 10 ? "def main():  # <b>" : "    pass  # line " + line).append('\n');
    }
    Files.writeString(folder.resolve("train.py"), source);
    profiles.add(Role.NEW, profile("training.json", run));
    profiles.add(Role.BASE, profile("slower.json", slower.run()));
    server =
        ViewServer.start(0, Endpoints.of(profiles, new Sources(List.of(folder)), "0.0.0-test"));
  }

  /** A profile with the findings of all analyses. */
  Profile profile(String name, Run of) {
    Analyzer analyzer = new Analyzer(Analyses.ALL, Map.of());
    Profile profile = new Profile(name, List.of(name), new Facts(of), analyzer::explain);
    profile.prepare(profiles.traffic());
    return profile;
  }

  /** A new tab with the page. */
  Tab open() {
    Tab tab = browser.open();
    tab.open(server.url());
    return tab;
  }

  @Override
  public void close() throws IOException {
    server.close();
    profiles.close();
    browser.close();
  }
}
