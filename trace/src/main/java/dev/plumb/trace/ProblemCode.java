package dev.plumb.trace;

import java.util.Locale;

/**
 * Every kind of problem that an input can have. This is the one place to add one: the id that users
 * and JSON see is the constant's name in kebab case, so a constant is never renamed once released.
 */
public enum ProblemCode {
  // Byte sources. Offsets are positions in the file as it lies on disk, before decompression.
  INPUT_TRUNCATED(
      Severity.DATA_LOSS,
      "The file ends early: let the profiler finish before copying it, or copy it again."),
  COMPRESSED_DATA_CORRUPT(
      Severity.DATA_LOSS,
      "The compressed data is damaged from here on: copy the file again from where it was made."),
  CHECKSUM_MISMATCH(
      Severity.DATA_LOSS,
      "The content differs from what was compressed: copy the file again from where it was made."),
  TRAILING_BYTES(
      Severity.NOTICE,
      "Bytes after the end of the compressed data were ignored: check how the file was put"
          + " together."),
  EXPANSION_RATIO_LIMIT(
      Severity.DATA_LOSS,
      "The file expands so much that it looks like a decompression bomb: if you trust it, raise"
          + " --max-ratio."),
  EXPANSION_SIZE_LIMIT(
      Severity.DATA_LOSS, "The content is larger than allowed: raise --max-bytes to read all."),
  NESTING_LIMIT(
      Severity.DATA_LOSS,
      "Containers are nested too deeply: unpack the outer ones first, or raise --max-depth."),
  MEMBER_LIMIT(
      Severity.DATA_LOSS,
      "The archive holds more files than allowed: unpack what you need, or raise --max-members."),
  MEMBER_UNREADABLE(
      Severity.DATA_LOSS,
      "A file inside the archive could not be read: unpack the archive and pass the file itself."),
  FILE_TWICE(Severity.NOTICE, "The same file was named more than once; it was read once."),
  CONTENT_TWICE(
      Severity.NOTICE,
      "The input holds the same events as another one, and each counts: leave out the copy. If they"
          + " are two ranks, nothing is wrong."),
  RANK_TWICE(
      Severity.NOTICE,
      "Several inputs say that they are the same rank; each counts as a rank of its own: leave out"
          + " copies and recordings of other runs."),
  RUNS_APART(
      Severity.NOTICE,
      "The inputs are of different runs, and what is told of all is of no use to any: give the files"
          + " of one run; plumb view lists the runs of a folder one by one."),
  MEMBER_NOT_A_TRACE(
      Severity.INFO, "Files inside the archive that are no trace were passed over: nothing to do."),
  MEMBER_EMPTY(Severity.INFO, "A file inside the archive is empty and was skipped."),
  READ_FAILED(
      Severity.DATA_LOSS,
      "The system could not read on: check the disk or the network share, then try again."),

  // Event lists. Offsets are positions in the uncompressed text.
  TEXT_TRUNCATED(
      Severity.DATA_LOSS,
      "The text ends in the middle of a value",
      "what came before was kept",
      "Let the profiler finish writing before copying the file."),
  TEXT_DAMAGED(
      Severity.DATA_LOSS,
      "The text is damaged here and the rest was not read",
      "what came before was kept",
      "Copy the file again, or look at it at this offset."),
  LIST_NOT_CLOSED(
      Severity.NOTICE,
      "The list of events is not closed; all its events were kept. Let the profiler finish writing"
          + " if events are missing at the end."),
  EVENT_BROKEN(
      Severity.DATA_LOSS,
      "Text that is no event was skipped up to the next one: look at the file at this offset."),
  EVENT_NAME_MISSING(
      Severity.NOTICE,
      "Events whose name is not in the file are called by their number: let the profiler finish"
          + " before copying the file."),
  EVENT_TOO_LARGE(
      Severity.DATA_LOSS,
      "One event is larger than 64 MiB and was skipped: look at what its program writes there."),
  VALUE_NOT_AN_EVENT(
      Severity.NOTICE, "Values in the list of events that are no objects were skipped."),
  TEXT_BEFORE_START(
      Severity.NOTICE,
      "Text before the start of the trace was skipped: write what the program prints elsewhere."),
  TEXT_AFTER_END(
      Severity.NOTICE,
      "Text after the end of the trace was ignored: check how the file was put together."),
  SEVERAL_DOCUMENTS(
      Severity.NOTICE, "The file holds several lists of events; all of them were read."),
  METADATA_TOO_LARGE(
      Severity.INFO, "A top-level value of the file other than the events was too large to keep."),
  METADATA_DAMAGED(
      Severity.NOTICE,
      "What the file says about its devices or its rank is damaged; it was read as far as it goes."),
  INVALID_UTF8(
      Severity.NOTICE,
      "Texts are not valid UTF-8; what is not is shown as replacement characters."),
  CONTROL_CHARACTER(
      Severity.INFO, "Texts contain raw control characters, which JSON forbids; they were kept."),
  BAD_ESCAPE(
      Severity.NOTICE,
      "Texts contain escapes that JSON does not know (such as Windows paths); they were taken"
          + " literally."),
  QUOTE_IN_TEXT(
      Severity.NOTICE, "Names contain quotes that the profiler did not escape; they were kept."),
  TEXT_CUT(Severity.NOTICE, "Names longer than 64 KiB were cut off there."),
  TRAILING_COMMA(Severity.INFO, "Commas without a value after them were ignored."),
  DUPLICATE_KEY(Severity.NOTICE, "Events name the same field twice; the last value was taken."),
  PHASE_MISSING(Severity.NOTICE, "Events without a type (ph) were counted but not used."),
  PHASE_UNKNOWN(Severity.NOTICE, "Events of a type (ph) that no table holds were not used."),
  TIME_UNUSABLE(
      Severity.DATA_LOSS,
      "Events whose time or duration is no usable number were dropped: record them again."),
  TIME_ROUNDED(Severity.INFO, "Times finer than a nanosecond were rounded half to even."),
  TIME_IMPRECISE(
      Severity.NOTICE,
      "Times are written with so few digits that durations are lost: export them with all digits"
          + " (a spreadsheet may have shortened them)."),
  DURATION_MISSING(Severity.NOTICE, "Complete events without a duration were kept with length 0."),
  DURATION_NEGATIVE(
      Severity.NOTICE, "Negative durations were set to 0: the profiler's clock went backwards."),
  DURATION_OVERFLOW(
      Severity.DATA_LOSS,
      "Durations above 7 days are overflows of the profiler and were set to 0; the time of these"
          + " events is unknown. Update the profiler."),
  DURATIONS_TOO_LONG(
      Severity.DATA_LOSS,
      "The durations add up to more than four years; those beyond were set to 0, because sums would"
          + " be wrong. The clock of the profiler is broken: record again."),
  VALUES_TOO_LARGE(
      Severity.DATA_LOSS,
      "Values of one measure, or sizes of copies or allocations, add up to more than sums can hold;"
          + " those beyond were set to 0. The counter of the profiler is broken, or the file was not"
          + " written by one: record again."),
  BYTES_UNUSABLE(
      Severity.DATA_LOSS,
      "Sizes above 1 TiB were dropped: the profiler wrote what it did not know. Update it."),
  ID_UNUSABLE(
      Severity.NOTICE,
      "Ids that are no whole number were not used to link: whatever rewrote the trace spoilt them."),
  END_WITHOUT_BEGIN(
      Severity.NOTICE, "Ends of ranges whose begin is not in the trace were dropped."),
  BEGIN_WITHOUT_END(
      Severity.NOTICE, "Ranges still open at the end of the trace were closed there."),
  ARGUMENTS_DROPPED(
      Severity.DATA_LOSS,
      "There were more than 1 GiB of distinct arguments; later ones were dropped."),
  COUNTER_NOT_A_NUMBER(Severity.INFO, "Counter values that are no numbers were skipped."),
  REFERENCE_DANGLING(
      Severity.NOTICE,
      "References to stack frames or events that the input does not hold were dropped, and what"
          + " refers to them was kept: let the profiler finish writing before copying the file."),
  STACK_CYCLE(
      Severity.NOTICE,
      "Stack frames that call themselves in a circle were cut there: check how the file was put"
          + " together."),
  SAMPLE_BROKEN(
      Severity.DATA_LOSS,
      "Samples whose stack, value or time cannot be used were dropped: look at the file, or record"
          + " it again."),
  SAMPLE_WITHOUT_TIME(
      Severity.NOTICE,
      "Samples whose time is no usable number count without it: timelines leave them out."),
  SAMPLES_LOST(
      Severity.DATA_LOSS,
      "The profiler itself says that it lost samples while recording: sample less often, or give it"
          + " larger buffers."),
  PYTHON_READ_LATE(
      Severity.NOTICE,
      "The recorder got no CPU in time to read the Python part of these samples; their time stands"
          + " under [Python stack not read in time]. Leave it a core. They are of programs that do not"
          + " sample themselves, or of the time before they did: docs/recording.md says which."),
  CHUNK_DAMAGED(
      Severity.DATA_LOSS,
      "A part of the recording is damaged or was not finished",
      "the parts before it were kept",
      "Stop the recording before copying the file."),
  NO_EVENTS(
      Severity.NOTICE,
      "The input holds no events that last or happen: check that the profiler was running."),
  PROBLEM_UNKNOWN(
      Severity.NOTICE,
      "The file was stored by a newer Plumb, which counted problems that this one does not know:"
          + " update Plumb to see them."),

  // Database files. Offsets are positions in the file.
  DATABASE_DAMAGED(
      Severity.DATA_LOSS,
      "Parts of the database are damaged and were passed over: export it again, or copy it again from"
          + " where it was made."),
  DATABASE_NOT_CLOSED(
      Severity.DATA_LOSS,
      "Changes lie in a log beside the database and are not in it yet: let the profiler finish, then"
          + " run 'sqlite3 FILE \"PRAGMA wal_checkpoint\"'."),
  VALUE_OF_WRONG_TYPE(
      Severity.NOTICE,
      "Values that are not of their column's type, such as texts for numbers, were read as absent."),
  ROW_UNUSABLE(
      Severity.DATA_LOSS,
      "Rows that lack what they need, or contradict other rows, were not used: export the data again."),
  PROFILER_WARNING(
      Severity.NOTICE,
      "The profiler itself reported warnings or errors while it recorded; the metadata of the trace"
          + " has them all."),
  ROW_RAGGED(
      Severity.NOTICE,
      "Rows of the table have more or fewer fields than its head: they were read as far as they"
          + " fit."),
  NAME_UNKNOWN(
      Severity.DATA_LOSS,
      "Values refer to names that the file does not have and were dropped: let the profiler finish"
          + " writing, or copy the file again."),
  NUMBER_AMBIGUOUS(
      Severity.DATA_LOSS,
      "Numbers came before it was clear which of comma and point separates decimals, and may be read"
          + " wrong: print them again with LC_ALL=C."),
  PART_UNKNOWN(
      Severity.NOTICE,
      "Parts of the file that this Plumb does not know were passed over: update Plumb, or look at"
          + " them with the profiler's own tools."),

  PACKET_IGNORED(
      Severity.INFO,
      "Packets of other data sources than track events (scheduling, memory, logs) were not read."),
  NAME_LOST(
      Severity.DATA_LOSS,
      "Names were in packets that the trace lost: record into a larger buffer."),
  COUNTER_WITHOUT_KERNEL(
      Severity.NOTICE, "Counters of kernels that are not in the trace were skipped."),

  // Links, found when the events are put together. No offsets.
  SLICES_OVERLAP(
      Severity.INFO,
      "Slices of one thread overlap without one containing the other; the inner one was cut off at"
          + " the outer one's end when self time was computed."),
  PYTHON_PARENT_MISMATCH(
      Severity.INFO,
      "Python frames whose caller, by the profiler's ids, is not open on their thread were put under"
          + " it on the thread where it is."),
  KERNEL_BEFORE_LAUNCH(
      Severity.NOTICE,
      "Device work starts before the call that launched it: host and device clocks are not aligned."),
  LAUNCH_AMBIGUOUS(
      Severity.NOTICE,
      "Several calls share a correlation id: the one with the same operator, then the last before the"
          + " work, was taken. Report ranks as separate files to avoid this."),
  WORK_WITHOUT_LAUNCH(
      Severity.NOTICE,
      "Device work whose launching call is not in the trace stands under [unattributed]: start the"
          + " profiler earlier, or record the host's calls too."),
  ROWS_REPEATED(
      Severity.DATA_LOSS,
      "Rows refer to the same values over and over, more than the file has room for, and were left"
          + " out: the file was not written by a profiler."),
  SIZE_UNUSABLE(
      Severity.DATA_LOSS,
      "Sizes that are missing, negative or beyond any memory count as 0: look at what wrote the"
          + " file."),
  HISTORY_WITHOUT_TIMES(
      Severity.NOTICE,
      "The history has an order but no times, so it has no timeline: record it with PyTorch 2.1 or"
          + " later."),
  VALUE_ROUNDED(Severity.INFO, "Fractions of values that are counted in whole units were rounded."),
  ARGUMENTS_CUT(Severity.INFO, "Inputs or outputs of operators longer than 16 KiB were not kept."),
  LINE_AMBIGUOUS(
      Severity.INFO,
      "Instructions that are listed under several lines, because a call was inlined, stand under the"
          + " first of these: pass the report itself to see the lines and their calls."),
  SUMS_LEFT_OUT(
      Severity.INFO,
      "Sums over events that the recording itself holds were left out: they would count twice."),
  FILES_SKIPPED(
      Severity.NOTICE,
      "Files of the folder that are no profiler output, or damaged beyond use, were left out: name a"
          + " file to learn what is wrong with it."),
  JOIN_INCOMPLETE(
      Severity.NOTICE,
      "What has no counterpart in the timeline was left out of it: report that file on its own to see"
          + " all of it."),
  NODE_CALLER_MISSING(
      Severity.NOTICE,
      "Nodes of the operator graph whose caller is not in the file stand at the top: record the"
          + " graph from the start of a step to its end."),
  NODE_CYCLE(
      Severity.NOTICE,
      "Nodes of the operator graph call each other in a circle; the circle was cut at one of them."),

  // Recordings of our own. No offsets.
  RECORDING_UNFINISHED(
      Severity.DATA_LOSS,
      "This was stored while the program still ran, and the recording was cut off later: what came"
          + " after it is missing. Let plumb record end by itself, and look for room on the disk."),
  RECORDED_LESS(
      Severity.NOTICE,
      "Not everything could be recorded on this machine: 'plumb doctor' says why, and what helps."),
  EVENTS_LOST(
      Severity.DATA_LOSS,
      "The program made events faster than they could be read, and the rest was dropped: give the"
          + " machine a free core, or lower --budget."),
  EVENTS_UNBALANCED(
      Severity.NOTICE,
      "Operators began whose end was not seen, because the program was cut off or events were lost;"
          + " they count without their time."),
  PROCESSES_UNSEEN(
      Severity.NOTICE,
      "Processes of the program ended before they were seen, within some 0.2 s: of them only the CPU"
          + " time is known, which stands under [short-lived processes]."),
  OPERATORS_PARTLY(
      Severity.INFO,
      "Operators were recorded in a part of the time only (of steps in some), to keep to --budget;"
          + " their counts and times are of that part."),
  RECORDING_PAUSED(
      Severity.INFO,
      "The program wanted parts of it not to be recorded (plumb.pause): what it did then is in no number"
          + " here."),
  STEPS_THINNED(
      Severity.INFO,
      "There were more steps than intervals are kept: the first ones, a regular selection and the"
          + " longest have theirs. Number and time of all steps are exact."),
  BACKWARD_WITHOUT_FORWARD(
      Severity.INFO,
      "Backward operators whose forward operator was not recorded stand where they ran."),
  TARGET_KILLED(
      Severity.NOTICE,
      "A process was killed, or left without running its exit handlers: what it did in its last"
          + " moments may be missing."),
  WINDOW_LOST(
      Severity.DATA_LOSS,
      "Windows of the framework's profiler were not finished or could not be read: their device work"
          + " is missing."),
  CONTEXTS_FULL(
      Severity.DATA_LOSS,
      "There were more calling contexts than are kept; the rest stands under [more contexts]: look for"
          + " names that change all the time.");

  private final String id;
  private final Severity severity;
  private final String advice;
  private final String adviceOfNothing;

  ProblemCode(Severity severity, String advice) {
    this.id = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.severity = severity;
    this.advice = advice;
    adviceOfNothing = advice;
  }

  /** Damage that leaves something, as a rule: what happened, what of the input was kept, advice. */
  ProblemCode(Severity severity, String what, String kept, String advice) {
    this.id = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.severity = severity;
    this.advice = what + "; " + kept + ". " + advice;
    adviceOfNothing = what + ". " + advice;
  }

  /** Stable name in kebab case, e.g. {@code input-truncated}. */
  public String id() {
    return id;
  }

  public Severity severity() {
    return severity;
  }

  /**
   * Whether putting the events together finds the problem, so that a stored trace must not keep it:
   * it would be counted twice.
   */
  public boolean isFoundByLinking() {
    return switch (this) {
      case CONTENT_TWICE,
          RANK_TWICE,
          RUNS_APART,
          SLICES_OVERLAP,
          PYTHON_PARENT_MISMATCH,
          KERNEL_BEFORE_LAUNCH,
          LAUNCH_AMBIGUOUS,
          WORK_WITHOUT_LAUNCH,
          NODE_CALLER_MISSING,
          NODE_CYCLE ->
          true;
      default -> false;
    };
  }

  /** Whether something of the input is lost that was recorded. */
  public boolean isDamage() {
    return this == METADATA_DAMAGED || severity == Severity.DATA_LOSS && this != SAMPLES_LOST;
  }

  /** One sentence: what the user can do about it. */
  public String advice() {
    return advice;
  }

  /** The same where nothing of the input could be kept. */
  public String adviceOfNothing() {
    return adviceOfNothing;
  }
}
