package dev.plumb.profile.timeline;

import java.util.function.Supplier;

/**
 * A track to be made of {@link Stretches}.
 *
 * @param type {@link TrackType#IDLE} or {@link TrackType#PATH}
 * @param input input of the run; times are its
 * @param rank rank that the device's work names; {@code Ids.NONE} if it names none
 * @param deviceRow device of the input's trace
 * @param make computes them, when somebody looks
 */
public record StretchTrack(
    TrackType type, int input, int rank, int deviceRow, Supplier<Stretches> make) {}
