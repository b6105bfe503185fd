package dev.plumb.present.view;

import dev.plumb.explain.Analyses;
import dev.plumb.explain.Analyzer;
import dev.plumb.explain.Explanation;
import dev.plumb.explain.Facts;
import dev.plumb.present.ParsedJson;
import dev.plumb.profile.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Profiles to be asked as the page asks, without a server. */
final class Asked implements AutoCloseable {
  private final Profiles profiles;
  private final Map<String, Endpoint> endpoints = new HashMap<>();

  Asked(Profiles profiles, Path... roots) {
    this.profiles = profiles;
    try {
      for (Endpoint each : Endpoints.of(profiles, new Sources(List.of(roots)), "1.2.3")) {
        endpoints.put(each.path(), each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One run. */
  static Asked about(Run run, Path... roots) {
    Profiles profiles = new Profiles();
    profiles.add(Profiles.Role.ONLY, profile("run", run));
    return new Asked(profiles, roots);
  }

  /** A run and what it is compared with. */
  static Asked compared(Run fresh, Run base) {
    Profiles profiles = new Profiles();
    profiles.add(Profiles.Role.NEW, profile("new", fresh));
    profiles.add(Profiles.Role.BASE, profile("base", base));
    return new Asked(profiles);
  }

  static Profile profile(String label, Run run) {
    Function<Facts, Explanation> explain =
        facts -> new Analyzer(Analyses.ALL, Map.of()).explain(facts);
    return new Profile(label, List.of(label + ".json"), new Facts(run), explain);
  }

  List<String> paths() {
    return endpoints.keySet().stream().sorted().toList();
  }

  /** The answer's text; parameters are names and values in turns. */
  String text(String path, Object... parameters) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      all.put(parameters[i].toString(), parameters[i + 1].toString());
    }
    return text(path, all);
  }

  /** The answer's text. */
  String text(String path, Map<String, String> parameters) {
    return text(path, new Question(parameters));
  }

  private String text(String path, Question question) {
    Answer answer = endpoints.get(path).answer(question);
    return new String(answer.content(), StandardCharsets.UTF_8);
  }

  String post(String path, String body) {
    return text(path, new Question(Map.of(), body.getBytes(StandardCharsets.UTF_8)));
  }

  /** The answer, taken apart. */
  Map<String, Object> ask(String path, Object... parameters) {
    return ParsedJson.object(ParsedJson.of(text(path, parameters)));
  }

  /** Objects of a list in an answer. */
  static List<Map<String, Object>> objects(Map<String, Object> from, String name) {
    List<Map<String, Object>> objects = new ArrayList<>();
    ParsedJson.list(from.get(name)).forEach(each -> objects.add(ParsedJson.object(each)));
    return objects;
  }

  /** A column of numbers in an answer. */
  static long[] numbers(Map<String, Object> from, String name) {
    return ParsedJson.list(from.get(name)).stream().mapToLong(each -> (Long) each).toArray();
  }

  @Override
  public void close() {
    profiles.close();
  }
}
