package dev.plumb.record.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a recording ended.
 *
 * @param file the recording
 * @param stored whether {@code file} holds the recording to its end
 * @param notStored why it does not; null if it does
 * @param status exit status of the program, 128 and the signal's number if one killed it
 * @param level how much was recorded
 * @param missing what could not be recorded, and why
 * @param remarks what else people should see
 */
public record Outcome(
    Path file,
    boolean stored,
    @Nullable String notStored,
    int status,
    Level level,
    Map<String, String> missing,
    List<String> remarks) {}
