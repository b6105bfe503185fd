package dev.plumb.profile;

import dev.plumb.trace.Ids;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the inputs of a run are called: by their rank, or else by their file's name. Profilers write
 * files of one name into a folder for each rank: those are called by as much of their path as tells
 * them apart.
 */
final class InputLabels {
  private InputLabels() {}

  /**
   * The labels, all different.
   *
   * @param ranks negative where an input has none of its own
   */
  static List<String> of(List<String> names, List<Integer> ranks) {
    Map<String, String> common = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (ranks.get(i) < 0) {
        common.merge(baseName(names.get(i)), folder(names.get(i)), InputLabels::common);
      }
    }
    List<String> labels = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String label =
          ranks.get(i) >= 0
              ? "rank " + ranks.get(i)
              : name.substring(common.getOrDefault(baseName(name), "").length());
      String free = label;
      for (int use = 2; !taken.add(free); use++) {
        free = label + " (" + use + ")";
      }
      labels.add(free);
    }
    return labels;
  }

  /** By their files alone, whatever their ranks. */
  static List<String> ofFiles(List<Links> inputs) {
    List<String> names = inputs.stream().map(links -> links.trace().name()).toList();
    return of(names, Collections.nCopies(names.size(), Ids.NONE));
  }

  /** The folders that two have in common, from the outermost. */
  private static String common(String one, String other) {
    int end = 0;
    for (int i = 0; i < Math.min(one.length(), other.length()); i++) {
      if (one.charAt(i) != other.charAt(i)) {
        break;
      }
      end = isSlash(one.charAt(i)) ? i + 1 : end;
    }
    return one.substring(0, end);
  }

  /** With the slash at its end. */
  private static String folder(String name) {
    return name.substring(0, name.length() - baseName(name).length());
  }

  static String baseName(String name) {
    int end = name.length();
    while (end > 0 && !isSlash(name.charAt(end - 1))) {
      end--;
    }
    return name.substring(end);
  }

  private static boolean isSlash(char sign) {
    return sign == '/' || sign == '\\';
  }
}
