package dev.plumb.devices;

import org.jspecify.annotations.Nullable;

/** Where a number comes from. */
public enum FigureKind {
  /** The vendor says so, in a datasheet, white paper or manual, or it follows from such numbers. */
  DATASHEET("datasheet"),
  /** Somebody ran a program and reached it. */
  MEASURED("measured");

  private final String id;

  FigureKind(String id) {
    this.id = id;
  }

  /** As device files write it. */
  public String id() {
    return id;
  }

  static @Nullable FigureKind of(String id) {
    for (FigureKind kind : values()) {
      if (kind.id.equals(id)) {
        return kind;
      }
    }
    return null;
  }
}
