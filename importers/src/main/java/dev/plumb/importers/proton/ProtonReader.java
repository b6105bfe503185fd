package dev.plumb.importers.proton;

import dev.plumb.importers.json.ValueIn;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;

/** Collects the nodes of the trees; {@link ProtonTree} makes rows of them. */
final class ProtonReader {
  private final TraceBuilder out;
  private final ProtonTree tree;

  ProtonReader(TraceBuilder out) {
    this.out = out;
    this.tree = new ProtonTree(out);
  }

  /** Reads one document. */
  void document(ValueIn in) {
    if (in.isObject()) {
      item(in, Ids.NONE);
    } else if (in.enterArray()) {
      while (in.nextElement()) {
        item(in, Ids.NONE);
      }
    }
  }

  /** A node, or the description of the devices. */
  private void item(ValueIn in, int parent) {
    if (!in.enterObject()) {
      out.problems().add(ProblemCode.VALUE_NOT_AN_EVENT, in.offset());
      return;
    }
    int node = Ids.NONE;
    while (in.nextName()) {
      switch (in.name()) {
        case "children", "frame", "metrics" -> {
          node = node < 0 ? tree.add(parent) : node;
          member(in, node);
        }
        default -> devices(in, in.name(), parent);
      }
    }
  }

  private void member(ValueIn in, int node) {
    switch (in.name()) {
      case "children" -> {
        if (in.enterArray()) {
          while (in.nextElement()) {
            item(in, node);
          }
        }
      }
      case "frame" -> frame(in, node);
      default -> metrics(in, node);
    }
  }

  private void frame(ValueIn in, int node) {
    if (in.enterObject()) {
      while (in.nextName()) {
        if (in.name().equals("name")) {
          tree.name(node, in.text(""));
        } else {
          in.skip();
        }
      }
    }
  }

  private void metrics(ValueIn in, int node) {
    if (!in.enterObject()) {
      return;
    }
    while (in.nextName()) {
      String name = in.name();
      long offset = in.offset();
      if (in.isNumber()) {
        tree.metric(node, name, in.number(), offset);
      } else if (name.equals("device_id")) {
        out.devices().row(in.text("0"));
      } else {
        in.skip();
      }
    }
  }

  /** {@code {"CUDA": {"0": {"arch": "90", …}}}}: only outside of the trees. */
  private void devices(ValueIn in, String type, int parent) {
    if (parent >= 0 || !in.enterObject()) {
      in.skip();
      return;
    }
    while (in.nextName()) {
      String id = in.name();
      String arch = "";
      if (in.enterObject()) {
        while (in.nextName()) {
          if (in.name().equals("arch")) {
            arch = in.text("");
          } else {
            in.skip();
          }
        }
      }
      if (id.length() <= 20 && out.devices().size() < 10_000) {
        int row = out.devices().row(id);
        out.devices().setName(row, arch.isEmpty() ? type : type + " " + arch);
      }
    }
  }

  /** Called when all is read, or as much as there is; whether anything can be used. */
  boolean complete() {
    tree.finish();
    if (tree.size() == 0) {
      out.problems().add(ProblemCode.NO_EVENTS, -1);
    }
    return tree.size() > 0;
  }
}
