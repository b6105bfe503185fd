package dev.plumb.importers.gecko;

import dev.plumb.importers.json.JsonIn;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.Problems;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;

/** A thread with its tables, or the tables that threads share. */
final class GeckoThread {
  private final StringPool pool;
  final IntColumn strings = new IntColumn();
  final GeckoTable samples;
  final GeckoTable markers;
  final GeckoTable stacks;
  final GeckoTable frames;
  final GeckoTable functions;
  final GeckoTable resources;
  final GeckoTable sources;
  final GeckoTable jsAllocations;
  final GeckoTable nativeAllocations;
  String name = "";
  String processName = "";
  String processType = "";
  String pid = "";
  String tid = "";

  GeckoThread(TraceBuilder out) {
    pool = out.strings();
    Problems problems = out.problems();
    samples = new GeckoTable(problems, pool);
    markers = new GeckoTable(problems, pool);
    stacks = new GeckoTable(problems, pool);
    frames = new GeckoTable(problems, pool);
    functions = new GeckoTable(problems, pool);
    resources = new GeckoTable(problems, pool);
    sources = new GeckoTable(problems, pool);
    jsAllocations = new GeckoTable(problems, pool);
    nativeAllocations = new GeckoTable(problems, pool);
  }

  void read(JsonIn in) {
    if (!in.enterObject()) {
      return;
    }
    while (in.nextName()) {
      switch (in.name()) {
        case "name" -> name = in.text("");
        case "processName" -> processName = in.text("");
        case "processType" -> processType = in.text("");
        case "pid" -> pid = in.text("");
        case "tid" -> tid = in.text("");
        case "samples" -> samples.read(in);
        case "markers" -> markers.read(in);
        case "stackTable" -> stacks.read(in);
        case "frameTable" -> frames.read(in);
        case "funcTable" -> functions.read(in);
        case "resourceTable" -> resources.read(in);
        case "sources" -> sources.read(in);
        case "jsAllocations" -> jsAllocations.read(in);
        case "nativeAllocations" -> nativeAllocations.read(in);
        case "stringTable", "stringArray" -> strings(in);
        default -> in.skip();
      }
    }
  }

  private void strings(JsonIn in) {
    if (in.isObject()) { // processed profiles of some versions wrap the list
      in.enterObject();
      while (in.nextName()) {
        if (in.name().equals("_array") || in.name().equals("array")) {
          strings(in);
        } else {
          in.skip();
        }
      }
    } else if (in.enterArray()) {
      while (in.nextElement()) {
        strings.add(pool.intern(in.text("")));
      }
    }
  }

  /** The string id of a cell: an index of the list of strings, or a text in the cell itself. */
  int stringId(long cell) {
    int text = GeckoTable.textInCell(cell);
    return text >= 0
        ? text
        : cell < 0 || cell >= strings.size() ? Ids.NONE : strings.get((int) cell);
  }
}
