package dev.plumb.profile.diff;

import org.jspecify.annotations.Nullable;

/**
 * Kernels of one name in the base and what they are in the new run, over all their contexts; counts
 * and times are by step.
 *
 * @param baseName name in the base, or null for a kernel that the base does not have
 * @param newName name in the new run, or null for a kernel that it does not have
 * @param count how many
 * @param time nanoseconds, summed
 */
public record KernelChange(
    @Nullable String baseName, @Nullable String newName, Change count, Change time) {}
