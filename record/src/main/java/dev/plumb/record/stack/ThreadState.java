package dev.plumb.record.stack;

/** What a thread did when it was sampled. */
public enum ThreadState {
  /** It used a CPU. */
  RUNNING("running"),
  /** It waited for Python's global interpreter lock. */
  GIL("GIL"),
  /** It waited for another lock, a condition or a thread. */
  LOCK("lock"),
  /** It waited for a disk, a socket, a pipe or a device. */
  IO("I/O"),
  /** It slept for a given time. */
  SLEEP("sleep"),
  /** It waited for one of its child processes. */
  CHILD("child process"),
  /** It waited; nothing says for what. */
  WAITING("waiting");

  private final String words;

  ThreadState(String words) {
    this.words = words;
  }

  /** For reports. */
  public String words() {
    return words;
  }
}
