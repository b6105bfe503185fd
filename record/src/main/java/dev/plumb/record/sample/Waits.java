package dev.plumb.record.sample;

import dev.plumb.record.os.ProcessFiles;
import dev.plumb.record.os.TaskCall;
import dev.plumb.record.python.PythonReader;
import dev.plumb.record.stack.ThreadState;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells what a thread waits for: by the system call it is in, else by the kernel's function. */
final class Waits {
  private static final boolean IS_ARM = System.getProperty("os.arch", "").equals("aarch64");

  /** Numbers of system calls, x86-64 then AArch64; −1 where there is none. */
  private enum Call {
    READ(0, 63, ThreadState.IO),
    WRITE(1, 64, ThreadState.IO),
    POLL(7, -1, ThreadState.IO),
    PPOLL(271, 73, ThreadState.IO),
    PREAD(17, 67, ThreadState.IO),
    PWRITE(18, 68, ThreadState.IO),
    READV(19, 65, ThreadState.IO),
    WRITEV(20, 66, ThreadState.IO),
    SELECT(23, -1, ThreadState.IO),
    PSELECT(270, 72, ThreadState.IO),
    CONNECT(42, 203, ThreadState.IO),
    ACCEPT(43, 202, ThreadState.IO),
    ACCEPT4(288, 242, ThreadState.IO),
    SENDTO(44, 206, ThreadState.IO),
    RECVFROM(45, 207, ThreadState.IO),
    SENDMSG(46, 211, ThreadState.IO),
    RECVMSG(47, 212, ThreadState.IO),
    SENDFILE(40, 71, ThreadState.IO),
    FSYNC(74, 82, ThreadState.IO),
    FDATASYNC(75, 83, ThreadState.IO),
    EPOLL(232, -1, ThreadState.IO),
    EPOLL_P(281, 22, ThreadState.IO),
    IOCTL(16, 29, ThreadState.IO),
    URING(426, 426, ThreadState.IO),
    OPENAT(257, 56, ThreadState.IO),
    FUTEX(202, 98, ThreadState.LOCK),
    FLOCK(73, 32, ThreadState.LOCK),
    NANOSLEEP(35, 101, ThreadState.SLEEP),
    CLOCK_NANOSLEEP(230, 115, ThreadState.SLEEP),
    WAIT4(61, 260, ThreadState.CHILD),
    WAITID(247, 95, ThreadState.CHILD);

    private static final Map<Integer, Call> BY_NUMBER = new HashMap<>();

    static {
      for (Call call : values()) {
        BY_NUMBER.put(IS_ARM ? call.arm : call.intel, call);
      }
    }

    private final int intel;
    private final int arm;
    private final ThreadState state;

    Call(int intel, int arm, ThreadState state) {
      this.intel = intel;
      this.arm = arm;
      this.state = state;
    }
  }

  private Waits() {}

  /**
   * What a thread waits for.
   *
   * @param call that it is in; null if that may not be known
   */
  static ThreadState of(
      ProcessFiles files, int tid, @Nullable TaskCall call, @Nullable PythonReader python) {
    if (call == null) {
      return byFunction(files.waitsIn(tid));
    }
    Call known = Call.BY_NUMBER.get(call.number());
    if (known == null) {
      return byFunction(files.waitsIn(tid));
    }
    return switch (known) {
      case FUTEX ->
          python != null && python.isLock(call.first()) ? ThreadState.GIL : ThreadState.LOCK;
      // Waiting for nothing but the time: how Python slept up to 3.10.
      case SELECT, PSELECT -> call.first() == 0 ? ThreadState.SLEEP : ThreadState.IO;
      case POLL, PPOLL -> call.second() == 0 ? ThreadState.SLEEP : ThreadState.IO;
      default -> known.state;
    };
  }

  private static ThreadState byFunction(String function) {
    if (function.contains("futex")) {
      return ThreadState.LOCK;
    }
    if (function.contains("nanosleep")) {
      return ThreadState.SLEEP;
    }
    if (function.contains("wait4") || function.equals("do_wait")) {
      return ThreadState.CHILD;
    }
    boolean isIo =
        function.contains("poll")
            || function.contains("pipe")
            || function.contains("select")
            || function.contains("sk_wait")
            || function.contains("skb")
            || function.contains("io_");
    return isIo ? ThreadState.IO : ThreadState.WAITING;
  }
}
