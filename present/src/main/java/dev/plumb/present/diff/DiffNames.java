package dev.plumb.present.diff;

import dev.plumb.explain.base.Texts;
import dev.plumb.present.diff.DiffPlaces.Place;
import dev.plumb.present.text.Plain;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.HotSpots;
import dev.plumb.profile.SourceFrame;
import dev.plumb.profile.combine.KernelNames;
import dev.plumb.profile.diff.MatchQuality;
import dev.plumb.profile.diff.RunDiff;
import dev.plumb.profile.diff.TreeMatch;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What rows of a comparison are called where there is little room. */
public final class DiffNames {
  private static final Pattern WAITING =
      Pattern.compile(
          "(?i)(^|[ .:_])(wait|acquire|sleep|poll|select|join|park)(\\b|_|$)|synchronize");

  private DiffNames() {}

  /** A row's own name: Python functions with the file they are in, modules by class. */
  public static String of(TreeMatch match, int row) {
    return of(match.kind(row), match.name(row));
  }

  /** A frame's name: Python functions with the file they are in, modules by class. */
  public static String of(FrameKind kind, String name) {
    if (kind == FrameKind.KERNEL) {
      return Texts.named(Plain.kernel(name));
    }
    SourceFrame frame = SourceFrame.of(name);
    String file = frame.file();
    return file == null
        ? Texts.named(HotSpots.family(kind, name))
        : frame.function() + " (" + lastParts(file, 1) + ":" + frame.line() + ")";
  }

  /** The line of the program first, then what it calls: {@code model.py:12 aten::mm}. */
  public static String label(TreeMatch match, int row, Place place, int folders) {
    String file = place.file();
    String name = of(match, row);
    if (file == null) {
      return name;
    }
    String source = lastParts(file, folders + 1) + (place.line() > 0 ? ":" + place.line() : "");
    return source + "  " + (isItself(match, row, place) ? place.function() : name);
  }

  /** What a row was called in the base, where that is another name altogether; else null. */
  public static @Nullable String was(RunDiff diff, int row) {
    TreeMatch match = diff.match();
    if (match.quality(row) != MatchQuality.RENAMED) {
      return null;
    }
    CallingContextTree tree = diff.base().tree();
    return of(tree.kind(match.baseNode(row)), tree.name(match.baseNode(row)));
  }

  /** Whether a frame only waits: its time is nobody's work. */
  static boolean isWaiting(String name) {
    return WAITING.matcher(name).find();
  }

  /** Whether a row is the very frame that its place names. */
  private static boolean isItself(TreeMatch match, int row, Place place) {
    FrameKind kind = match.kind(row);
    return (kind == FrameKind.PYTHON || kind == FrameKind.JAVA)
        && place.function() != null
        && match.name(row).endsWith(place.function());
  }

  private static String lastParts(String path, int parts) {
    int at = path.length();
    for (int part = 0; part < parts && at > 0; part++) {
      at = Math.max(path.lastIndexOf('/', at - 1), path.lastIndexOf('\\', at - 1));
    }
    return at < 0 ? path : path.substring(at + 1);
  }

  /** Whether two kernels are one function with other template arguments. */
  public static boolean sameFunction(@Nullable String base, @Nullable String fresh) {
    return base != null && fresh != null && KernelNames.base(base).equals(KernelNames.base(fresh));
  }
}
