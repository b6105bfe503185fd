package dev.plumb.present.view;

import java.util.ArrayList;
import java.util.List;

/** The catalogue of questions; one line each. */
public final class Endpoints {
  private Endpoints() {}

  /**
   * All questions about some profiles.
   *
   * @param sources source files that may be shown
   * @param version of the program
   */
  public static List<Endpoint> of(Profiles profiles, Sources sources, String version) {
    SessionAnswers session = new SessionAnswers(profiles, sources, version);
    TimelineAnswers timeline = new TimelineAnswers(profiles);
    MemoryAnswers memory = new MemoryAnswers(profiles);
    SourceAnswers source = new SourceAnswers(profiles, sources);
    SqlAnswers sql = new SqlAnswers(profiles);
    List<Endpoint> all = new ArrayList<>();
    all.add(Endpoint.get("/api/session", session::session));
    all.add(Endpoint.get("/api/runs", session::runs));
    all.add(Endpoint.get("/api/open", session::open));
    all.add(Endpoint.get("/api/report", session::report));
    all.add(Endpoint.get("/api/overview", new Overview(profiles)::answer));
    all.add(Endpoint.get("/api/flame", new FlameAnswer(profiles)::answer));
    all.add(Endpoint.get("/api/context", new ContextAnswer(profiles, sources)::answer));
    all.add(Endpoint.get("/api/timeline/tracks", timeline::tracks));
    all.add(Endpoint.get("/api/timeline/slices", timeline::slices));
    all.add(Endpoint.get("/api/timeline/counters", timeline::counters));
    all.add(Endpoint.get("/api/timeline/search", timeline::search));
    all.add(Endpoint.get("/api/timeline/range", timeline::range));
    all.add(Endpoint.get("/api/timeline/critical-path", timeline::criticalPath));
    all.add(Endpoint.get("/api/slice", new SliceAnswer(profiles)::answer));
    all.add(Endpoint.get("/api/table", new TableAnswer(profiles)::answer));
    all.add(Endpoint.get("/api/steps", new StepAnswer(profiles)::answer));
    all.add(Endpoint.get("/api/roofline", new RooflineAnswer(profiles)::answer));
    all.add(Endpoint.get("/api/ranks", new RankAnswer(profiles)::answer));
    all.add(Endpoint.get("/api/memory", memory::devices));
    all.add(Endpoint.get("/api/memory/alive", memory::alive));
    all.add(Endpoint.post("/api/sql", sql::query));
    all.add(Endpoint.post("/api/sql/stop", sql::stop));
    all.add(Endpoint.get("/api/sql/schema", sql::schema));
    all.add(Endpoint.get("/api/sources", source::files));
    all.add(Endpoint.get("/api/source", source::file));
    all.add(Endpoint.get("/api/findings", new Findings(profiles)::answer));
    all.replaceAll(each -> each.countedIn(profiles.traffic()));
    return all;
  }
}
