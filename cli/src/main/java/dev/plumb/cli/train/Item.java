package dev.plumb.cli.train;

/** One event of a synthetic trace before it is written; reused from step to step. */
final class Item {
  /** What is written; decides which of the fields below mean something. */
  enum Type {
    ANNOTATION,
    OPERATOR,
    PYTHON,
    MODULE,
    MEMORY,
    RUNTIME,
    DRIVER,
    KERNEL,
    MEMCPY,
    MEMSET,
    GPU_ANNOTATION,
    FLOW_START,
    FLOW_END,
    COUNTER
  }

  Type type = Type.OPERATOR;
  byte[] name = new byte[0];

  /** Arguments without a number of their own in here, in the writer's notation. */
  byte[] args = new byte[0];

  /** Thread id, or stream of device work. */
  int thread;

  long timeNs;
  long durNs;

  /** External id, Python id or address. */
  long id;

  /** Python parent id, sequence number or total allocated; −1 for none. */
  long other;

  /** Fwd thread id, module id or bytes; −1 for none. */
  long detail;

  /** Correlation id, or id of a flow. */
  long correlation;

  /** Device of allocated memory; −1 for the host's. */
  int device;

  /** Whether a flow is a launch (ac2g) or leads from forward to backward work. */
  boolean launchFlow;
}
