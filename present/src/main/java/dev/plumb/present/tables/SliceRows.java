package dev.plumb.present.tables;

import dev.plumb.trace.DeviceWorkTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LaunchTable;
import dev.plumb.trace.OperatorTable;
import dev.plumb.trace.PythonTable;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Slices of some kinds of one input: the rows of the tables about slices. */
final class SliceRows {
  final InputData in;
  final SliceTable slices;

  /** Row in the slice table of each row here; null if they are the same. */
  private final int @Nullable [] rows;

  private SliceRows(InputData in, int @Nullable [] rows) {
    this.in = in;
    this.slices = in.slices;
    this.rows = rows;
  }

  static Function<RunData, List<SliceRows>> all() {
    return run -> run.inputs().stream().map(in -> new SliceRows(in, null)).toList();
  }

  static Function<RunData, List<SliceRows>> of(Set<SliceKind> kinds) {
    return run -> run.inputs().stream().map(in -> new SliceRows(in, in.rowsOf(kinds))).toList();
  }

  int count() {
    return rows == null ? slices.size() : rows.length;
  }

  int row(int at) {
    return rows == null ? at : rows[at];
  }

  SliceKind kind(int at) {
    return slices.kind(row(at));
  }

  static String label(SliceKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  int track(int at) {
    return slices.trackRow(row(at));
  }

  int detail(int at) {
    return slices.detail(row(at));
  }

  OperatorTable operators() {
    return in.trace.operators();
  }

  PythonTable python() {
    return in.trace.python();
  }

  LaunchTable launches() {
    return in.trace.launches();
  }

  DeviceWorkTable work() {
    return in.trace.deviceWork();
  }

  boolean isWork(int at) {
    return kind(at).isDeviceWork();
  }

  /** Whether the detail of a slice is a row of the device work. */
  boolean hasWork(int at) {
    SliceKind kind = kind(at);
    return kind.isDeviceWork() || kind == SliceKind.GPU_ANNOTATION || kind == SliceKind.SYNC;
  }

  long correlation(int at) {
    return kind(at) == SliceKind.RUNTIME
        ? launches().correlation(detail(at))
        : hasWork(at) ? work().correlation(detail(at)) : Ids.ABSENT;
  }

  long externalId(int at) {
    return switch (kind(at)) {
      case RUNTIME -> launches().externalId(detail(at));
      case OPERATOR, ANNOTATION, STEP -> operators().externalId(detail(at));
      default -> hasWork(at) ? work().externalId(detail(at)) : Ids.ABSENT;
    };
  }

  @Nullable String device(int at) {
    return hasWork(at) ? in.trace.devices().id(work().deviceRow(detail(at))) : null;
  }

  @Nullable String stream(int at) {
    return hasWork(at) ? in.text(work().streamId(detail(at))) : null;
  }

  /** Slice row of the launching call; NONE if it is not known exactly. */
  int launch(int at) {
    int row = row(at);
    return in.links.quality(row).isLaunch() ? in.links.launch(row) : Ids.NONE;
  }

  /** Slice row of the operator that launched device work; NONE if unknown. */
  int operator(int at) {
    return in.operatorOf(in.links.launch(row(at)));
  }

  @Nullable String name(int sliceRow) {
    return sliceRow < 0 ? null : in.text(slices.nameId(sliceRow));
  }

  String link(int at) {
    return in.links.quality(row(at)).name().toLowerCase(Locale.ROOT);
  }

  long node(int at) {
    return InputData.orNull(in.nodes()[row(at)]);
  }
}
