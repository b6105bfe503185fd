package dev.plumb.importers.perfetto;

import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.StringPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What events of a GPU refer to, of one sequence: contexts, queues, stages, kernels, counters. */
final class GpuNames {
  private static final int CONTEXTS = 23;
  private static final int SPECIFICATIONS = 24;
  private static final int COUNTERS = 47;
  private static final int KERNELS = 1000;
  private static final int ARGUMENT_NAMES = 1001;

  /** More are of no use to anyone. */
  private static final int MOST = 1 << 20;

  /** A process's use of a GPU; {@code api} as in {@code InternedGraphicsContext.Api}. */
  record Context(long pid, int api) {}

  /** A queue or a stage; {@code category} as in {@code RenderStageCategory}. */
  record Specification(int nameId, int category) {}

  /** A kernel's code; ids of texts, {@link Ids#NONE} if not given. */
  record Kernel(int nameId, int demangledId, int archId) {}

  private final LongMap contextRows = new LongMap();
  private final LongMap specificationRows = new LongMap();
  private final LongMap kernelRows = new LongMap();
  private final LongMap counterRows = new LongMap();
  private List<Context> contexts = new ArrayList<>();
  private List<Specification> specifications = new ArrayList<>();
  private List<Kernel> kernels = new ArrayList<>();
  private List<CounterSpecs> counters = new ArrayList<>();

  final LongMap argumentNames = new LongMap();

  void clear() {
    contextRows.clear();
    specificationRows.clear();
    kernelRows.clear();
    counterRows.clear();
    argumentNames.clear();
    contexts = new ArrayList<>();
    specifications = new ArrayList<>();
    kernels = new ArrayList<>();
    counters = new ArrayList<>();
  }

  @Nullable Context context(long iid) {
    return contextRows.get(iid) < 0 ? null : contexts.get(contextRows.get(iid));
  }

  @Nullable Specification specification(long iid) {
    int row = specificationRows.get(iid);
    return row < 0 ? null : specifications.get(row);
  }

  @Nullable Kernel kernel(long iid) {
    return kernelRows.get(iid) < 0 ? null : kernels.get(kernelRows.get(iid));
  }

  @Nullable CounterSpecs counters(long iid) {
    return counterRows.get(iid) < 0 ? null : counters.get(counterRows.get(iid));
  }

  /** Reads a member of the interned data; false, and nothing is taken, if it is none of these. */
  boolean read(WireReader in, StringPool strings) throws IOException {
    switch (in.field()) {
      case CONTEXTS -> readContext(in);
      case SPECIFICATIONS -> readSpecification(in, strings);
      case KERNELS -> readKernel(in, strings);
      case COUNTERS -> readCounters(in, strings);
      case ARGUMENT_NAMES -> Sequence.readText(in, argumentNames, strings);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void readContext(WireReader in) throws IOException {
    long iid = 0;
    long pid = Ids.ABSENT;
    int api = 0;
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> iid = in.number();
        case 2 -> pid = (int) in.number();
        case 3 -> api = (int) in.number();
        default -> in.skip();
      }
    }
    put(contextRows, iid, contexts, new Context(pid, api));
  }

  private void readSpecification(WireReader in, StringPool strings) throws IOException {
    long iid = 0;
    int name = Ids.NONE;
    int category = 0;
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> iid = in.number();
        case 2 -> name = Sequence.text(in, strings);
        case 4 -> category = (int) in.number();
        default -> in.skip();
      }
    }
    put(specificationRows, iid, specifications, new Specification(name, category));
  }

  private void readKernel(WireReader in, StringPool strings) throws IOException {
    long iid = 0;
    int name = Ids.NONE;
    int demangled = Ids.NONE;
    int arch = Ids.NONE;
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> iid = in.number();
        case 2 -> name = Sequence.text(in, strings);
        case 3 -> demangled = Sequence.text(in, strings);
        case 4 -> arch = Sequence.text(in, strings);
        default -> in.skip();
      }
    }
    put(kernelRows, iid, kernels, new Kernel(name, demangled, arch));
  }

  private void readCounters(WireReader in, StringPool strings) throws IOException {
    long iid = 0;
    CounterSpecs specs = new CounterSpecs();
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 2 && in.type() == WireReader.BYTES) {
        specs.read(in, strings);
      } else if (in.field() == 1 || in.field() == 3) {
        long number = in.number();
        iid = in.field() == 1 ? number : iid;
        specs.gpu = in.field() == 3 ? number : specs.gpu;
      } else {
        in.skip();
      }
    }
    put(counterRows, iid, counters, specs);
  }

  private static <T> void put(LongMap rows, long iid, List<T> list, T value) {
    if (list.size() < MOST) {
      rows.put(iid, list.size());
      list.add(value);
    }
  }
}
