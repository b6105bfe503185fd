package dev.plumb.present.view;

import dev.plumb.present.ReportJson;
import java.io.StringWriter;

/**
 * What is open: {@code /api/session}, {@code /api/runs}, {@code /api/open}, {@code /api/report}.
 */
final class SessionAnswers {
  /** Version of the protocol; fields may be added without changing it. */
  static final String SCHEMA = "plumb.view/1";

  private final Profiles profiles;
  private final Sources sources;
  private final String version;

  SessionAnswers(Profiles profiles, Sources sources, String version) {
    this.profiles = profiles;
    this.sources = sources;
    this.version = version;
  }

  Answer session(Question question) {
    long wanted = question.number("p", -1, 0, Long.MAX_VALUE);
    Json json = new Json();
    return json.object(
            () -> {
              json.text("schema", SCHEMA);
              json.text("version", version);
              json.objects(
                  "profiles",
                  profiles.all(),
                  open -> {
                    json.number("p", open.number());
                    json.text("label", open.profile().label());
                    json.texts("files", open.profile().files());
                    json.text("role", open.role().label());
                  });
              compare(json);
              RunFolder folder = profiles.folder();
              json.text("folder", folder == null ? null : folder.name());
              json.texts("source_roots", sources.roots().stream().map(Object::toString).toList());
              overview(json, wanted);
            })
        .answer();
  }

  /** What the page asks for next: it is drawn a question earlier. */
  private void overview(Json json, long wanted) {
    for (Profiles.Open open : profiles.all()) {
      if (open.number() == wanted) {
        json.object("overview", () -> Overview.write(json, open.profile()));
      }
    }
  }

  private void compare(Json json) {
    int fresh = -1;
    int base = -1;
    for (Profiles.Open open : profiles.all()) {
      fresh = open.role() == Profiles.Role.NEW ? open.number() : fresh;
      base = open.role() == Profiles.Role.BASE ? open.number() : base;
    }
    if (fresh < 0 || base < 0) {
      json.nothing("compare");
      return;
    }
    int one = fresh;
    int other = base;
    json.object(
        "compare",
        () -> {
          json.number("new", one);
          json.number("base", other);
        });
  }

  Answer runs(Question question) {
    Json json = new Json();
    return json.object(() -> folder().write(json)).answer();
  }

  private RunFolder folder() {
    RunFolder folder = profiles.folder();
    if (folder == null) {
      throw WrongQuestion.notFound("no-folder", "no folder was opened");
    }
    return folder;
  }

  Answer open(Question question) {
    RunFolder folder = folder();
    int run = (int) question.requiredNumber("run", 0, Integer.MAX_VALUE);
    int number = folder.open(run, profiles);
    Json json = new Json();
    return json.object(() -> json.number("p", number)).answer();
  }

  Answer report(Question question) {
    Profile profile = profiles.of(question);
    StringWriter text = new StringWriter();
    ReportJson.write(profile.run(), profile.run().summary(), profile.explanation(), text);
    Json json = new Json();
    json.copy(text.toString());
    return json.answer();
  }
}
