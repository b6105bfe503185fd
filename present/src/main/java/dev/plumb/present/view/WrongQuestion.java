package dev.plumb.present.view;

import org.jspecify.annotations.Nullable;

/** A question that has no answer; the message is for who asked. */
public final class WrongQuestion extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final @Nullable String parameter;

  private WrongQuestion(int status, String code, String message, @Nullable String parameter) {
    super(message);
    this.status = status;
    this.code = code;
    this.parameter = parameter;
  }

  /** A parameter is missing, malformed or out of range. */
  static WrongQuestion parameter(String name, String message) {
    return new WrongQuestion(400, "bad-parameter", name + " " + message, name);
  }

  /** What is asked for does not go together. */
  static WrongQuestion because(String code, String message) {
    return new WrongQuestion(400, code, message, null);
  }

  /** What is asked for does not exist. */
  static WrongQuestion notFound(String code, String message) {
    return new WrongQuestion(404, code, message, null);
  }

  /** It takes longer than whoever asked wants to wait. */
  static WrongQuestion tooSlow(String message) {
    return new WrongQuestion(503, "timeout", message, null);
  }

  /** HTTP's word for it. */
  public int status() {
    return status;
  }

  /** A word for programs. */
  public String code() {
    return code;
  }

  /** The parameter that is wrong; null if it is none. */
  public @Nullable String parameter() {
    return parameter;
  }

  /** What is wrong, in one sentence. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
