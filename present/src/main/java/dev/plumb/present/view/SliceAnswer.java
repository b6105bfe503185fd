package dev.plumb.present.view;

import dev.plumb.present.json.JsonMembers;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.LinkQuality;
import dev.plumb.profile.Links;
import dev.plumb.profile.TrackNames;
import dev.plumb.trace.DeviceWorkTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /api/slice}: one slice, who called it, what launched it and what it launched. */
final class SliceAnswer {
  private static final int MOST_WORK = 200;
  private static final int MOST_CALLERS = 2_000;

  private final Profiles profiles;

  SliceAnswer(Profiles profiles) {
    this.profiles = profiles;
  }

  Answer answer(Question question) {
    Profile profile = profiles.of(question);
    long id = question.requiredNumber("slice", 0, Long.MAX_VALUE);
    if (id >= profile.ids().count()) {
      throw WrongQuestion.notFound("no-slice", "slice: there is no slice " + id);
    }
    One one = new One(profile, profile.ids().place(id));
    Json json = new Json();
    return json.object(() -> one.write(json)).answer();
  }

  private record Flow(int from, int to, String category) {}

  /** The slice of an answer. */
  private static final class One {
    private final Profile profile;
    private final SliceIds.Place place;
    private final int input;
    private final int row;
    private final Links links;
    private final Trace trace;
    private final SliceTable table;
    private final SliceKind kind;
    private final Slices slices;
    private final List<Flow> flows = new ArrayList<>();

    /** Ends of flows that are told nowhere else. */
    private final Set<Integer> linked = new LinkedHashSet<>();

    One(Profile profile, SliceIds.Place place) {
      this.profile = profile;
      this.place = place;
      this.input = place.input();
      this.row = place.row();
      this.links = profile.ids().links(place);
      this.trace = links.trace();
      this.table = trace.slices();
      this.kind = table.kind(row);
      this.slices = new Slices(profile);
    }

    void write(Json json) {
      slices.write(json, place);
      boolean host = kind.isHost() && kind != SliceKind.STEP;
      json.numberOrNull("self_ns", host, host ? links.selfNs(row) : 0);
      json.text("category", text(table.categoryId(row)));
      int track = table.trackRow(row);
      json.text("rank", profile.timeline().tracks().get(trackNumber()).rank());
      json.text("process", TrackNames.process(trace, track));
      json.text("thread", TrackNames.thread(trace, track));
      device(json);
      int node = profile.ranges().node(input, row);
      json.number("node", node);
      args(json);
      path(json, node);
      stack(json);
      launch(json);
      work(json);
      backward();
      json.objects(
          "flows",
          flows,
          each -> {
            json.number("from", profile.ids().id(input, each.from));
            json.number("to", profile.ids().id(input, each.to));
            json.text("category", each.category);
          });
      json.objects("linked", linked, each -> slices.write(json, new SliceIds.Place(input, each)));
    }

    private int trackNumber() {
      return profile.timeline().trackOf(input, row);
    }

    private @Nullable String text(int id) {
      return id < 0 ? null : trace.strings().get(id);
    }

    private void device(Json json) {
      boolean device = !kind.isHost() && table.detail(row) >= 0;
      DeviceWorkTable work = trace.deviceWork();
      int detail = table.detail(row);
      json.text(
          "device",
          device && work.deviceRow(detail) >= 0
              ? trace.devices().id(work.deviceRow(detail))
              : null);
      json.text("stream", device ? text(work.streamId(detail)) : null);
      boolean bytes = device && work.bytes(detail) != Ids.ABSENT;
      json.numberOrNull("bytes", bytes, bytes ? work.bytes(detail) : 0);
      long correlation =
          device
              ? work.correlation(detail)
              : kind == SliceKind.RUNTIME ? trace.launches().correlation(detail) : Ids.ABSENT;
      json.numberOrNull("correlation", correlation != Ids.ABSENT, correlation);
    }

    private void args(Json json) {
      int args = table.argsId(row);
      if (args < 0) {
        json.nothing("args");
        return;
      }
      // As the trace has it, made well-formed, and written anew: what is in it is hostile too.
      json.copy("args", JsonMembers.object(trace.args().get(args)));
    }

    private void path(Json json, int node) {
      CallingContextTree tree = profile.run().tree();
      json.list(
          "path",
          () -> {
            for (int at : node < 0 ? new int[0] : tree.path(node)) {
              json.object(() -> {
                json.text("kind", tree.kind(at).label());
                json.text("name", tree.name(at));
                json.number("node", at);
                json.number("frame", tree.frame(at));
              });
            }
          });
    }

    private void stack(Json json) {
      json.list(
          "stack",
          () -> {
            int start = kind.isHost() ? links.caller(row) : links.launch(row);
            int count = 0;
            for (int at = start; at >= 0 && count++ < MOST_CALLERS; at = links.caller(at)) {
              SliceIds.Place caller = new SliceIds.Place(input, at);
              json.object(() -> slices.write(json, caller));
            }
          });
    }

    private void launch(Json json) {
      int launch = kind.isHost() ? Ids.NONE : links.launch(row);
      if (launch < 0) {
        json.nothing("launch");
        json.nothing("queue_ns");
        return;
      }
      flows.add(new Flow(launch, row, "launch"));
      LinkQuality quality = links.quality(row);
      json.object(
          "launch",
          () -> {
            slices.write(json, new SliceIds.Place(input, launch));
            json.text("quality", quality.name().toLowerCase(Locale.ROOT));
          });
      json.numberOrNull("queue_ns", quality.isLaunch(), table.startNs(row) - table.endNs(launch));
    }

    private void work(Json json) {
      long[] total = new long[2];
      List<Integer> shown = new ArrayList<>();
      if (kind.isHost() && kind != SliceKind.STEP) {
        profile
            .launches(input)
            .of(
                row,
                (work, launch) -> {
                  total[0]++;
                  total[1] += table.durNs(work);
                  if (shown.size() < MOST_WORK) {
                    shown.add(work);
                    flows.add(new Flow(launch, work, "launch"));
                    if (launch != row) {
                      linked.add(launch);
                    }
                  }
                });
      }
      json.object(
          "work",
          () -> {
            json.number("total", total[0]);
            json.number("device_ns", total[1]);
            json.objects(
                "slices", shown, each -> slices.write(json, new SliceIds.Place(input, each)));
          });
    }

    /** Backward work hangs under its forward operator, which ran on another thread. */
    private void backward() {
      int caller = kind.isHost() ? links.caller(row) : Ids.NONE;
      if (caller >= 0 && table.trackRow(caller) != table.trackRow(row)) {
        flows.add(new Flow(caller, row, "forward-backward"));
      }
    }
  }
}
