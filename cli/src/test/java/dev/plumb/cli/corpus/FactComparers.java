package dev.plumb.cli.corpus;

import dev.plumb.cli.corpus.Corpus.Entry;
import java.util.List;

/** The catalogue: what the facts of each kind of file are, one class each. */
final class FactComparers {
  static final List<FactComparer> ALL =
      List.of(
          new ChromeFacts(),
          new OnnxRuntimeFacts(),
          new XPlaneFacts(),
          new NsysFacts(),
          new NsysStatsFacts(),
          new NcuFacts(),
          new RocprofCsvFacts(),
          new RocprofJsonFacts(),
          new RpdFacts(),
          new AscendDatabaseFacts(),
          new AscendCsvFacts(),
          new MindSporeFacts(),
          new ProtonFacts(),
          new GraphFacts(),
          new MemorySnapshotFacts(),
          new CpuStackFacts(),
          new JsonShapeFacts(),
          new MemberFacts(),
          new RefusedFacts());

  private FactComparers() {}

  /** Those that claim a file; it should be one. */
  static List<FactComparer> claiming(Entry entry) {
    List<FactComparer> claiming = ALL.stream().filter(each -> each.claims(entry)).toList();
    // What is refused is told by its name, also where its kind is known.
    List<FactComparer> refused =
        claiming.stream().filter(each -> each instanceof RefusedFacts).toList();
    return refused.isEmpty() ? claiming : refused;
  }
}
