package dev.plumb.cli;

import dev.plumb.importers.Importer;
import dev.plumb.importers.Importer.Access;
import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.Importers;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.Problems;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the importer of an input, by its content and never by its name. */
final class Formats {
  private static final String GIT_LFS = "version https://git-lfs.github.com/spec/";

  private Formats() {}

  /**
   * The importer of an input; null if none knows it.
   *
   * @param format id of the importer to use, or null to find it by content
   */
  static @Nullable Importer find(String name, Spool spool, @Nullable String format)
      throws IOException {
    if (format != null) {
      return Importers.ALL.stream()
          .filter(importer -> importer.format().equals(format))
          .findFirst()
          .orElseThrow(() ->
              CommandFailure.usage("no format is named '" + format + "'; see 'plumb formats'"));
    }
    byte[] head = spool.head();
    List<Importer> certain = new ArrayList<>();
    List<Importer> possible = new ArrayList<>();
    for (Importer importer : Importers.ALL) {
      switch (importer.match(head, head.length)) {
        case CERTAIN -> certain.add(importer);
        case POSSIBLE -> possible.add(importer);
        case NO -> {}
      }
    }
    if (certain.isEmpty()) {
      possible = lookInside(spool, possible, certain);
    }
    if (certain.size() > 1) {
      throw new UnreadableInputException(
          name,
          Problems.NO_OFFSET,
          "could be " + String.join(" or ", certain.stream().map(Importer::format).toList()),
          "Name the one that it is with --format.");
    }
    if (!certain.isEmpty()) {
      return certain.getFirst();
    }
    boolean member = name.indexOf('!') >= 0; // an archive may hold what it likes
    if (possible.isEmpty() && !member) {
      refuse(name, spool, head);
    }
    return possible.isEmpty() ? null : possible.getFirst();
  }

  /** Says what an input is that only looks like no format. */
  private static void refuse(String name, Spool spool, byte[] head) throws IOException {
    if (head.length > 1
        && (head[0] == (byte) 0xFF && head[1] == (byte) 0xFE
            || head[0] == (byte) 0xFE && head[1] == (byte) 0xFF)) {
      boolean wide = head.length > 3 && head[0] == (byte) 0xFF && head[2] == 0 && head[3] == 0;
      throw new UnreadableInputException(
          name,
          Problems.NO_OFFSET,
          wide ? "is text in UTF-32" : "is text in UTF-16, as PowerShell's > writes it",
          wide
              ? "Write it as UTF-8: iconv -f UTF-32 -t UTF-8 FILE."
              : "Write it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE, or record again with"
                  + " '| Out-File -Encoding utf8'.");
    }
    if (new String(head, StandardCharsets.ISO_8859_1).startsWith(GIT_LFS)) {
      throw new UnreadableInputException(
          name,
          Problems.NO_OFFSET,
          "is a pointer of Git LFS, not the file that it stands for",
          "Fetch that: git lfs pull.");
    }
    if (SqliteFile.matches(head, head.length)) {
      List<String> beside = SqliteFile.unfinished(spool.file());
      if (!beside.isEmpty()) {
        throw new UnreadableInputException(
            name,
            Problems.NO_OFFSET,
            "is an SQLite database whose changes still lie in " + String.join(", ", beside),
            "Let the profiler finish, then run 'sqlite3 FILE \"PRAGMA wal_checkpoint\"'.");
      }
      throw new UnreadableInputException(
          name,
          Problems.NO_OFFSET,
          "is an SQLite database without the tables of a profiler that Plumb reads, or one whose list"
              + " of tables is cut off",
          "Check its size against the original; 'plumb formats' lists what is read.");
    }
  }

  /** Those that remain possible once they have seen the whole file. */
  private static List<Importer> lookInside(
      Spool spool, List<Importer> possible, List<Importer> certain) throws IOException {
    List<Importer> remaining = new ArrayList<>();
    for (Importer importer : possible) {
      Match match =
          importer.access() == Access.FILE ? importer.matchFile(spool.file()) : Match.POSSIBLE;
      switch (match) {
        case CERTAIN -> certain.add(importer);
        case POSSIBLE -> remaining.add(importer);
        case NO -> {}
      }
    }
    return remaining;
  }
}
