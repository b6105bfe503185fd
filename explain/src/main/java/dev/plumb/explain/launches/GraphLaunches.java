package dev.plumb.explain.launches;

import dev.plumb.explain.host.NameClass;
import dev.plumb.trace.Trace;

/** Which runtime calls launch a whole graph. */
final class GraphLaunches {
  private final NameClass names;

  GraphLaunches(Trace trace) {
    names = new NameClass(trace.strings(), name -> name.contains("GraphLaunch"));
  }

  boolean holds(int nameId) {
    return names.holds(nameId);
  }
}
