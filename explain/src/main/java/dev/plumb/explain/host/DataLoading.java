package dev.plumb.explain.host;

import dev.plumb.explain.Facts;
import dev.plumb.profile.Links;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Slices in which a host thread waits for, or makes, the next batch: PyTorch's {@code
 * enumerate(DataLoader)#…__next__}, the loader's Python frames, TensorFlow's iterators.
 */
public final class DataLoading {
  private static final Pattern NAME =
      Pattern.compile(
          "enumerate\\(DataLoader\\).*"
              + "|.*torch/utils/data/dataloader\\.py\\(\\d+\\): (__next__|_next_data|_get_data"
              + "|_try_get_data)"
              + "|.*(DataLoaderIter|DataPipe).*__next__.*"
              + "|IteratorGetNext.*|Iterator::.*"
              + "|(?i)(get_|fetch_|next_|load_)batch.*|(?i)data.?load(er|ing)?",
          Pattern.DOTALL);

  private static final int LAST_HOST = SliceKind.OVERHEAD.ordinal();
  private static final int RUNTIME = SliceKind.RUNTIME.ordinal();

  private final List<ThreadSlices> inputs = new ArrayList<>();

  private DataLoading(Facts facts) {
    for (Links links : facts.inputs()) {
      inputs.add(new ThreadSlices(links.trace(), rows(links.trace())));
    }
  }

  private static IntColumn rows(Trace trace) {
    SliceTable slices = trace.slices();
    NameClass names = new NameClass(trace.strings(), DataLoading::isLoading);
    IntColumn rows = new IntColumn();
    for (int row = 0, n = slices.size(); row < n; row++) {
      int kind = slices.kindOrdinal(row);
      if (kind <= LAST_HOST && kind != RUNTIME && names.holds(slices.nameId(row))) {
        rows.add(row);
      }
    }
    return rows;
  }

  /** Those of a run. */
  public static DataLoading of(Facts facts) {
    return facts.shared(DataLoading.class, DataLoading::new);
  }

  /** Whether a host slice of that name stands for loading data. */
  public static boolean isLoading(String name) {
    return NAME.matcher(name).matches();
  }

  /** Those of an input, by track. */
  public ThreadSlices input(int input) {
    return inputs.get(input);
  }
}
