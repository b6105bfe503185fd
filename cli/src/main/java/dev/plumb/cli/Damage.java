package dev.plumb.cli;

import dev.plumb.profile.combine.Part;
import dev.plumb.trace.Problem;
import dev.plumb.trace.Problems;
import dev.plumb.trace.UnreadableInputException;
import java.util.List;

/** Tells a file of which nothing is left from one that is only damaged. */
final class Damage {
  private Damage() {}

  /**
   * Refuses a file whose traces are all empty where damage says why: counting problems of nothing
   * would look like an answer. A recording without events is an answer, and stays one.
   *
   * @param parts the traces of the file
   * @param container problems of what they were packed in
   */
  static void refuseIfNothingIsLeft(List<Part> parts, Problems container)
      throws UnreadableInputException {
    for (Part part : parts) {
      if (holdsAnything(part)) {
        return;
      }
    }
    for (Part part : parts) {
      // A text that ends because its file does is at fault only by an offset nobody can look up.
      refuse(part.trace().name(), container);
      refuse(part.trace().name(), part.problems());
    }
  }

  /** Files of a set complete others: one may hold nothing but descriptions. */
  private static boolean holdsAnything(Part part) {
    return !part.trace().isEmpty()
        || part.ofSet()
            && (part.trace().devices().size() > 0 || !part.trace().metadata().isEmpty());
  }

  /** Refuses an input where a problem says why nothing is left of it. */
  static void refuse(String name, Problems problems) throws UnreadableInputException {
    for (Problem problem : problems.list()) {
      if (problem.code().isDamage()) {
        throw new UnreadableInputException(
            name,
            problem.firstOffset(),
            "damaged, nothing in it can be used (" + problem.code().id() + ")",
            problem.code().adviceOfNothing());
      }
    }
  }
}
