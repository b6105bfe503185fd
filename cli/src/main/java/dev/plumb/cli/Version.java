package dev.plumb.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Reads what the build wrote about itself. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        build.load(in);
      }
    }
    String version = build.getProperty("version", "unknown");
    // The launcher knows the commit; a jar on its own does not.
    String commit = System.getProperty("plumb.commit", "");
    return new String[] {"plumb " + version + (commit.isEmpty() ? "" : " (" + commit + ")")};
  }
}
