package dev.plumb.present.view;

import dev.plumb.explain.Context;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Explanation;
import dev.plumb.explain.Failed;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.SliceRef;
import dev.plumb.profile.CallingContextTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /api/findings}: what the analyses say. */
final class Findings {
  private final Profiles profiles;

  Findings(Profiles profiles) {
    this.profiles = profiles;
  }

  /** The finding that a question names; null if it names none. */
  static @Nullable Finding named(Profile profile, Question question) {
    String id = question.optional("finding");
    if (id == null) {
      return null;
    }
    for (Finding finding : profile.explanation().findings()) {
      if (finding.id().equals(id)) {
        return finding;
      }
    }
    throw WrongQuestion.notFound("no-finding", "finding: there is none of that id");
  }

  Answer answer(Question question) {
    Profile profile = profiles.of(question);
    Explanation explanation = profile.explanation();
    Json json = new Json();
    return json.object(
            () -> {
              json.bool("available", !explanation.answers().isEmpty());
              json.objects(
                  "findings", explanation.findings(), each -> finding(json, profile, each));
              json.list(
                  "not_applicable",
                  () -> {
                    for (Explanation.Answer answer : explanation.answers()) {
                      if (answer.outcome() instanceof NotApplicable missing) {
                        json.object(() -> {
                          json.text("id", answer.analysis().id());
                          json.text("missing", missing.missing());
                          json.text("how_to_record", missing.howToRecord());
                        });
                      }
                    }
                  });
              json.list(
                  "failed",
                  () -> {
                    for (Explanation.Answer answer : explanation.failed()) {
                      if (answer.outcome() instanceof Failed failed) {
                        json.object(() -> {
                          json.text("id", answer.analysis().id());
                          json.text("why", failed.why());
                        });
                      }
                    }
                  });
            })
        .answer();
  }

  private static void finding(Json json, Profile profile, Finding finding) {
    json.text("id", finding.id());
    json.text("title", finding.title());
    json.text("severity", finding.severity().label());
    json.number("impact_ns", finding.impact().ns());
    json.real("impact_share", finding.impact().share());
    json.text("impact_of", finding.impact().ofWhat());
    json.text("confidence", finding.confidence().label());
    json.text("advice", finding.advice().text());
    json.text("advice_code", finding.advice().code());
    if (finding.ceiling() == null) {
      json.nothing("ceiling");
    } else {
      long ns = finding.ceiling().ns();
      String method = finding.ceiling().method();
      json.object(
          "ceiling",
          () -> {
            json.number("ns", ns);
            json.text("method", method);
          });
    }
    json.text("record_next", finding.recordNext());
    json.objects("contexts", finding.contexts(), each -> context(json, profile, each));
    evidence(json, profile, finding.evidence());
  }

  private static void context(Json json, Profile profile, Context context) {
    json.number("node", context.node());
    json.text("path", context.node() < 0 ? null : path(profile.run().tree(), context.node()));
    json.text("name", context.label());
    json.text("file", context.file());
    json.number("line", context.line());
    json.number("ns", context.ns());
  }

  /** Path of a node in a flame graph that shows everything. */
  private static String path(CallingContextTree tree, int node) {
    StringBuilder path = new StringBuilder();
    for (int at : tree.path(node)) {
      path.append(path.isEmpty() ? "" : ".").append(tree.frame(at));
    }
    return path.toString();
  }

  private static void evidence(Json json, Profile profile, EvidenceTable table) {
    json.object(
        "evidence",
        () -> {
          json.texts("columns", table.columns());
          json.list(
              "rows",
              () -> {
                for (List<String> row : table.rows()) {
                  json.list(() -> row.forEach(json::text));
                }
              });
          List<SliceRef> slices = table.slices();
          json.numbers(
              "slices",
              slices.size(),
              at -> {
                SliceRef slice = slices.get(at);
                return slice.row() < 0 ? -1 : profile.ids().id(slice.input(), slice.row());
              });
          json.number("total", table.total());
        });
  }
}
