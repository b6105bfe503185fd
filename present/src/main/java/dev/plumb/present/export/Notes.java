package dev.plumb.present.export;

/** Takes sentences for the user: what an export changed or left out. Nothing is silent. */
@FunctionalInterface
public interface Notes {
  /** One sentence without a full stop. */
  void add(String sentence);
}
