package dev.plumb.present.text;

import dev.plumb.explain.base.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Names of one list, cut to a width in such a way that different ones stay different. */
final class Labels {
  private static final int BEFORE = 3;

  private Labels() {}

  /** One label for each name, at most {@code width} columns wide. */
  static List<String> of(List<String> names, int width) {
    return of(names, UnaryOperator.identity(), width);
  }

  /**
   * One label for each name.
   *
   * @param shorter what of a name is shown, where that tells it from the others
   */
  static List<String> of(List<String> names, UnaryOperator<String> shorter, int width) {
    UnaryOperator<String> shortened = name -> Texts.named(shorter.apply(name));
    List<String> labels = new ArrayList<>();
    Map<String, Set<String>> alike = new LinkedHashMap<>();
    for (String name : names) {
      String label = Plain.name(shortened.apply(name), width);
      labels.add(label);
      alike.computeIfAbsent(label, key -> new HashSet<>()).add(name);
    }
    alike.values().removeIf(group -> group.size() < 2);
    if (alike.isEmpty()) {
      return labels;
    }
    Set<String> taken = new HashSet<>(labels);
    taken.removeAll(alike.keySet());
    alike.forEach((label, group) -> {
      Map<String, String> apart = apart(group, shortened, width, taken);
      for (int i = 0; i < labels.size(); i++) {
        if (labels.get(i).equals(label)) {
          labels.set(i, apart.get(names.get(i)));
        }
      }
    });
    return labels;
  }

  /** Labels of names that look alike when they are cut in the middle, by name. */
  private static Map<String, String> apart(
      Set<String> names, UnaryOperator<String> shortened, int width, Set<String> taken) {
    Set<String> texts = new HashSet<>();
    names.forEach(name -> texts.add(Plain.printable(shortened.apply(name))));
    boolean whole = texts.size() < names.size(); // what was left out tells them apart
    List<String> sorted = names.stream().sorted(Comparator.naturalOrder()).toList();
    List<String> shown =
        sorted.stream()
            .map(name -> Plain.printable(whole ? Texts.named(name) : shortened.apply(name)))
            .toList();
    int same = commonPrefix(shown);
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i < sorted.size(); i++) {
      String label = around(shown.get(i), same, width);
      for (int number = 2; !taken.add(label); number++) {
        String end = " #" + number;
        label = Plain.name(shown.get(i), width - end.length()) + end;
      }
      labels.put(sorted.get(i), label);
    }
    return labels;
  }

  /** A text around the place from which on it differs from others. */
  private static String around(String text, int differsFrom, int width) {
    if (Cells.width(text) <= width) {
      return text;
    }
    String head = Cells.head(text, width / 4);
    int from = Math.max(head.length(), differsFrom - BEFORE);
    if (from <= head.length()) {
      return Plain.name(text, width);
    }
    String rest = text.substring(from);
    return head + "…" + Plain.name(rest, width - Cells.width(head) - 1);
  }

  /** Characters that all texts begin with; never half of one. */
  private static int commonPrefix(List<String> texts) {
    String first = texts.getFirst();
    int length = first.length();
    for (String text : texts) {
      int at = 0;
      while (at < Math.min(length, text.length()) && text.charAt(at) == first.charAt(at)) {
        at++;
      }
      length = at;
    }
    boolean half = length > 0 && Character.isHighSurrogate(first.charAt(length - 1));
    return half ? length - 1 : length;
  }
}
