package dev.plumb.explain.phases;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import java.util.regex.Pattern;

/** Parts of a training step. */
public enum Phase {
  /** Everything that is none of the others. */
  FORWARD("forward and other"),
  /** Gradients. */
  BACKWARD("backward"),
  /** Forward work that is done again for the backward pass: activation checkpointing. */
  RECOMPUTE("recomputation"),
  /** Updates of parameters. */
  OPTIMIZER("optimizer"),
  /** Unknown: no context. */
  UNATTRIBUTED("unattributed");

  private static final Pattern BACKWARD_NAME =
      Pattern.compile(
          "autograd::engine::evaluate_function.*|.*Backward\\d*$|.*_backward(_\\w+)?$"
              + "|torch/autograd/__init__\\.py.*: backward|[#\\s]*backward[#\\s]*|djl::backward");
  private static final Pattern RECOMPUTE_NAME =
      Pattern.compile(".*torch/utils/checkpoint\\.py.*: (recompute_fn|recompute).*");
  private static final Pattern OPTIMIZER_NAME =
      Pattern.compile(
          "Optimizer\\.(step|zero_grad)#.*|.*torch/optim/.*: (step|_single_tensor.*|_multi_tensor.*"
              + "|_fused.*)|.*(optimizer_step|clip_grad_norm_).*|ai\\.djl\\.training\\.Trainer\\.step");

  private final String label;

  Phase(String label) {
    this.label = label;
  }

  /** Name in outputs. */
  public String label() {
    return label;
  }

  /**
   * The phase of each node: that of the innermost frame which says one, and backward work stays
   * what it is below its forward operator. What is recomputed stays so, whatever it calls.
   */
  public static Phase[] ofNodes(CallingContextTree tree) {
    byte[] ofFrame = new byte[tree.frames()];
    Phase[] phases = new Phase[tree.size()];
    for (int node = 0; node < phases.length; node++) {
      Phase above = node == CallingContextTree.ROOT ? FORWARD : phases[tree.parent(node)];
      int frame = tree.frame(node);
      if (ofFrame[frame] == 0) {
        Phase own = ofFrame(tree.frameKind(frame), tree.frameName(frame));
        ofFrame[frame] = (byte) (own.ordinal() + 1);
      }
      Phase own = values()[ofFrame[frame] - 1];
      phases[node] = own == FORWARD || above == RECOMPUTE ? above : own;
    }
    return phases;
  }

  private static Phase ofFrame(FrameKind kind, String name) {
    if (kind == FrameKind.UNATTRIBUTED) {
      return UNATTRIBUTED;
    }
    boolean device =
        kind == FrameKind.KERNEL || kind == FrameKind.MEMCPY || kind == FrameKind.MEMSET;
    if (device || kind.isPlace()) {
      return FORWARD; // names of kernels say much, but nothing about who called them
    }
    if (RECOMPUTE_NAME.matcher(name).matches()) {
      return RECOMPUTE;
    }
    if (OPTIMIZER_NAME.matcher(name).matches()) {
      return OPTIMIZER;
    }
    return BACKWARD_NAME.matcher(name).matches() ? BACKWARD : FORWARD;
  }
}
