package dev.plumb.present.view;

import dev.plumb.profile.NamePattern;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one question, each checked when it is read. What nobody reads is refused by
 * {@link #finish}, so that a misspelt parameter is not silently left out.
 */
public final class Question {
  private static final String INTEGER = "must be a whole number";

  private final Map<String, String> parameters;
  private final Set<String> read = new HashSet<>();
  private final byte[] body;

  /** A question without a body. */
  public Question(Map<String, String> parameters) {
    this(parameters, new byte[0]);
  }

  /** A question with a body. */
  public Question(Map<String, String> parameters, byte[] body) {
    this.parameters = Map.copyOf(parameters);
    this.body = body.clone();
  }

  /** The body; empty if there is none. */
  byte[] body() {
    return body.clone();
  }

  /** A text that may be missing. */
  @Nullable String optional(String name) {
    read.add(name);
    String value = parameters.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** A text that may be missing. */
  String text(String name, String otherwise) {
    String value = optional(name);
    return value == null ? otherwise : value;
  }

  /** A text. */
  String required(String name) {
    String value = optional(name);
    if (value == null) {
      throw WrongQuestion.parameter(name, "is missing");
    }
    return value;
  }

  /** A whole number within bounds. */
  long number(String name, long otherwise, long least, long most) {
    String value = optional(name);
    return value == null ? otherwise : number(name, value, least, most);
  }

  /** A whole number that must be there. */
  long requiredNumber(String name, long least, long most) {
    return number(name, required(name), least, most);
  }

  private static long number(String name, String value, long least, long most) {
    long number;
    try {
      number = Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw WrongQuestion.parameter(name, INTEGER);
    }
    if (number < least || number > most) {
      throw WrongQuestion.parameter(name, "must be from " + least + " to " + most);
    }
    return number;
  }

  /** Ids that a separator divides; none if the parameter is missing or empty. */
  int[] ids(String name, String separator, int mostIds) {
    String value = optional(name);
    if (value == null) {
      return new int[0];
    }
    String[] parts = value.split(Pattern.quote(separator), -1);
    if (parts.length > mostIds) {
      throw WrongQuestion.parameter(name, "has more than " + mostIds + " ids");
    }
    int[] ids = new int[parts.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = (int) number(name, parts[i], 0, Integer.MAX_VALUE);
    }
    return ids;
  }

  /** A search text; null if it is missing. */
  @Nullable NamePattern pattern(String name) {
    String value = optional(name);
    if (value == null) {
      return null;
    }
    try {
      return NamePattern.of(value);
    } catch (IllegalArgumentException e) {
      throw WrongQuestion.parameter(name, String.valueOf(e.getMessage()));
    }
  }

  /** One of some words. */
  <E> E choice(String name, E otherwise, Map<String, E> choices) {
    String value = optional(name);
    if (value == null) {
      return otherwise;
    }
    E choice = choices.get(value);
    if (choice == null) {
      throw WrongQuestion.parameter(
          name, "must be one of " + String.join(", ", new TreeSet<>(choices.keySet())));
    }
    return choice;
  }

  /** The range that is asked for; null for the whole run. */
  @Nullable Range range() {
    long most = 1L << 61;
    String from = optional("from");
    String to = optional("to");
    if (from == null && to == null) {
      return null;
    }
    long begin = requiredNumber("from", -most, most);
    long end = requiredNumber("to", -most, most);
    if (end < begin) {
      throw WrongQuestion.parameter("to", "must not be before from");
    }
    return new Range(begin, end);
  }

  /** Refuses parameters that nobody has read. */
  void finish() {
    for (String name : parameters.keySet()) {
      if (!read.contains(name)) {
        throw WrongQuestion.parameter(name, "is not a parameter of this question");
      }
    }
  }
}
