package dev.plumb.profile.diff;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.HotSpots;
import dev.plumb.profile.KernelFamily;
import dev.plumb.profile.SourceFrame;
import dev.plumb.profile.combine.KernelNames;
import dev.plumb.trace.StringPool;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What makes frames of two runs equal. Each frame has three keys: the exact one (its whole text),
 * the strict one (without what differs between two runs of the same program: line numbers, thread
 * and stream ids, instance numbers of modules, the vendor of a runtime call), and the loose one
 * (without what differs between versions and machines: folders, name spaces, numbers; of kernels
 * only their family). One object serves both runs, so that equal keys are equal numbers.
 */
final class FrameKeys {
  private static final Pattern DIGITS = Pattern.compile("\\d+");
  private static final Pattern HASH =
      Pattern.compile("(?<![0-9a-zA-Z])[0-9a-f]{8,}(?![0-9a-zA-Z])");
  private static final Pattern VERSION = Pattern.compile("(_v\\d+|_ptsz|_ptds|_spt)+$");
  private static final Pattern VENDOR =
      Pattern.compile("^(cuda|cu|hip|aclrt)(?=[A-Z])|(?<=Launch)Cooperative|Ext(?=Module|Launch)");
  private static final Pattern BACKENDS =
      Pattern.compile("\\b(aten|prims|cudnn|miopen|mkldnn|c10d)(::|_)");
  private static final Pattern ADDRESS_OF_INSTRUCTION = Pattern.compile("^0x[0-9a-f]+ +");

  /** All calls that start kernels: which one a library uses changes with version and vendor. */
  static final String LAUNCH = "launch of a kernel";

  private final StringPool texts = new StringPool();

  /** Keys of the frames of one tree, by frame row. */
  record Keys(int[] exact, int[] strict, int[] loose) {}

  Keys of(CallingContextTree tree) {
    int frames = tree.frames();
    Keys keys = new Keys(new int[frames], new int[frames], new int[frames]);
    for (int frame = 0; frame < frames; frame++) {
      FrameKind kind = tree.frameKind(frame);
      SourceFrame source = SourceFrame.of(tree, frame);
      String strict = strict(kind, tree.frameName(frame), source);
      keys.exact[frame] = intern('=', kind, exact(tree, frame));
      keys.strict[frame] = intern('~', kind, strict);
      keys.loose[frame] = intern('?', kind, loose(kind, strict, source));
    }
    return keys;
  }

  private int intern(char sort, FrameKind kind, String text) {
    return texts.intern(sort + kind.label() + ' ' + text);
  }

  private static String exact(CallingContextTree tree, int frame) {
    String file = tree.frameFile(frame);
    String library = tree.frameLibrary(frame);
    return tree.frameName(frame)
        + '\0'
        + (file == null ? "" : file)
        + '\0'
        + tree.frameLine(frame)
        + '\0'
        + (library == null ? "" : library);
  }

  /**
   * Whether siblings that only the exact key tells apart are one context: what runs side by side
   * (ranks, threads, streams), what is numbered by instance, and lines of samples within the same
   * function.
   */
  static boolean folds(FrameKind kind, boolean recordedPlace) {
    return switch (kind) {
      case RANK, THREAD, STREAM, MODULE, ANNOTATION, SCOPE, RUNTIME -> true;
      case PYTHON, JAVA, NATIVE, SYSTEM, OTHER -> recordedPlace;
      default -> false;
    };
  }

  private static String strict(FrameKind kind, String name, SourceFrame source) {
    return switch (kind) {
      case RUN, RANK, STEP -> "";
      case THREAD, STREAM, ANNOTATION, SCOPE -> DIGITS.matcher(name).replaceAll("#");
      case MODULE -> HotSpots.family(kind, name);
      case PYTHON, JAVA -> source.file() == null ? name : source.file() + ": " + source.function();
      case RUNTIME -> call(name);
      case KERNEL -> KernelNames.signature(name);
      default -> name;
    };
  }

  private static String call(String name) {
    String plain = VERSION.matcher(name).replaceAll("");
    plain = VENDOR.matcher(plain).replaceAll("");
    return isLaunch(plain) ? LAUNCH : plain;
  }

  /** Whether a call of a runtime or driver starts kernels, by its name; graphs are not meant. */
  static boolean isLaunchCall(String name) {
    return call(name).equals(LAUNCH);
  }

  /** {@code LaunchKernel}, {@code LaunchKernelExC}, {@code ModuleLaunchKernel}: not graphs. */
  private static boolean isLaunch(String plainCall) {
    return plainCall.contains("LaunchKernel") && !plainCall.contains("Graph");
  }

  private static String loose(FrameKind kind, String strict, SourceFrame source) {
    return switch (kind) {
      case PYTHON, JAVA ->
          source.file() == null
              ? withoutNumbers(strict)
              : fileName(source.file()) + ": " + source.function();
      case NATIVE -> KernelNames.base(strict);
      case OPERATOR -> withoutNumbers(BACKENDS.matcher(strict).replaceAll(""));
      case RUNTIME -> withoutNumbers(strict).replace("withstream", "async");
      case KERNEL -> KernelFamily.of(strict).label();
      case MEMCPY -> direction(strict);
      case INSTRUCTION -> ADDRESS_OF_INSTRUCTION.matcher(strict).replaceFirst("");
      default -> withoutNumbers(strict);
    };
  }

  private static String fileName(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }

  private static String withoutNumbers(String text) {
    return DIGITS
        .matcher(HASH.matcher(text).replaceAll("#"))
        .replaceAll("")
        .toLowerCase(Locale.ROOT);
  }

  private static String direction(String copy) {
    String lower = copy.toLowerCase(Locale.ROOT).replace("host", "h").replace("device", "d");
    for (String way : new String[] {"htod", "dtoh", "dtod", "htoh", "ptop"}) {
      if (lower.contains(way)) {
        return way;
      }
    }
    return lower;
  }
}
