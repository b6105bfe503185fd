package dev.plumb.importers.rocm;

import dev.plumb.trace.Ids;
import dev.plumb.trace.StringPool;

/** What a sampled wave waited for, without the prefix that all names share. */
public final class StallReason {
  private static final String PREFIX = "ROCPROFILER_PC_SAMPLING_INSTRUCTION_NOT_ISSUED_REASON_";

  private StallReason() {}

  /**
   * String id of the reason.
   *
   * @param issued whether the wave issued an instruction, so that it waited for nothing
   * @param nameId string id of the profiler's name; {@link Ids#NONE} if the method does not tell
   */
  public static int of(StringPool strings, boolean issued, int nameId) {
    if (issued) {
      return strings.intern("ISSUED");
    }
    return nameId >= 0 && strings.startsWith(nameId, PREFIX)
        ? strings.intern(strings.get(nameId).substring(PREFIX.length()))
        : nameId;
  }
}
