package dev.plumb.record.jvm;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Loads the agent into a JVM that runs already. */
final class Attachment {
  private static final String HELP =
      "; start it with plumb record instead, or without -XX:+DisableAttachMechanism and"
          + " -XX:-EnableDynamicAgentLoading, and attach as its own user";

  private Attachment() {}

  /** Why that did not work; null if it did. */
  static @Nullable String attach(long pid, AgentFiles files) {
    String recorded = OtherRecorder.of(pid);
    if (recorded != null) {
      return recorded;
    }
    VirtualMachine machine = null;
    try {
      machine = VirtualMachine.attach(Long.toString(pid));
      for (Path each : files.libraries()) {
        machine.loadAgentPath(each.toString(), files.optionsOf(each));
      }
      machine.loadAgent(files.jar().toString(), files.settings().toString());
      return null;
    } catch (AttachNotSupportedException | IOException e) {
      return "process " + pid + " takes no agent: " + e.getMessage() + HELP;
    } catch (AgentLoadException | AgentInitializationException e) {
      return "process " + pid + " refused the agent: " + e.getMessage() + HELP;
    } finally {
      if (machine != null) {
        try {
          machine.detach();
        } catch (IOException e) {
          // The process has just ended.
        }
      }
    }
  }
}
