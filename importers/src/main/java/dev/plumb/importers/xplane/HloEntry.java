package dev.plumb.importers.xplane;

import dev.plumb.importers.wire.WireReader;
import dev.plumb.importers.xplane.HloModules.Module;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event type of {@code /host:metadata}: a program, whose HLO module is a statistic of it.
 */
final class HloEntry {
  private final WireReader in;
  private final StatNames names;
  private final HloModules modules;
  private String programId = "";
  private String name = "";
  private @Nullable Module module;

  HloEntry(WireReader in, StatNames names, HloModules modules) {
    this.in = in;
    this.names = names;
    this.modules = modules;
  }

  /** Reads the map entry that ends at {@code end}. */
  void read(long end) throws IOException {
    while (in.next(end)) {
      if (in.field() == 2 && in.type() == WireReader.BYTES) {
        eventType(in.enter());
      } else {
        in.skip();
      }
    }
    if (module != null) {
      modules.add(programId, name, module);
    }
  }

  private void eventType(long end) throws IOException {
    while (in.next(end)) {
      boolean bytes = in.type() == WireReader.BYTES;
      switch (bytes ? in.field() : -in.field()) {
        case -1 -> programId = Long.toUnsignedString(in.number());
        case 2 -> {
          int length = in.bytes(1 << 12);
          name = new String(in.buffer(), in.start(), length, StandardCharsets.UTF_8);
        }
        case 5 -> stat(in.enter());
        default -> in.skip();
      }
    }
  }

  private void stat(long end) throws IOException {
    boolean isModule = false;
    while (in.next(end)) {
      boolean bytes = in.type() == WireReader.BYTES;
      switch (bytes ? in.field() : -in.field()) {
        case -1 ->
            isModule = names.kindOrdinal(names.row(in.number())) == StatKind.HLO_PROTO.ordinal();
        case Stats.BYTES -> {
          if (isModule) {
            module = new HloReader(in).read(in.enter());
          } else {
            in.skip();
          }
        }
        default -> in.skip();
      }
    }
  }
}
