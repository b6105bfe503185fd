package dev.plumb.record.operators;

import dev.plumb.record.ring.PythonCode;
import dev.plumb.record.tree.ContextTree;
import dev.plumb.record.tree.OwnFiles;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.FrameTable;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Python functions among the frames of a tree: which frames are of one function whatever their
 * line, and which are not shown: those of Plumb's own bootstrap, and what stands between the call
 * of a module and its {@code forward}, whose own time goes to the caller.
 */
public final class PythonFrames {
  private static final int UNKNOWN = 0;
  private static final int SHOWN = 1;
  private static final int HIDDEN = 2;
  private static final int RANGE = 3;

  /** How {@code nn.Module} gets from a call to {@code forward}: one to three frames each time. */
  private static final Pattern CALLS_OF_MODULES =
      Pattern.compile(
          "(Module\\.)?_(wrapped_call_impl|call_impl|slow_forward)(\\.<locals>\\.inner)?");

  private final ContextTree tree;
  private byte[] kinds = new byte[256];

  /** Frames of a tree. */
  public PythonFrames(ContextTree tree) {
    this.tree = tree;
  }

  /** The frame of a place in a function. */
  public int frame(PythonCode code, int place) {
    return tree.frame(CodeKind.PYTHON, code.name(), code.file(), code.line(place), null);
  }

  /** Whether two frames are of one function, at whatever line. */
  boolean sameFunction(int frame, int other) {
    FrameTable frames = tree.frames();
    return frame == other
        || frames.nameId(frame) == frames.nameId(other)
            && frames.fileId(frame) == frames.fileId(other);
  }

  /** Whether a frame is a call of Python. */
  boolean isCall(int frame) {
    return tree.frames().kind(frame) == CodeKind.PYTHON;
  }

  /** Whether a frame is left out of contexts. */
  public boolean isHidden(int frame) {
    return kind(frame) == HIDDEN;
  }

  /**
   * Whether a frame belongs to beginning a range of the user, and is gone while the range lasts.
   */
  boolean beginsRange(int frame) {
    int kind = kind(frame);
    return kind == HIDDEN || kind == RANGE;
  }

  private int kind(int frame) {
    if (frame >= kinds.length) {
      kinds = Arrays.copyOf(kinds, Math.max(frame + 1, kinds.length * 2));
    }
    if (kinds[frame] == UNKNOWN) {
      kinds[frame] = (byte) find(frame);
    }
    return kinds[frame];
  }

  private int find(int frame) {
    FrameTable frames = tree.frames();
    if (frames.kind(frame) != CodeKind.PYTHON || frames.fileId(frame) < 0) {
      return SHOWN;
    }
    String file = tree.strings().get(frames.fileId(frame));
    if (file.contains("/plumb_bootstrap/")
        || file.equals(OwnFiles.PREFIX + "plumb.py")
        || file.endsWith("/bootstrap/plumb.py")) {
      return HIDDEN;
    }
    if (file.endsWith("torch/nn/modules/module.py")
        && CALLS_OF_MODULES.matcher(tree.strings().get(frames.nameId(frame))).matches()) {
      return HIDDEN;
    }
    boolean begins =
        file.endsWith("torch/autograd/profiler.py")
            || file.endsWith("torch/_ops.py")
            || file.endsWith("/contextlib.py");
    return begins ? RANGE : SHOWN;
  }
}
