package dev.plumb.explain.sync;

import dev.plumb.explain.Advice;
import dev.plumb.explain.base.CopyDirections;
import java.util.function.Supplier;

/** What to do instead of a wait, by the operator or call that waits. */
final class SyncAdvice {
  private SyncAdvice() {}

  /**
   * @param label what waits
   * @param copies where the copies went that were launched there
   */
  static Advice of(String label, Supplier<CopyDirections> copies) {
    if (label.contains("aten::item") || label.contains("_local_scalar_dense")) {
      return new Advice(
          "A value of a tensor is read on the host. Keep it on the device, and read it once in many"
              + " steps, or after the loop.",
          "total += loss.detach()          # instead of loss.item()\n"
              + "if step % 100 == 0: print(total.item() / 100)");
    }
    if (label.contains("is_nonzero") || label.contains("equal") || label.contains("allclose")) {
      return new Advice(
          "Python decides by a value on the device. Decide on the device, or check once in many"
              + " steps.",
          "x = torch.where(condition, a, b)  # instead of if condition:");
    }
    if (label.contains("nonzero") || label.contains("masked_select") || label.contains("unique")) {
      return new Advice(
          "The size of the result depends on values, so the host must wait for it. Use a form of"
              + " fixed size.",
          "torch.where(mask, x, 0)         # instead of x[mask]");
    }
    if (label.contains("aten::to")
        || label.contains("aten::copy_")
        || label.contains("aten::cpu")
        || label.contains("Memcpy")) {
      CopyDirections directions = copies.get();
      return directions.touchHost()
          ? directions.pin("A copy blocks the host.")
          : new Advice(
              "A copy blocks the host. Copy from or to pinned memory without blocking, and wait only"
                  + " where the data is used.");
    }
    return new Advice(
        "Remove the wait from the step, or do it once in many steps; wait for an event of one stream"
            + " instead of the whole device.",
        "event.record(); ...; event.synchronize()  # instead of torch.cuda.synchronize()");
  }
}
