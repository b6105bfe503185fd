package dev.plumb.gui;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The page's files, as the build made them from {@code src/main/web}. */
public final class Bundle {
  private Bundle() {}

  /**
   * Text of a file of the page.
   *
   * @param name {@code report.js}, say
   * @throws IllegalStateException where the build did not make it
   */
  public static String text(String name) {
    try (InputStream in = Bundle.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the page's file " + name + " is missing from the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the page's file " + name, e);
    }
  }
}
