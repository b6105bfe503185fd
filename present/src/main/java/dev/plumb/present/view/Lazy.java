package dev.plumb.present.view;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something that is made when it is first asked for; others wait meanwhile. */
final class Lazy<T> {
  private final Supplier<T> make;
  private volatile @Nullable T made;

  Lazy(Supplier<T> make) {
    this.make = make;
  }

  T get() {
    T known = made;
    return known != null ? known : make();
  }

  private synchronized T make() {
    T known = made;
    if (known == null) {
      known = make.get();
      made = known;
    }
    return known;
  }

  /** Null if nobody has asked yet. */
  @Nullable T getIfMade() {
    return made;
  }
}
