package dev.plumb.importers.json;

import dev.plumb.importers.records.Decimal;
import org.jspecify.annotations.Nullable;

/**
 * Walks a document of objects and arrays. Every reading method begins at the first token of a value
 * and ends at its last, also when the value is of another type than wanted: then it is skipped and
 * stands for "absent".
 *
 * <pre>{@code
 * if (in.enterObject()) {
 *   while (in.nextName()) {
 *     switch (in.name()) {
 *       case "unit" -> unit = in.text("");
 *       default -> in.skip();
 *     }
 *   }
 * }
 * }</pre>
 */
public interface ValueIn {
  /** Begins an object, or skips another value and answers false. */
  boolean enterObject();

  /** Begins an array, or skips another value and answers false. */
  boolean enterArray();

  /** Goes to the value of the next member; false at the end of the object. */
  boolean nextName();

  /** Name of the member whose value is next. */
  String name();

  /** Goes to the next element; false at the end of the array. */
  boolean nextElement();

  /** Skips the value. */
  void skip();

  /** Whether the value is an object. */
  boolean isObject();

  /** Whether the value is a number. */
  boolean isNumber();

  /** The text, or {@code other} for another value; numbers are texts too. */
  String text(String other);

  /** A number, or null for another value; valid until the next call. */
  @Nullable Decimal number();

  /** Offset in the input of the current token. */
  long offset();
}
