package dev.plumb.record.tree;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of the files of the bootstrap. They lie in a folder of the recording's own, which goes with
 * it: by that name no two recordings would have a frame of them in common.
 */
public final class OwnFiles {
  /** What their names begin with. */
  public static final String PREFIX = "<plumb>/";

  private static final String FOLDER = "/bootstrap/";
  private static final Pattern IN_SESSION =
      Pattern.compile("/.*/plumb-[0-9]+-[0-9]+/bootstrap/(.+)");

  private OwnFiles() {}

  /** What a file is called in recordings. */
  static String named(String file) {
    if (!file.contains(FOLDER)) {
      return file;
    }
    Matcher ours = IN_SESSION.matcher(file);
    return ours.matches() ? PREFIX + ours.group(1) : file;
  }
}
