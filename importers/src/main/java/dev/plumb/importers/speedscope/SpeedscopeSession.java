package dev.plumb.importers.speedscope;

import dev.plumb.importers.json.JsonIn;
import dev.plumb.importers.json.JsonSession;
import dev.plumb.importers.stacks.FrameNames;
import dev.plumb.importers.stacks.OwnExport;
import dev.plumb.importers.stacks.PendingSamples;
import dev.plumb.importers.stacks.Units;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.TraceBuilder;

/** The document: frames, profiles, and what is around them. */
final class SpeedscopeSession extends JsonSession {
  private final PendingSamples samples;
  private final SpeedscopeMeaning meaning;
  private final IntColumn frames = new IntColumn();
  private String exporter = "";
  private int profiles;

  SpeedscopeSession(TraceBuilder out) {
    super(out);
    samples = new PendingSamples(out);
    meaning = new SpeedscopeMeaning(out, frames);
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
    String layer = "";
    while (in.nextName()) {
      switch (in.name()) {
        case "name" -> name = in.text("");
        case "file" -> file = in.text("");
        case "line" -> line = Math.max(in.index(), 0);
        case OwnProfile.KEY -> layer = in.text("");
        default -> in.skip();
      }
    }
    meaning.layer(frames.size(), layer);
    CodeKind told = OwnExport.kind(layer);
    if (told == null && file.isEmpty()) {
      return FrameNames.row(out, name);
    }
    CodeKind kind = told == null ? FrameNames.kind(name, file) : told;
    return FrameNames.row(out, kind, name, file, line, "");
  }

  private void profiles(JsonIn in) {
    if (!in.enterArray()) {
      return;
    }
    while (in.nextElement()) {
      if (in.enterObject()) {
        new ProfileReader(out, samples, meaning, exporter, profiles++).read(in);
      }
    }
  }

  @Override
  protected boolean complete() {
    keep("exporter", exporter);
    samples.flush(meaning);
    return out.samples().size() > 0;
  }
}
