package dev.plumb.cli;

import dev.plumb.present.text.Plain;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * Stderr for messages of one line each: names of files, members and options may hold what moves the
 * cursor, colours the terminal or turns the direction of text, and show as "?" instead.
 */
final class ErrorOutput extends FilterWriter {
  private ErrorOutput(Writer out) {
    super(out);
  }

  static PrintWriter over(Writer out) {
    return new PrintWriter(new ErrorOutput(out), true);
  }

  @Override
  public void write(String text, int from, int length) throws IOException {
    String part = text.substring(from, from + length);
    out.write(part.equals(System.lineSeparator()) ? part : Plain.printable(part));
  }

  @Override
  public void write(char[] text, int from, int length) throws IOException {
    write(new String(text, from, length), 0, length);
  }

  @Override
  public void write(int c) throws IOException {
    write(String.valueOf((char) c), 0, 1);
  }
}
