package dev.plumb.present.view;

import dev.plumb.profile.flame.FlameSpec;
import dev.plumb.profile.flame.FlameTree;
import dev.plumb.profile.flame.FlameValues;
import dev.plumb.profile.flame.Pairing;
import org.jspecify.annotations.Nullable;

/** Two profiles that are compared. */
final class Pair {
  private record Flame(FlameSpec spec, String metric) {}

  private final Profile fresh;
  private final Profile base;
  private final Lazy<Pairing> pairing;
  private final Memo<FlameSpec, FlameTree> trees = new Memo<>(4);
  private final Memo<Flame, FlameValues> flames = new Memo<>(8);

  Pair(Profile fresh, Profile base) {
    this.fresh = fresh;
    this.base = base;
    this.pairing = new Lazy<>(() -> new Pairing(fresh.run().tree(), base.run().tree()));
  }

  Profile fresh() {
    return fresh;
  }

  Pairing pairing() {
    return pairing.get();
  }

  /** A metric over the rows that a flame graph shows, of both. */
  FlameValues flameValues(FlameSpec spec, ProfileMetric metric, FlameTree rows) {
    return flames.get(
        new Flame(spec, metric.id()),
        () -> {
          ProfileMetric other = ofBase(metric);
          long[] none = new long[base.run().tree().size()];
          return new FlameValues(
              rows,
              pairing().valuesOfNew(fresh.values(metric, null)),
              pairing().valuesOfBase(other == null ? none : base.values(other, null)));
        });
  }

  FlameTree flameTree(FlameSpec spec) {
    return trees.get(spec, () -> new FlameTree(pairing().both(), spec));
  }

  /** The same metric of the base; null if it has no values of it. */
  @Nullable ProfileMetric ofBase(ProfileMetric metric) {
    for (ProfileMetric other : base.metrics()) {
      if (metric.isSameAs(other)) {
        return other;
      }
    }
    return null;
  }

  Profile base() {
    return base;
  }
}
