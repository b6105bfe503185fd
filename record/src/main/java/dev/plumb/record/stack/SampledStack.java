package dev.plumb.record.stack;

import java.util.Arrays;

/**
 * One sample: frames of a thread and what they stand for. Reused: what a sink wants to keep it must
 * copy.
 */
public final class SampledStack {
  /** Frames beyond so many are left out, the outermost first. */
  public static final int MOST_FRAMES = 1024;

  private int[] frames = new int[128];
  private int size;
  private int nativeFrom;
  private int tid;
  private long timeNs;
  private long valueNs;
  private ThreadState state = ThreadState.RUNNING;
  private StackQuality quality = StackQuality.NATIVE_ONLY;
  private boolean truncated;

  /** An empty one, for a sampler to fill. */
  public SampledStack() {}

  /** Begins another sample. */
  public void begin(int tid, long timeNs, long valueNs, ThreadState state) {
    this.tid = tid;
    this.timeNs = timeNs;
    this.valueNs = valueNs;
    this.state = state;
    size = 0;
    nativeFrom = 0;
    truncated = false;
    quality = StackQuality.NATIVE_ONLY;
  }

  /** The same once more, later. */
  public void repeat(long timeNs, long valueNs) {
    this.timeNs = timeNs;
    this.valueNs = valueNs;
  }

  /** Adds a frame, a row of the tree's frames, inside of those before. */
  public void add(int frame) {
    if (size == frames.length) {
      frames = Arrays.copyOf(frames, size * 2);
    }
    frames[size++] = frame;
  }

  /** What is added from here on is native code inside of the innermost Python function. */
  public void beginNative() {
    nativeFrom = size;
  }

  /** Says how the parts belong together. */
  public void setQuality(StackQuality quality) {
    this.quality = quality;
  }

  /** Says whether the outermost native frames are missing. */
  public void setTruncated(boolean truncated) {
    this.truncated = truncated;
  }

  /** Number of frames. */
  public int size() {
    return size;
  }

  /** A frame's row in {@code ContextTree.frames()}; 0 is the outermost frame. */
  public int frame(int index) {
    return frames[index];
  }

  /**
   * Index of the first frame of the native part, which is inside of the innermost Python function:
   * operators that were open on the thread belong before it. 0 where there is no Python part, and
   * {@link #size()} where Python code itself was running.
   */
  public int nativeFrom() {
    return nativeFrom;
  }

  /** The thread, as the recording process sees it. */
  public int tid() {
    return tid;
  }

  /** When it was taken, ns of {@code CLOCK_MONOTONIC}, the clock of {@code System.nanoTime()}. */
  public long timeNs() {
    return timeNs;
  }

  /** The time that the sample stands for, ns: CPU time if the thread was running, else waiting. */
  public long valueNs() {
    return valueNs;
  }

  /** What the thread did. */
  public ThreadState state() {
    return state;
  }

  /** How sure it is that the parts belong together. */
  public StackQuality quality() {
    return quality;
  }

  /** Whether the outermost native frames are missing. */
  public boolean isTruncated() {
    return truncated;
  }
}
