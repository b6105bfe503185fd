package dev.plumb.bench.record;

import dev.plumb.record.ring.RingWriter;
import java.util.concurrent.locks.LockSupport;

/**
 * Events of a training loop, made up: in each step operators that Python functions call one after
 * the other, two deep, then their backward operators in the order of autograd.
 */
final class Replay {
  /** Operators of a step, the backward ones included. */
  static final int OPERATORS = 1200;

  /** Starts and ends of a step. */
  static final int EVENTS = 2 * OPERATORS;

  private static final int NAMES = 200;
  private static final int CODES = 400;
  private static final int CALLS = 4000;
  private static final int DEFINITIONS = 512;
  private static final int EVENT = 32;

  private final RingWriter ring;
  private final long stepNs;
  private long sequence;
  private long step;
  private long nowNs;

  /**
   * A program.
   *
   * @param stepNs how long a step takes by the times of its events
   */
  Replay(RingWriter ring, long stepNs) {
    this.ring = ring;
    this.stepNs = stepNs;
  }

  /** Calls of Python of an operator: not the same ones in each step, as where branches differ. */
  private long calls(int operator) {
    return 1 + (operator * 31L + step % 8 * 517) % CALLS;
  }

  /** Names and calls of Python, before the first step. */
  void define() {
    for (int i = 1; i <= CODES; i++) {
      await(DEFINITIONS);
      ring.code(i, "function" + i);
    }
    for (int i = 1; i <= NAMES; i++) {
      await(DEFINITIONS);
      ring.name(i, "aten::operator_" + i);
    }
    for (int i = 1; i <= CALLS; i++) {
      await(DEFINITIONS);
      ring.context(i, 1 + i % CODES, 1 + i % 37, 1 + i % 7, 2, 1);
    }
  }

  /** Writes a step; waits where the ring is full, so that nothing is lost. */
  void step() {
    long begin = nowNs;
    long tick = stepNs / (EVENTS + 1);
    int half = OPERATORS / 2;
    for (int i = 0; i < half; i += 2) {
      await(4 * EVENT);
      ring.start(0, 1 + i % NAMES, nowNs += tick, calls(i), sequence + i);
      ring.start(0, 1 + (i + 1) % NAMES, nowNs += tick, calls(i), sequence + i + 1);
      ring.end(nowNs += tick);
      ring.end(nowNs += tick);
    }
    for (int i = half - 1; i >= 0; i--) {
      await(2 * EVENT);
      ring.start(1, 1 + i % NAMES, nowNs += tick, 1, sequence + i);
      ring.end(nowNs += tick);
    }
    sequence += half;
    nowNs = begin + stepNs;
    await(EVENT);
    ring.step(++step, nowNs, step == 1 ? 0 : stepNs);
  }

  private void await(int bytes) {
    while (!ring.hasRoom(bytes)) {
      LockSupport.parkNanos(20_000); // leaves the core to the reader
    }
  }

  /** Steps written. */
  long steps() {
    return step;
  }
}
