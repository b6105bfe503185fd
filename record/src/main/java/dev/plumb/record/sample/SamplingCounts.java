package dev.plumb.record.sample;

/**
 * What became of the samples since the start. All but {@code lost} and those after it count stacks.
 *
 * @param samples handed on, of any kind
 * @param exact handed on with Python and native parts of one instant
 * @param byTime handed on with parts joined by thread and time
 * @param nativeOnly handed on without Python
 * @param pythonOnly handed on without native code
 * @param truncated handed on with the outermost native frames missing
 * @param late of those without Python, the ones whose thread had run on for too long before its
 *     Python stack was read: where this process gets little CPU
 * @param lost taken by the kernel or the program but overwritten or dropped before they were read
 * @param torn Python stacks that changed while they were read, and were dropped
 * @param malformed records that contradict themselves, and were skipped
 */
public record SamplingCounts(
    long samples,
    long exact,
    long byTime,
    long nativeOnly,
    long pythonOnly,
    long truncated,
    long late,
    long lost,
    long torn,
    long malformed) {}
