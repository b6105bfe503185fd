package dev.plumb.profile;

/**
 * How an input was joined to another one.
 *
 * @param into name of the input that it was joined to
 * @param by what was compared, in words: "process id", "kernel name and launch order"
 * @param quality whether ids or only order and names say so
 * @param matched executions, samples or files that found their place
 * @param total how many there were
 * @param offsetNs added to its times; 0 if none was needed or known
 */
public record Join(
    String into, String by, LinkQuality quality, long matched, long total, long offsetNs) {}
