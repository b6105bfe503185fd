package dev.plumb.present.view;

import dev.plumb.explain.Finding;
import dev.plumb.profile.NamePattern;
import dev.plumb.profile.timeline.CounterSeries;
import dev.plumb.profile.timeline.SliceSearch;
import dev.plumb.profile.timeline.Stretches;
import dev.plumb.profile.timeline.TimeAxis;
import dev.plumb.profile.timeline.Timeline;
import dev.plumb.profile.timeline.Track;
import dev.plumb.profile.timeline.TrackType;
import dev.plumb.profile.timeline.Window;
import dev.plumb.trace.SliceKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /api/timeline/…}: lines over time, at any zoom. */
final class TimelineAnswers {
  private static final int MOST_TRACKS = 256;
  private static final int MOST_ROWS = 10_000;
  private static final long MOST_NS = Window.MOST_NS;
  private static final Map<String, Boolean> DIRECTIONS = Map.of("next", true, "previous", false);

  private final Profiles profiles;

  TimelineAnswers(Profiles profiles) {
    this.profiles = profiles;
  }

  /** Which lines there are. */
  Answer tracks(Question question) {
    Profile profile = profiles.of(question);
    Timeline timeline = profile.timeline();
    Json json = new Json();
    return json.object(
            () -> {
              json.number("start", 0);
              json.number("end", timeline.axis().lengthNs());
              clocks(json, profile);
              json.list(
                  "tracks",
                  () -> {
                    for (int at = 0; at < timeline.tracks().size(); at++) {
                      int number = at;
                      json.object(() -> track(json, timeline.tracks().get(number), number));
                    }
                  });
            })
        .answer();
  }

  private static void clocks(Json json, Profile profile) {
    json.list(
        "clocks",
        () -> {
          for (int input = 0; input < profile.run().inputs().size(); input++) {
            TimeAxis.Clock clock = profile.timeline().axis().clock(input);
            String label = profile.run().label(input);
            json.object(() -> {
              json.text("label", label);
              json.text("shift_ns", Long.toString(clock.shiftNs()));
              json.text("how", clock.how().label());
              json.numberOrNull("residual_ns", clock.residualNs() >= 0, clock.residualNs());
            });
          }
        });
  }

  private static void track(Json json, Track track, int number) {
    json.number("track", number);
    json.text("type", track.type().label());
    json.text("rank", track.rank());
    json.text("group", track.group());
    json.text("name", track.name());
    json.number("rows", track.lanes());
    json.number("slices", track.slices());
    json.number("hidden", track.hidden());
    json.text("unit", track.unit());
    CounterSeries counter = track.counter();
    if (counter != null) {
      json.real("min", counter.min());
      json.real("max", counter.max());
    }
  }

  private static Window window(Question question) {
    long from = question.requiredNumber("t0", -MOST_NS, MOST_NS);
    long to = question.requiredNumber("t1", -MOST_NS, MOST_NS);
    if (to <= from) {
      throw WrongQuestion.parameter("t1", "must be after t0");
    }
    if (to - from < 0 || to - from > MOST_NS) {
      throw WrongQuestion.parameter("t1", "must be within 146 years after t0");
    }
    return new Window(from, to, pixels(question));
  }

  private static Window wholeRun(Question question, Timeline timeline) {
    return new Window(0, Math.max(1, timeline.axis().lengthNs()), pixels(question));
  }

  private static int pixels(Question question) {
    return (int) question.number("px", 1200, 1, 16_384);
  }

  /** Slices and gaps in a window. */
  Answer slices(Question question) {
    Profile profile = profiles.of(question);
    long rows = question.number("rows", 0, 1, MOST_ROWS);
    Window window = rows == 0 ? window(question) : wholeRun(question, profile.timeline());
    int[] tracks =
        rows == 0
            ? tracks(question, profile.timeline())
            : FirstTracks.of(profile.timeline(), rows, MOST_TRACKS);
    NamePattern pattern = question.pattern("search");
    Finding finding = Findings.named(profile, question);
    SliceSearch search = pattern == null ? null : search(profile, pattern, new int[0]);
    BitSet lit = finding == null ? null : profile.facts().sources().alike(finding.contexts());
    Json json = new Json();
    return json.object(
            () -> {
              SlicePictures pictures = new SlicePictures(json, profile, window, search, lit);
              json.number("t0", window.fromNs());
              json.number("t1", window.toNs());
              json.number("px", window.pixels());
              json.list(
                  "kinds",
                  () -> {
                    for (SliceKind kind : SliceKind.values()) {
                      json.text(Slices.word(kind));
                    }
                  });
              json.list(
                  "tracks",
                  () -> {
                    for (int track : tracks) {
                      json.object(() -> pictures.write(track));
                    }
                  });
              json.texts("names", pictures.names());
            })
        .answer();
  }

  private static int[] tracks(Question question, Timeline timeline) {
    int[] tracks = question.ids("tracks", ",", MOST_TRACKS);
    for (int track : tracks) {
      if (track >= timeline.tracks().size()) {
        throw WrongQuestion.notFound("no-track", "tracks: there is no track " + track);
      }
    }
    return tracks;
  }

  /** Counters in a window. */
  Answer counters(Question question) {
    Profile profile = profiles.of(question);
    Timeline timeline = profile.timeline();
    Window window = window(question);
    int[] tracks = tracks(question, timeline);
    Json json = new Json();
    return json.object(
            () -> {
              json.number("t0", window.fromNs());
              json.number("t1", window.toNs());
              json.number("px", window.pixels());
              json.list(
                  "tracks",
                  () -> {
                    for (int track : tracks) {
                      json.object(() -> counter(json, timeline, track, window));
                    }
                  });
            })
        .answer();
  }

  private static void counter(Json json, Timeline timeline, int number, Window window) {
    Track track = timeline.tracks().get(number);
    if (track.type() != TrackType.COUNTER) {
      throw WrongQuestion.parameter("tracks", "must be counters");
    }
    List<double[]> pixels = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    timeline.draw(
        track,
        window,
        (time, min, max, last) -> {
          times.add(time);
          pixels.add(new double[] {min, max, last});
        });
    json.number("track", number);
    json.numbers("t", times.size(), times::get);
    String[] columns = {"min", "max", "last"};
    for (int column = 0; column < columns.length; column++) {
      int at = column;
      json.list(columns[column], () -> pixels.forEach(each -> json.real(each[at])));
    }
  }

  /** The next or previous slice that a search finds. */
  Answer search(Question question) {
    Profile profile = profiles.of(question);
    Timeline timeline = profile.timeline();
    question.required("q");
    NamePattern pattern = question.pattern("q");
    int[] tracks = tracks(question, timeline);
    boolean next = question.choice("direction", true, DIRECTIONS);
    Range range = question.range();
    long from = range == null ? 0 : range.fromNs();
    long to = range == null ? timeline.axis().lengthNs() + 1 : range.toNs();
    long at = question.number("at", next ? from : to, -MOST_NS, MOST_NS);
    long after = question.number("after", -1, 0, Long.MAX_VALUE);
    if (after >= profile.ids().count()) {
      throw WrongQuestion.notFound("no-slice", "after: there is no slice " + after);
    }
    SliceSearch search = search(profile, Objects.requireNonNull(pattern), tracks);
    SliceSearch.Hit hit = hit(profile, search, next, at, after);
    if (hit != null) {
      long start = timeline.startNs(hit.input(), hit.row());
      hit = start < from || start >= to ? null : hit;
    }
    SliceSearch.Hit found = hit;
    Json json = new Json();
    return json.object(
            () -> {
              json.number("total", search.total(from, to));
              json.number("names", search.names());
              if (found == null) {
                json.nothing("index");
                json.nothing("slice");
              } else {
                json.number("index", search.index(found, from));
                json.object(
                    "slice",
                    () ->
                        new Slices(profile)
                            .write(json, new SliceIds.Place(found.input(), found.row())));
              }
            })
        .answer();
  }

  private static SliceSearch.@Nullable Hit hit(
      Profile profile, SliceSearch search, boolean next, long at, long after) {
    if (after < 0) {
      return next ? search.startingAt(at) : search.startingBefore(at);
    }
    SliceIds.Place place = profile.ids().place(after);
    SliceSearch.Hit from = new SliceSearch.Hit(place.input(), place.row());
    return next ? search.after(from) : search.before(from);
  }

  private static SliceSearch search(Profile profile, NamePattern pattern, int[] tracks) {
    return Search.run(() -> profile.search(pattern, tracks));
  }

  /** What happened in a range. */
  Answer range(Question question) {
    Profile profile = profiles.of(question);
    Range range = question.range();
    if (range == null) {
      throw WrongQuestion.parameter("from", "is missing");
    }
    Timeline timeline = profile.timeline();
    List<DeviceTime.Part> devices = profile.devices().in(range);
    long slices = timeline.countStartingIn(range.fromNs(), range.toNs());
    Json json = new Json();
    return json.object(
            () -> {
              json.number("from", range.fromNs());
              json.number("to", range.toNs());
              json.number("slices", slices);
              json.list(
                  "values",
                  () -> {
                    for (ProfileMetric metric : profile.metrics()) {
                      if (metric.isInRanges()) {
                        json.object(() -> {
                          json.text("metric", metric.id());
                          json.text("label", metric.label());
                          json.text("unit", metric.unit());
                          long sum = 0;
                          for (long value : profile.values(metric, range)) {
                            sum += value;
                          }
                          json.number("total", sum);
                        });
                      }
                    }
                  });
              json.objects("devices", devices, each -> each.write(json));
              json.number("steps", StepAnswer.startingIn(profile, range));
            })
        .answer();
  }

  /** The slices on the critical path, for each device that has one. */
  Answer criticalPath(Question question) {
    Profile profile = profiles.of(question);
    Timeline timeline = profile.timeline();
    Window window = window(question);
    boolean any = timeline.tracks().stream().anyMatch(each -> each.type() == TrackType.PATH);
    Json json = new Json();
    return json.object(
            () -> {
              json.bool("available", any);
              json.text("missing", any ? null : "work of a device");
              json.list(
                  "slices",
                  () -> {
                    for (Track track : timeline.tracks()) {
                      Stretches path = track.type() == TrackType.PATH ? track.stretches() : null;
                      if (path != null) {
                        path(json, profile, track, path, window);
                      }
                    }
                  });
            })
        .answer();
  }

  /** For each pixel what takes most of it. */
  private static void path(Json json, Profile profile, Track track, Stretches path, Window window) {
    Slices slices = new Slices(profile);
    BitSet told = new BitSet();
    profile
        .timeline()
        .draw(
            track,
            window,
            null,
            (lane, start, end, count, busy, at, d, marked) -> {
              int row = path.slice(at);
              if (row >= 0 && !told.get(row)) {
                told.set(row);
                json.object(() -> slices.writePlace(json, new SliceIds.Place(track.input(), row)));
              }
            });
  }
}
