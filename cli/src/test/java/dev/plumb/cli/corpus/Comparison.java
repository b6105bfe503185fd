package dev.plumb.cli.corpus;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.cli.pipeline.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What one file's facts say, what Plumb says, and how they compare: a row of the table. */
final class Comparison {
  final Entry entry;
  final WatchedFacts facts;
  final List<String> differences = new ArrayList<>();

  /** Facts that are defined otherwise or not kept, by the reason. */
  private final Map<String, Set<String>> otherwise = new LinkedHashMap<>();

  private final Map<String, Set<String>> notKept = new LinkedHashMap<>();
  private final Map<String, WatchedFacts> nested = new LinkedHashMap<>();
  private String refusal = "";
  private int checked;
  private int agreed;

  Comparison(Entry entry) {
    this.entry = entry;
    this.facts = new WatchedFacts(entry.facts());
  }

  /** Compares one number, text or list. */
  void check(String fact, Object expected, Object actual) {
    checked++;
    if (Objects.equals(expected, actual)) {
      agreed++;
    } else {
      differences.add(fact + ": fact " + expected + ", Plumb " + actual);
    }
  }

  /** Compares what we define otherwise: it must differ, or the reason is none. */
  void otherwise(String fact, Object expected, Object actual, String reason) {
    checked++;
    if (Objects.equals(expected, actual)) {
      differences.add(fact + ": " + actual + " agrees, but is listed to differ: " + reason);
    } else {
      otherwise.computeIfAbsent(reason, key -> new TreeSet<>()).add(fact);
    }
  }

  /** Names facts of which Plumb keeps nothing; those that the file does not have are no matter. */
  void notKept(String reason, String... names) {
    for (String name : names) {
      if (facts.get(name) != null) {
        notKept.computeIfAbsent(reason, key -> new TreeSet<>()).add(name);
      }
    }
  }

  /** Facts within a fact, each to be looked at too. */
  WatchedFacts within(String fact) {
    WatchedFacts inner = new WatchedFacts(JsonTree.asObject(facts.get(fact)));
    nested.put(fact, inner);
    return inner;
  }

  /** As {@link #notKept}, of facts within a fact. */
  void notKeptWithin(String fact, String reason, String... names) {
    for (String name : names) {
      if (nested.get(fact).get(name) != null) {
        notKept.computeIfAbsent(reason, key -> new TreeSet<>()).add(fact + "." + name);
      }
    }
  }

  /** All facts: the file is none that Plumb reads, and was refused with this message. */
  void refused(String message) {
    facts.keySet().forEach(facts::get);
    refusal = message;
    checked++;
    agreed++;
  }

  /** Fails if a fact was never looked at. */
  void finish() {
    for (String fact : facts.unasked()) {
      differences.add(fact + ": no comparer looks at it");
    }
    nested.forEach((fact, inner) ->
        inner
            .unasked()
            .forEach(name -> differences.add(fact + "." + name + ": no comparer looks at it")));
    if (checked == 0) {
      differences.add("nothing was compared");
    }
  }

  int agreed() {
    return agreed;
  }

  boolean isRefused() {
    return !refusal.isEmpty();
  }

  /** What came out, for the table. */
  String verdict() {
    if (!differences.isEmpty()) {
      return "DIFFERS: " + String.join("; ", differences);
    }
    if (isRefused()) {
      return "refused: " + refusal;
    }
    StringBuilder verdict = new StringBuilder(agreed + " of " + checked + " agree");
    otherwise.forEach((reason, names) ->
        verdict.append("; by definition ").append(names).append(": ").append(reason));
    notKept.forEach((reason, names) ->
        verdict.append("; not covered ").append(names).append(": ").append(reason));
    return verdict.toString();
  }

  @Override
  public String toString() {
    return entry + " " + verdict();
  }
}
