package dev.plumb.record.operators;

/**
 * A sampled stack that waits for the events before it.
 *
 * @param track row of the tree's tracks
 * @param timeNs when it was taken, of CLOCK_MONOTONIC
 * @param frames rows of the tree's frames, outermost first
 * @param nativeFrom how many of them stand above operators: those of the interpreter's functions
 * @param measure row of the tree's measures
 * @param value to add
 * @param state string id of what the thread waited for; −1 if it ran
 */
public record Sampled(
    int track, long timeNs, int[] frames, int nativeFrom, int measure, long value, int state) {}
