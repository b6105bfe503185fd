package dev.plumb.importers.xplane;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.TraceBuilder;
import java.util.List;

/** JAX and TensorFlow profiles. */
public final class XPlaneImporter implements Importer {
  @Override
  public String format() {
    return "xplane";
  }

  @Override
  public String title() {
    return "XPlane: profiles of JAX, TensorFlow and PyTorch/XLA, on GPU, TPU and CPU";
  }

  @Override
  public List<String> examples() {
    return List.of("*.xplane.pb", "plugins/profile/*/HOST.xplane.pb");
  }

  @Override
  public String howToRecord() {
    return "with jax.profiler.trace(\"/tmp/profile\"): ...; or tf.profiler.experimental.start(\"/tmp/profile\")";
  }

  @Override
  public Match match(byte[] head, int length) {
    return Head.match(head, length);
  }

  @Override
  public Access access() {
    return Access.FILE;
  }

  @Override
  public ImportSession open(TraceBuilder out) {
    return new XPlaneSession(out);
  }
}
