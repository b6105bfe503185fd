package dev.plumb.importers.gecko;

import dev.plumb.importers.json.JsonIn;
import dev.plumb.importers.json.JsonSession;
import dev.plumb.importers.stacks.SampleWriter;
import dev.plumb.importers.stacks.ThreadTracks;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;

/** The document, and when it is read the rows of all its threads. */
final class GeckoSession extends JsonSession {
  private final GeckoProfile profile;

  GeckoSession(TraceBuilder out) {
    super(out);
    profile = new GeckoProfile(out, 0);
  }

  @Override
  protected void document(JsonIn in) {
    profile.read(in);
  }

  @Override
  protected boolean complete() {
    long base = profile.startNs == Times.NONE ? 0 : profile.startNs;
    out.setBaseTimeNs(base);
    write(profile, base, new ThreadTracks(out), new SampleWriter(out));
    return out.samples().size() > 0 || out.slices().size() > 0 || out.instants().size() > 0;
  }

  private void write(GeckoProfile process, long base, ThreadTracks tracks, SampleWriter samples) {
    // Each process of a raw profile counts from its own start.
    long offset = process.startNs == Times.NONE ? 0 : process.startNs - base;
    for (GeckoThread thread : process.threads) {
      int track = tracks.row(thread.pid, thread.tid.isEmpty() ? thread.name : thread.tid);
      tracks.name(track, thread.name);
      tracks.nameProcess(
          track, thread.processName.isEmpty() ? thread.processType : thread.processName);
      new ThreadWriter(samples, out, process, thread, track, offset).write();
      new MarkerWriter(out, process, thread, track, offset).write();
    }
    for (GeckoProfile inner : process.processes) {
      write(inner, base, tracks, samples);
    }
  }
}
