package dev.plumb.profile.flame;

import dev.plumb.profile.FrameKind;
import dev.plumb.profile.NamePattern;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which frames a flame graph shows.
 *
 * @param hiddenKinds layers whose frames are left out; what they took counts for their callers
 * @param hide frames to be left out likewise; null for none
 * @param focus only contexts with such a frame, which becomes the outermost one; null for all
 * @param drop contexts with such a frame are left out, and their cost; null for none
 * @param mergeRecursion whether a frame that is on its own path already is the same box
 */
public record FlameSpec(
    Set<FrameKind> hiddenKinds,
    @Nullable NamePattern hide,
    @Nullable NamePattern focus,
    @Nullable NamePattern drop,
    boolean mergeRecursion) {
  /** Everything. */
  public static final FlameSpec ALL = new FlameSpec(Set.of(), null, null, null, false);

  /** Keeps a copy of the layers. */
  public FlameSpec {
    hiddenKinds = Set.copyOf(hiddenKinds);
  }
}
