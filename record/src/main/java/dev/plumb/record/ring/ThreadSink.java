package dev.plumb.record.ring;

import java.lang.foreign.MemorySegment;

/** Takes what one thread wrote, in its order. Times are ns of CLOCK_MONOTONIC. */
public interface ThreadSink {
  /** Scopes of ranges, as the framework numbers them, and ours. */
  int SCOPE_BACKWARD = 1;

  int SCOPE_USER = 7;
  int SCOPE_MODULE = 64;
  int SCOPE_PLUMB = 65;

  /**
   * A range begins.
   *
   * @param depth ranges that are open around it
   * @param name number of a name; 0 if it has none
   * @param context number of the calls of Python that are open; 0 if none
   * @param sequence autograd's number, with the forward thread above bit 48; −1 if none
   */
  void start(int scope, int depth, int name, long timeNs, long context, long sequence);

  /** The range with so many around it ends; those inside of it, if any, never will. */
  void end(int depth, long timeNs);

  /** A name for a number. */
  void name(int number, String text);

  /**
   * Calls of Python for a number, innermost first: {@code pairs} holds the number of a code object
   * and the place in it, in bytes, for each.
   */
  void context(long number, int[] pairs, int count);

  /** A code object for a number. */
  void code(int number, PythonCode code);

  /** A step ended. */
  void step(int source, boolean recorded, long timeNs, long number, long durationNs);

  /** The number that the framework has for this thread. */
  void thread(long number);

  /** A fact about the process. */
  void note(String key, String value);

  /**
   * A call begins that gives a device work, or waits for it.
   *
   * @param depth ranges that are open around it
   * @param name number of its name; 0 if it has none
   * @param context number of the calls of Python that are open; 0 if none
   * @param correlation the number by which work refers to it
   */
  void launch(int depth, int name, long timeNs, long context, int correlation);

  /**
   * A node of a graph of work is made on this thread.
   *
   * @param depth ranges that are open around it
   * @param context number of the calls of Python that are open; 0 if none
   * @param original the node that it is a copy of; 0 if it is new
   */
  void graphNode(int depth, long context, long node, long original);

  /** Work of a device; only valid during the call. */
  void work(DeviceRecord record);

  /** Samples of one place in a kernel; only valid during the call. */
  void deviceSamples(DeviceRecord record);

  /** The profiler of the device has dropped so many records and samples. */
  void deviceLost(long records, long samples);

  /** A record of the sampler in the process; only valid during the call. */
  void sample(MemorySegment record);

  /** A code object that samples of the process refer to by address. */
  void sampledCode(long address, PythonCode code);

  /** Records were dropped since the last time: what is open may be wrong. */
  void lost(long count);

  /** So many samples of the sampler in the process were dropped since the last time. */
  void samplesLost(long count);

  /** The thread has ended. */
  void ended();
}
