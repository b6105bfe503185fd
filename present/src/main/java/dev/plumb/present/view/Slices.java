package dev.plumb.present.view;

import dev.plumb.profile.timeline.Timeline;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.Locale;

/** Slices of a profile as answers name them. */
final class Slices {
  private final Profile profile;
  private final Timeline timeline;

  Slices(Profile profile) {
    this.profile = profile;
    this.timeline = profile.timeline();
  }

  long startNs(SliceIds.Place place) {
    return timeline.startNs(place.input(), place.row());
  }

  long durNs(SliceIds.Place place) {
    return table(place).durNs(place.row());
  }

  private Trace trace(SliceIds.Place place) {
    return profile.run().inputs().get(place.input()).trace();
  }

  private SliceTable table(SliceIds.Place place) {
    return trace(place).slices();
  }

  String name(SliceIds.Place place) {
    return trace(place).strings().get(table(place).nameId(place.row()));
  }

  static String word(SliceKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** Members by which a slice is named wherever one is. */
  void write(Json json, SliceIds.Place place) {
    writePlace(json, place);
    json.text("name", name(place));
    json.text("kind", word(table(place).kind(place.row())));
  }

  /** Members that say where a slice is drawn. */
  void writePlace(Json json, SliceIds.Place place) {
    int input = place.input();
    int row = place.row();
    json.number("slice", profile.ids().id(input, row));
    json.number("track", timeline.trackOf(input, row));
    json.number("row", timeline.laneOf(input, row));
    json.number("t", startNs(place));
    json.number("d", durNs(place));
  }
}
