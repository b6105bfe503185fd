package dev.plumb.profile.diff;

import dev.plumb.profile.KernelFamily;

/**
 * Kernels of one family, by step.
 *
 * @param count how many
 * @param time nanoseconds, summed
 */
public record FamilyChange(KernelFamily family, Change count, Change time) {}
