package dev.plumb.importers.proton;

import dev.plumb.importers.json.JsonIn;
import dev.plumb.importers.json.JsonSession;
import dev.plumb.trace.TraceBuilder;

/** A profile as JSON. */
final class ProtonSession extends JsonSession {
  private final ProtonReader reader;

  ProtonSession(TraceBuilder out) {
    super(out);
    reader = new ProtonReader(out);
  }

  @Override
  protected void document(JsonIn in) {
    reader.document(in);
  }

  @Override
  protected boolean complete() {
    return reader.complete();
  }
}
