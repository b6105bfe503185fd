package dev.plumb.present.view;

import java.util.function.Supplier;

/** Runs what applies a search text that a person typed. */
final class Search {
  private Search() {}

  /** The result; an expression that takes too long on some name is a {@link WrongQuestion}. */
  static <T> T run(Supplier<T> search) {
    try {
      return search.get();
    } catch (IllegalArgumentException e) {
      throw WrongQuestion.because("search", "the search text " + e.getMessage());
    }
  }
}
