package dev.plumb.present.view;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The profiles that are open, by number, and the folder that they come from if there is one. */
public final class Profiles implements AutoCloseable {
  /** What a profile is for. */
  public enum Role {
    /** The only one. */
    ONLY,
    /** What is looked at where two are compared. */
    NEW,
    /** What it is compared with. */
    BASE,
    /** One of a folder. */
    RUN;

    String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** A profile and what it is for. */
  record Open(int number, Role role, Profile profile) {}

  private final TreeMap<Integer, Open> all = new TreeMap<>();

  /** When each was last asked about, as the number of the question. */
  private final Map<Integer, Long> asked = new HashMap<>();

  private long questions;
  private final @Nullable RunFolder folder;
  private final Map<List<Integer>, Pair> pairs = new ConcurrentHashMap<>();
  private final Traffic traffic = new Traffic();

  /** Profiles without a folder. */
  public Profiles() {
    this(null);
  }

  /** Profiles of a folder, opened when they are asked for. */
  public Profiles(@Nullable RunFolder folder) {
    this.folder = folder;
  }

  /** Adds a profile and says its number. */
  public synchronized int add(Role role, Profile profile) {
    int number = all.isEmpty() ? 0 : all.lastKey() + 1;
    add(number, role, profile);
    return number;
  }

  /** Adds a profile with a number that no other one has. */
  synchronized void add(int number, Role role, Profile profile) {
    all.put(number, new Open(number, role, profile));
    asked.put(number, ++questions);
  }

  /** Closes the one that nobody has asked about for longest; answers its number. */
  synchronized int closeOldest() {
    int oldest = all.firstKey();
    for (int each : all.keySet()) {
      oldest = asked.getOrDefault(each, 0L) < asked.getOrDefault(oldest, 0L) ? each : oldest;
    }
    int closed = oldest;
    pairs.keySet().removeIf(pair -> pair.contains(closed));
    Open open = all.remove(closed);
    if (open != null) {
      open.profile.close();
    }
    return closed;
  }

  synchronized List<Open> all() {
    return List.copyOf(all.values());
  }

  /** The questions that are asked about them. */
  public Traffic traffic() {
    return traffic;
  }

  @Nullable RunFolder folder() {
    return folder;
  }

  /** The profile that a question is about. */
  Profile of(Question question) {
    return numbered("p", (int) question.number("p", 0, 0, Integer.MAX_VALUE));
  }

  synchronized Profile numbered(String parameter, int number) {
    Open open = all.get(number);
    if (open == null) {
      throw WrongQuestion.notFound("no-profile", parameter + ": there is no profile " + number);
    }
    asked.put(number, ++questions);
    return open.profile;
  }

  /** The profile that is asked for and the one to compare it with; null without the latter. */
  @Nullable Pair pair(Question question) {
    int fresh = (int) question.number("p", 0, 0, Integer.MAX_VALUE);
    int base = (int) question.number("base", -1, 0, Integer.MAX_VALUE);
    if (base < 0) {
      return null;
    }
    Profile one = numbered("p", fresh);
    Profile other = numbered("base", base);
    return pairs.computeIfAbsent(List.of(fresh, base), key -> new Pair(one, other));
  }

  @Override
  public synchronized void close() {
    for (Open open : all.values()) {
      open.profile.close();
    }
    if (folder != null) {
      folder.close();
    }
  }
}
