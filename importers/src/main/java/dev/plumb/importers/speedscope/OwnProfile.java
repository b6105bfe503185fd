package dev.plumb.importers.speedscope;

import dev.plumb.importers.json.JsonIn;

/**
 * What a profile of Plumb's own export says beyond the format.
 *
 * @param quantity see {@link dev.plumb.importers.stacks.OwnExport#measure}
 * @param measure the profiler's name of what was measured
 * @param unit of the measure
 * @param thread name of the thread; empty for any
 * @param negative whether the values are below zero, which speedscope refuses: the weights stand
 *     without their sign
 */
record OwnProfile(String quantity, String measure, String unit, String thread, boolean negative) {
  /** Name of the member of frames and profiles. */
  static final String KEY = "plumb";

  static OwnProfile read(JsonIn in) {
    String quantity = "";
    String measure = "";
    String unit = "";
    String thread = "";
    boolean negative = false;
    while (in.nextName()) {
      switch (in.name()) {
        case "quantity" -> quantity = in.text("");
        case "measure" -> measure = in.text("");
        case "unit" -> unit = in.text("");
        case "thread" -> thread = in.text("");
        case "sign" -> negative = in.text("").equals("-");
        default -> in.skip();
      }
    }
    return new OwnProfile(quantity, measure, unit, thread, negative);
  }
}
