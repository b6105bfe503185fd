package dev.plumb.present.view;

import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.SliceTable;

/** Ids of slices that are unique in a run, as in {@code plumb sql}. */
final class SliceIds {
  private final Run run;

  /** Slices before each input. */
  private final long[] before;

  SliceIds(Run run) {
    this.run = run;
    before = new long[run.inputs().size() + 1];
    for (int input = 0; input + 1 < before.length; input++) {
      before[input + 1] = before[input] + run.inputs().get(input).trace().slices().size();
    }
  }

  /** A slice of a run. */
  record Place(int input, int row) {}

  /** Number of slices in the run. */
  long count() {
    return before[before.length - 1];
  }

  /** Id of a slice; −1 for row −1. */
  long id(int input, int row) {
    return row < 0 ? -1 : before[input] + row;
  }

  /** The slice of an id, which must be below {@link #count}. */
  Place place(long id) {
    int input = 0;
    while (id >= before[input + 1]) {
      input++;
    }
    return new Place(input, (int) (id - before[input]));
  }

  Links links(Place place) {
    return run.inputs().get(place.input);
  }

  SliceTable slices(Place place) {
    return links(place).trace().slices();
  }
}
