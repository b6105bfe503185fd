package dev.plumb.record.session;

import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A program about to be started; recorders change its command and environment. */
public final class Launch {
  private final List<String> command;
  private final Map<String, String> environment;

  /** As a shell would start it here. */
  public Launch(List<String> command, Map<String, String> environment) {
    this.command = new ArrayList<>(command);
    this.environment = new HashMap<>(environment);
  }

  /** Program and arguments; may be changed. */
  public List<String> command() {
    return command;
  }

  /** Variables; may be changed. */
  public Map<String, String> environment() {
    return environment;
  }

  /** Puts a folder before the others of a search path like {@code PYTHONPATH}. */
  public void prepend(String variable, String folder) {
    String before = environment.get(variable);
    environment.put(
        variable,
        before == null || before.isEmpty() ? folder : folder + File.pathSeparator + before);
  }
}
