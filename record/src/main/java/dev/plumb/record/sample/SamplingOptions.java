package dev.plumb.record.sample;

/**
 * How a process is sampled.
 *
 * @param hertz samples a second of each thread; in CPU mode of its CPU time
 * @param mode which time is sampled
 * @param stackBytes of a thread's stack that are copied with a sample; what lies beyond is read a
 *     moment later. At most 65,528 less registers: the kernel's limit of a record
 * @param kernelFrames whether time inside of the operating system is asked for; without the right
 *     to it, it is left out and said so
 * @param python whether Python stacks are read
 * @param wholeLife whether what threads ran before sampling began is time without samples: it is of
 *     programs that the recorder starts
 */
public record SamplingOptions(
    int hertz,
    SamplingMode mode,
    int stackBytes,
    boolean kernelFrames,
    boolean python,
    boolean wholeLife) {
  /** More often than this costs the program too much. */
  public static final int MOST_HERTZ = 10_000;

  /** The most that the kernel copies. */
  public static final int MOST_STACK_BYTES = 63 * 1024;

  /** 99 samples a second of CPU time. */
  public static final SamplingOptions DEFAULT =
      new SamplingOptions(99, SamplingMode.CPU, 32 * 1024, true, true, false);

  /** Checks the ranges. */
  public SamplingOptions {
    if (hertz < 1 || hertz > MOST_HERTZ) {
      throw new IllegalArgumentException("hertz must be 1 to " + MOST_HERTZ + ", not " + hertz);
    }
    if (stackBytes < 0 || stackBytes > MOST_STACK_BYTES || stackBytes % 8 != 0) {
      throw new IllegalArgumentException(
          "stackBytes must be a multiple of 8 up to " + MOST_STACK_BYTES + ", not " + stackBytes);
    }
  }

  /** The same at another rate. */
  public SamplingOptions withHertz(int hertz) {
    return new SamplingOptions(hertz, mode, stackBytes, kernelFrames, python, wholeLife);
  }

  /** The same in another mode. */
  public SamplingOptions withMode(SamplingMode mode) {
    return new SamplingOptions(hertz, mode, stackBytes, kernelFrames, python, wholeLife);
  }

  /** The same with another size of stack copies. */
  public SamplingOptions withStackBytes(int stackBytes) {
    return new SamplingOptions(hertz, mode, stackBytes, kernelFrames, python, wholeLife);
  }

  /** The same with or without Python. */
  public SamplingOptions withPython(boolean python) {
    return new SamplingOptions(hertz, mode, stackBytes, kernelFrames, python, wholeLife);
  }

  /** The same with or without time in the kernel. */
  public SamplingOptions withKernelFrames(boolean kernelFrames) {
    return new SamplingOptions(hertz, mode, stackBytes, kernelFrames, python, wholeLife);
  }

  /** The same, of a program that the recorder starts or not. */
  public SamplingOptions withWholeLife(boolean wholeLife) {
    return new SamplingOptions(hertz, mode, stackBytes, kernelFrames, python, wholeLife);
  }

  /** ns between two samples of a thread. */
  public long periodNs() {
    return 1_000_000_000L / hertz;
  }
}
