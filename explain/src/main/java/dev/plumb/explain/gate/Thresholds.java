package dev.plumb.explain.gate;

import dev.plumb.profile.diff.FigureKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a new run must keep to. Thresholds have names, the same in options and files: {@code
 * max.kernel_ns}, {@code max-regression.step_ns}, {@code max-context-regression}, {@code
 * max-new-kernels}, {@code max-new-findings}.
 */
public final class Thresholds {
  /** Names of those that take no figure. */
  public static final List<String> PLAIN =
      List.of("max-context-regression", "max-new-kernels", "max-new-findings");

  private final Map<FigureKind, Amount> most = new EnumMap<>(FigureKind.class);
  private final Map<FigureKind, Amount> mostMore = new EnumMap<>(FigureKind.class);
  private @Nullable Amount contextRegression;
  private @Nullable Amount newKernels;
  private @Nullable Amount newFindings;

  /**
   * Sets a threshold, in place of what it was set to before.
   *
   * @throws IllegalArgumentException with what is wrong, for people
   */
  public void set(String name, String value) {
    try {
      switch (name) {
        case "max-context-regression" -> contextRegression = Amount.parse(value, "ns", true);
        case "max-new-kernels" -> newKernels = Amount.parse(value, "", false);
        case "max-new-findings" -> newFindings = Amount.parse(value, "", false);
        default -> ofFigure(name, value);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private void ofFigure(String name, String value) {
    int dot = name.indexOf('.');
    String kind = dot < 0 ? name : name.substring(0, dot);
    boolean more = kind.equals("max-regression");
    if (!more && !kind.equals("max") || dot < 0) {
      List<String> names = new ArrayList<>(PLAIN);
      names.add("max.FIGURE");
      names.add("max-regression.FIGURE");
      throw new IllegalArgumentException(
          "no such threshold; there are " + String.join(", ", names));
    }
    FigureKind figure = FigureKind.named(name.substring(dot + 1));
    if (figure == null) {
      throw new IllegalArgumentException(
          "no such figure; there are " + String.join(", ", FigureKind.names()));
    }
    (more ? mostMore : most).put(figure, Amount.parse(value, figure.unit(), more));
  }

  /** Whether there is nothing to check. */
  public boolean isEmpty() {
    return most.isEmpty()
        && mostMore.isEmpty()
        && contextRegression == null
        && newKernels == null
        && newFindings == null;
  }

  /** The most that a figure of the new run may be. */
  Map<FigureKind, Amount> most() {
    return most;
  }

  /** By how much a figure may be more than in the base. */
  Map<FigureKind, Amount> mostMore() {
    return mostMore;
  }

  /** By how much any one context may cost more, as a share of all or in nanoseconds. */
  @Nullable Amount contextRegression() {
    return contextRegression;
  }

  /** Kernels that may be new. */
  @Nullable Amount newKernels() {
    return newKernels;
  }

  /** Findings that may be new. */
  @Nullable Amount newFindings() {
    return newFindings;
  }
}
