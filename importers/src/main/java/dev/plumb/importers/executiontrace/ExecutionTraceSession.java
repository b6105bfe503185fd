package dev.plumb.importers.executiontrace;

import dev.plumb.importers.json.JsonIn;
import dev.plumb.importers.json.JsonSession;
import dev.plumb.importers.stacks.Units;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;

/** The document and its nodes, member by member. */
final class ExecutionTraceSession extends JsonSession {
  private final GraphWriter graph;

  ExecutionTraceSession(TraceBuilder out) {
    super(out);
    graph = new GraphWriter(out);
  }

  @Override
  protected void document(JsonIn in) {
    if (!in.enterObject()) {
      return;
    }
    while (in.nextName()) {
      switch (in.name()) {
        case "nodes", "workload_graph" -> {
          graph.pytorch = in.name().equals("nodes");
          nodes(in);
        }
        case "pid" -> {
          String pid = in.text("");
          graph.process(pid);
          keep("pid", pid);
        }
        default -> {
          String key = in.name();
          keep(key, in.text(""));
        }
      }
    }
  }

  private void keep(String key, String value) {
    if (!value.isEmpty() && key.length() + value.length() < 10_000) {
      out.putMetadata(key, Units.quoted(value));
    }
  }

  private void nodes(JsonIn in) {
    if (!in.enterArray()) {
      return;
    }
    while (in.nextElement()) {
      if (in.isObject()) {
        node(in);
      } else {
        out.problems().add(ProblemCode.VALUE_NOT_AN_EVENT, in.offset());
        in.skip();
      }
    }
  }

  private void node(JsonIn in) {
    graph.begin();
    in.enterObject();
    while (in.nextName()) {
      member(in);
    }
    graph.end(in.offset());
  }

  /** Names of PyTorch 1.0.1, 1.0.3 and 1.1, and of Chakra's JSON. */
  private void member(JsonIn in) {
    switch (in.name()) {
      case "id", "Id" -> graph.id = in.whole();
      case "name", "Name" -> graph.name = in.text("");
      case "parent" -> graph.parent = in.whole();
      case "ctrl_deps", "ctrlDeps" -> dependencies(in, true);
      case "data_deps", "dataDeps" -> dependencies(in, false);
      case "rf_id" -> graph.recordFunction = in.whole();
      case "tid" -> graph.thread = in.whole();
      case "op_schema" -> graph.schema(in.text(""));
      case "is_cpu_op" -> graph.onHost = in.truth();
      case "NodeType" -> graph.type = NodeTypes.name(in.whole());
      case "runtime" -> graph.durationMicros = in.whole();
      case "attrs" -> attributes(in);
      case "inputs" -> values(in, "inputs", false);
      case "outputs" -> values(in, "outputs", true);
      case "input_shapes", "input_types", "output_shapes", "output_types" -> {
        String key = in.name();
        graph.argument(key, in, false, false);
      }
      case "fw_parent", "seq_id", "scope", "fw_tid", "comm_type", "comm_size" -> {
        String key = in.name();
        graph.argument(key, in, false, false);
      }
      default -> in.skip();
    }
  }

  /** One id, or a list of ids. */
  private void dependencies(JsonIn in, boolean control) {
    if (in.isNumber()) {
      long id = in.whole();
      graph.dependency(id, control);
      if (control && id != Ids.ABSENT && graph.parent == Ids.ABSENT) {
        graph.parent = id;
      }
      return;
    }
    if (in.enterArray()) {
      while (in.nextElement()) {
        graph.dependency(in.whole(), control);
      }
    }
  }

  /** {@code [{"name": "rf_id", "type": "uint64", "value": 9}, …]} */
  private void attributes(JsonIn in) {
    if (!in.enterArray()) {
      return;
    }
    while (in.nextElement()) {
      if (!in.enterObject()) {
        continue;
      }
      String name = "";
      String value = "";
      while (in.nextName()) {
        switch (in.name()) {
          case "name" -> name = in.text("");
          case "value" -> {
            if (in.isNumber() || in.isText()) {
              value = in.text("");
            } else {
              int truth = in.truth();
              value = truth < 0 ? "" : truth == 1 ? "true" : "false";
            }
          }
          default -> in.skip();
        }
      }
      graph.attribute(name, value);
    }
  }

  /** Values as a list, or (from 1.1 on) as an object of values, shapes and types. */
  private void values(JsonIn in, String key, boolean written) {
    if (!in.isObject()) {
      graph.argument(key, in, true, written);
      return;
    }
    in.enterObject();
    while (in.nextName()) {
      boolean tensors = in.name().equals("values");
      graph.argument(tensors ? key : key + "_" + in.name(), in, tensors, written);
    }
  }

  @Override
  protected boolean complete() {
    if (out.nodes().size() == 0) {
      out.problems().add(ProblemCode.NO_EVENTS, -1);
    }
    return out.nodes().size() > 0;
  }
}
