package dev.plumb.importers.speedscope;

import dev.plumb.importers.stacks.FrameNames;
import dev.plumb.importers.stacks.JsonIn;
import dev.plumb.importers.stacks.JsonSession;
import dev.plumb.importers.stacks.PendingSamples;
import dev.plumb.importers.stacks.Units;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.TraceBuilder;

/** The document: frames, profiles, and what is around them. */
final class SpeedscopeSession extends JsonSession {
  private final PendingSamples samples;
  private final IntColumn frames = new IntColumn();
  private String exporter = "";
  private int profiles;

  SpeedscopeSession(TraceBuilder out) {
    super(out);
    samples = new PendingSamples(out);
  }

  @Override
  protected void document(JsonIn in) {
    if (!in.enterObject()) {
      return;
    }
    while (in.nextName()) {
      switch (in.name()) {
        case "shared" -> shared(in);
        case "profiles" -> profiles(in);
        case "exporter" -> exporter = in.text("");
        case "name" -> keep("name", in.text(""));
        case "activeProfileIndex" -> keep("activeProfileIndex", in.text(""));
        default -> in.skip();
      }
    }
  }

  private void keep(String key, String text) {
    if (!text.isEmpty() && text.length() <= 10_000) {
      out.putMetadata(key, Units.quoted(text));
    }
  }

  private void shared(JsonIn in) {
    if (!in.enterObject()) {
      return;
    }
    while (in.nextName()) {
      if (in.name().equals("frames") && in.enterArray()) {
        while (in.nextElement()) {
          frames.add(frame(in));
        }
      } else if (!in.name().equals("frames")) {
        in.skip();
      }
    }
  }

  private int frame(JsonIn in) {
    if (!in.enterObject()) {
      return Ids.NONE;
    }
    String name = "";
    String file = "";
    int line = 0;
    while (in.nextName()) {
      switch (in.name()) {
        case "name" -> name = in.text("");
        case "file" -> file = in.text("");
        case "line" -> line = Math.max(in.index(), 0);
        default -> in.skip();
      }
    }
    return file.isEmpty()
        ? FrameNames.row(out, name)
        : FrameNames.row(out, FrameNames.kind(name, file), name, file, line, "");
  }

  private void profiles(JsonIn in) {
    if (!in.enterArray()) {
      return;
    }
    while (in.nextElement()) {
      if (in.enterObject()) {
        new ProfileReader(out, samples, exporter, profiles++).read(in);
      }
    }
  }

  @Override
  protected boolean complete() {
    keep("exporter", exporter);
    samples.flush((parent, index) ->
        index < frames.size() && frames.get(index) >= 0
            ? out.stacks().row(parent, frames.get(index))
            : Ids.NONE);
    return out.samples().size() > 0;
  }
}
