package dev.plumb.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Opens the user's browser. */
final class Browser {
  private Browser() {}

  /** Opens an address; false if there is no browser to open it with. */
  static boolean open(String url) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    List<String> command;
    if (system.contains("mac")) {
      command = List.of("open", url);
    } else if (system.contains("win")) {
      command = List.of("rundll32", "url.dll,FileProtocolHandler", url);
    } else if (System.getenv("DISPLAY") == null && System.getenv("WAYLAND_DISPLAY") == null) {
      return false; // a machine without a screen: somebody is logged in from another one
    } else {
      command = List.of("xdg-open", url);
    }
    try {
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
