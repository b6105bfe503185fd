package dev.plumb.explain.memory;

import dev.plumb.explain.Context;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Finding;
import dev.plumb.explain.base.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an analysis found of one device. Ranks mostly do the same, so that a finding for each would
 * fill the list: they are told together.
 *
 * @param label the rank and the device
 * @param bytes what the finding is about
 * @param finding as it would be told alone
 */
record OfDevice(String label, long bytes, Finding finding) {
  /** Others that a title has room for, one by one. */
  private static final int LISTED = 3;

  /** Contexts and rows of a device that are kept where there are several. */
  private static final int SHOWN = 20;

  /** What goes before every row of evidence where there are several devices. */
  private static final List<String> HEADINGS = List.of("device", "bytes in all");

  /** An id of a finding about one device. */
  static String id(String analysis, String label) {
    return analysis + "/" + label.replace(", ", "/").replace(' ', '-');
  }

  /**
   * Adds the one finding about all devices: that of the worst, with the bytes of the others. The
   * evidence has those of each, exactly.
   *
   * @param id of the finding if there are several
   */
  static void together(String id, List<OfDevice> devices, List<Finding> to) {
    if (devices.size() < 2) {
      devices.forEach(each -> to.add(each.finding));
      return;
    }
    List<OfDevice> sorted = new ArrayList<>(devices);
    sorted.sort(
        Comparator.comparing((OfDevice each) -> each.finding.severity())
            .thenComparing(Comparator.comparingLong(OfDevice::bytes).reversed()));
    Finding worst = sorted.getFirst().finding;
    to.add(
        new Finding(
            id,
            worst.title() + "; " + others(sorted.subList(1, sorted.size())),
            worst.severity(),
            contexts(sorted),
            evidence(sorted),
            worst.impact(),
            worst.ceiling(),
            worst.confidence(),
            worst.advice(),
            worst.recordNext()));
  }

  private static String others(List<OfDevice> others) {
    if (others.size() <= LISTED) {
      return "also " + String.join(", ", others.stream().map(OfDevice::amount).toList());
    }
    List<OfDevice> sorted = new ArrayList<>(others);
    sorted.sort(Comparator.comparingLong(OfDevice::bytes));
    return Texts.count(others.size(), "other")
        + " "
        + sorted.getFirst().amount()
        + " to "
        + sorted.getLast().amount();
  }

  private String amount() {
    return Texts.bytes(bytes) + " (" + label + ")";
  }

  /** The places of all, each once. */
  private static List<Context> contexts(List<OfDevice> devices) {
    Map<String, Context> byText = new LinkedHashMap<>();
    for (OfDevice each : devices) {
      each.finding.contexts().forEach(context -> byText.putIfAbsent(context.text(), context));
    }
    return byText.values().stream().limit(SHOWN).toList();
  }

  private static EvidenceTable evidence(List<OfDevice> devices) {
    List<String> headings = new ArrayList<>(HEADINGS);
    headings.addAll(devices.getFirst().finding.evidence().columns());
    EvidenceTable.Builder table = EvidenceTable.of(headings.toArray(String[]::new));
    long total = 0;
    for (OfDevice each : devices) {
      EvidenceTable own = each.finding.evidence();
      total += own.total();
      for (int row = 0; row < Math.min(SHOWN, own.rows().size()); row++) {
        List<String> cells = new ArrayList<>(List.of(each.label, String.valueOf(each.bytes)));
        cells.addAll(own.rows().get(row));
        table.row(own.slices().get(row), cells.toArray(String[]::new));
      }
    }
    return table.total(total).build();
  }
}
