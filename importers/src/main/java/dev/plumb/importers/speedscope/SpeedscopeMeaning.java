package dev.plumb.importers.speedscope;

import dev.plumb.importers.stacks.OwnExport;
import dev.plumb.importers.stacks.PendingSamples;
import dev.plumb.importers.stacks.ThreadTracks;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Frames, and what Plumb's own export says about them and about its profiles. Measures of such
 * profiles are complements of what {@link #profile} gives.
 */
final class SpeedscopeMeaning implements PendingSamples.Meaning {
  /** Names of rank and thread; "" where there is none. */
  private record Place(String rank, String thread) {}

  private final TraceBuilder out;
  private final ThreadTracks tracks;

  /** Rows of frames by their index; none for what is no frame. */
  private final IntColumn frames;

  private final Map<Integer, String> layers = new HashMap<>();
  private final List<OwnProfile> profiles = new ArrayList<>();
  private final List<Place> places = new ArrayList<>();
  private final Map<Place, Integer> placeIndex = new HashMap<>();

  SpeedscopeMeaning(TraceBuilder out, IntColumn frames) {
    this.out = out;
    this.frames = frames;
    tracks = new ThreadTracks(out);
  }

  /** Takes the layer of a frame; "" if it does not say. */
  void layer(int frameIndex, String layer) {
    if (!layer.isEmpty()) {
      layers.put(frameIndex, layer.intern());
    }
  }

  /** Keeps a profile and gives its index. */
  int profile(OwnProfile profile) {
    profiles.add(profile);
    return profiles.size() - 1;
  }

  private String layer(int frameIndex) {
    return layers.getOrDefault(frameIndex, "");
  }

  private boolean isFrame(int index) {
    return index >= 0 && index < frames.size() && frames.get(index) >= 0;
  }

  @Override
  public int stack(int parentRow, int frameIndex) {
    return isFrame(frameIndex) ? out.stacks().row(parentRow, frames.get(frameIndex)) : Ids.NONE;
  }

  @Override
  public boolean isPlace(int frameIndex) {
    return isFrame(frameIndex) && OwnExport.isPlace(layer(frameIndex));
  }

  @Override
  public int place(int outer, int frameIndex) {
    String name = out.strings().get(out.frames().nameId(frames.get(frameIndex)));
    Place around = outer < 0 ? new Place("", "") : places.get(outer);
    Place place =
        switch (layer(frameIndex)) {
          case "rank" -> new Place(name, around.thread);
          case "thread" -> new Place(around.rank, name);
          default -> around;
        };
    Integer known = placeIndex.putIfAbsent(place, places.size());
    if (known == null) {
      places.add(place);
    }
    return known == null ? places.size() - 1 : known;
  }

  @Override
  public int track(int track, int place) {
    if (track >= 0 || place < 0) {
      return track;
    }
    return thread(places.get(place).rank, places.get(place).thread);
  }

  /** The track of a thread that Plumb's own export names; none if it names none. */
  int thread(String rank, String thread) {
    return OwnExport.track(out, tracks, rank, thread);
  }

  @Override
  public int measure(int measure, int leaf) {
    if (measure >= 0) {
      return measure;
    }
    OwnProfile profile = profiles.get(~measure);
    return OwnExport.measure(
        out, profile.quantity(), profile.measure(), profile.unit(), leaf < 0 ? "" : layer(leaf));
  }
}
