package dev.plumb.present.text;

/** Colours, where the output is a terminal that wants them. */
public enum Style {
  /** No escapes at all. */
  PLAIN,
  /** ANSI colours. */
  COLOUR;

  String bold(String text) {
    return wrap("1", text);
  }

  String dim(String text) {
    return wrap("2", text);
  }

  String warn(String text) {
    return wrap("33", text);
  }

  /** Colours of the device timeline that differ in lightness too: blue, yellow, magenta, grey. */
  String part(int index, String text) {
    return wrap(new String[] {"34", "33", "35", "90"}[index], text);
  }

  private String wrap(String code, String text) {
    return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
