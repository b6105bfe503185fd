package dev.plumb.profile;

import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;

/** What to call the threads and processes of a trace: text from the trace, never to be trusted. */
public final class TrackNames {
  private TrackNames() {}

  /** Name of a thread, with its number. */
  public static String thread(Trace trace, int track) {
    return named(
        trace.strings(),
        trace.tracks().threadNameId(track),
        trace.tracks().tidId(track),
        "thread ");
  }

  /** Name of a process, with its number. */
  public static String process(Trace trace, int track) {
    return named(
        trace.strings(),
        trace.tracks().processNameId(track),
        trace.tracks().pidId(track),
        "process ");
  }

  private static String named(StringPool strings, int nameId, int numberId, String otherwise) {
    String number = strings.get(numberId);
    String name = nameId >= 0 ? strings.get(nameId) : "";
    if (name.isEmpty()) {
      return otherwise + number;
    }
    // Kineto calls threads "thread 5617 (python)": the number is in the name already.
    return name.contains(number) ? name : name + " (" + number + ")";
  }
}
