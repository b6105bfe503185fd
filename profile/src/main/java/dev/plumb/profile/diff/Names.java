package dev.plumb.profile.diff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How alike two names are, by the words in them: {@code sdpaAttention_fwd} has three. */
final class Names {
  private static final Pattern WORD = Pattern.compile("[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\\d+");

  /** Names of kernels are long; more words than these tell nothing more. */
  private static final int MAX_WORDS = 64;

  private Names() {}

  static List<String> words(String name) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(name);
    while (matcher.find() && words.size() < MAX_WORDS) {
      words.add(matcher.group().toLowerCase(Locale.ROOT));
    }
    Collections.sort(words);
    return words;
  }

  /** Words in common, twice, of all words (Dice); 0 where a name has none. */
  static double similarity(List<String> one, List<String> other) {
    int both = 0;
    int i = 0;
    int j = 0;
    while (i < one.size() && j < other.size()) {
      int order = one.get(i).compareTo(other.get(j));
      both += order == 0 ? 1 : 0;
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    int all = one.size() + other.size();
    return all == 0 ? 0 : 2.0 * both / all;
  }
}
