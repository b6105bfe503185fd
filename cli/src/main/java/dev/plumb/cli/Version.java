package dev.plumb.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Reads what the build wrote about itself. */
final class Version implements IVersionProvider {
  /** As in the build file: {@code 1.2.0}. */
  static String number() throws IOException {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        build.load(in);
      }
    }
    return build.getProperty("version", "unknown");
  }

  @Override
  public String[] getVersion() throws IOException {
    String version = number();
    // The launcher knows the commit; a jar on its own does not.
    String commit = System.getProperty("plumb.commit", "");
    return new String[] {"plumb " + version + (commit.isEmpty() ? "" : " (" + commit + ")")};
  }
}
