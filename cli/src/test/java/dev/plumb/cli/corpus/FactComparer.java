package dev.plumb.cli.corpus;

import dev.plumb.cli.corpus.Corpus.Entry;
import java.io.IOException;

/** Knows what the facts of one kind of file mean in Plumb. */
interface FactComparer {
  /** Whether these facts are of its kind; no other comparer may say so too. */
  boolean claims(Entry entry);

  /** Compares all facts; each is checked, or named with the reason why it is not. */
  void compare(Comparison c, Reading reading) throws IOException;
}
