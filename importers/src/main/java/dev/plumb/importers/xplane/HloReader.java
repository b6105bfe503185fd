package dev.plumb.importers.xplane;

import dev.plumb.importers.wire.WireReader;
import dev.plumb.importers.xplane.HloModules.Module;
import dev.plumb.trace.Ids;
import java.io.IOException;

/**
 * Reads {@code HloProto} (xla/service/hlo.proto) as it lies in {@code /host:metadata}: names,
 * {@code OpMetadata} and stack frames; shapes, layouts, schedules and buffers are skipped.
 */
final class HloReader {
  private static final int LONGEST_TEXT = 1 << 16;

  private final WireReader in;
  private final Module module = new Module();

  // Of the instruction being read.
  private int opName;
  private int file;
  private int line;
  private int frame;

  HloReader(WireReader in) {
    this.in = in;
  }

  /** Reads the message that ends at {@code end}. */
  Module read(long end) throws IOException {
    while (in.next(end)) {
      if (in.field() == 1 && in.type() == WireReader.BYTES) {
        module(in.enter());
      } else {
        in.skip();
      }
    }
    return module;
  }

  private void module(long end) throws IOException {
    while (in.next(end)) {
      if (in.field() == 3 && in.type() == WireReader.BYTES) {
        computation(in.enter());
      } else if (in.field() == 17 && in.type() == WireReader.BYTES) {
        stackFrames(in.enter());
      } else {
        in.skip();
      }
    }
  }

  private void computation(long end) throws IOException {
    while (in.next(end)) {
      if (in.field() == 2 && in.type() == WireReader.BYTES) {
        instruction(in.enter());
      } else {
        in.skip();
      }
    }
  }

  private void instruction(long end) throws IOException {
    int name = Ids.NONE;
    opName = Ids.NONE;
    file = Ids.NONE;
    line = 0;
    frame = 0;
    while (in.next(end)) {
      if (in.field() == 1 && in.type() == WireReader.BYTES) {
        name = text();
      } else if (in.field() == 7 && in.type() == WireReader.BYTES) {
        metadata(in.enter());
      } else {
        in.skip();
      }
    }
    if (name >= 0 && (opName >= 0 || file >= 0 || frame > 0)) {
      module.addInstruction(name, opName, file, line, frame);
    }
  }

  private void metadata(long end) throws IOException {
    while (in.next(end)) {
      boolean bytes = in.type() == WireReader.BYTES;
      switch (bytes ? in.field() : -in.field()) {
        case 2 -> opName = text();
        case 3 -> file = text();
        case -4 -> line = small();
        case -15 -> frame = small();
        default -> in.skip();
      }
    }
  }

  private void stackFrames(long end) throws IOException {
    while (in.next(end)) {
      boolean bytes = in.type() == WireReader.BYTES;
      switch (bytes ? in.field() : 0) {
        case 1 -> module.fileNames.add(text());
        case 2 -> module.functionNames.add(text());
        case 3 -> {
          int[] location = numbers(in.enter());
          module.locationFiles.add(location[1]);
          module.locationFunctions.add(location[2]);
          module.locationLines.add(location[3]);
        }
        case 4 -> {
          int[] place = numbers(in.enter());
          module.frameLocations.add(place[1]);
          module.frameParents.add(place[2]);
        }
        default -> in.skip();
      }
    }
  }

  /** Fields 1 to 3 of a message of numbers. */
  private int[] numbers(long end) throws IOException {
    int[] values = new int[4];
    while (in.next(end)) {
      if (in.field() < values.length && in.type() != WireReader.BYTES) {
        values[in.field()] = small();
      } else {
        in.skip();
      }
    }
    return values;
  }

  private int small() throws IOException {
    long value = in.number();
    return value >= 0 && value <= Integer.MAX_VALUE ? (int) value : 0;
  }

  /** Id of a text; {@link Ids#NONE} if it is empty. */
  private int text() throws IOException {
    int length = in.bytes(LONGEST_TEXT);
    return length == 0
        ? Ids.NONE
        : module.texts.intern(in.buffer(), in.start(), in.start() + length);
  }
}
