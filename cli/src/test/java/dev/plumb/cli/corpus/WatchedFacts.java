package dev.plumb.cli.corpus;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The facts of one file, which know who was asked for: a fact that nobody looks at is a gap. */
final class WatchedFacts extends AbstractMap<String, Object> {
  private final Map<String, Object> facts;
  private final Set<String> asked = new TreeSet<>();

  WatchedFacts(Map<String, Object> facts) {
    this.facts = facts;
  }

  @Override
  public Object get(Object key) {
    asked.add((String) key);
    return facts.get(key);
  }

  @Override
  public boolean containsKey(Object key) {
    return facts.containsKey(key);
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    return facts.entrySet();
  }

  /** Names of those that nobody asked for. */
  Set<String> unasked() {
    Set<String> rest = new TreeSet<>(facts.keySet());
    rest.removeAll(asked);
    return rest;
  }
}
