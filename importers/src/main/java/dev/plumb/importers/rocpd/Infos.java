package dev.plumb.importers.rocpd;

import dev.plumb.importers.records.AgentProperties;
import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.sqlite.Rows;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.importers.sqlite.Texts;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.List;

/** The {@code rocpd_info_*} tables of one process: what its records refer to. */
final class Infos {
  private record Agent(String id, boolean gpu, int gpuIndex) {}

  private final TraceBuilder out;
  private final SqliteFile file;
  private final String suffix;
  private final LongMap agentRows = new LongMap();
  private final List<Agent> agents = new ArrayList<>();
  private final LongMap pidRows = new LongMap();
  private final LongMap tidRows = new LongMap();
  private final LongColumn numbers = new LongColumn();
  private final LongMap kernelRows = new LongMap();

  /** Of each kernel: VGPRs, accumulation VGPRs, SGPRs. */
  private final LongColumn registers = new LongColumn();

  private long pid = Ids.ABSENT;
  private final Texts strings;
  private final Texts kernelNames;
  private final Texts symbols;
  private final Texts counters;

  Infos(TraceBuilder out, SqliteFile file, String suffix) {
    this.out = out;
    this.file = file;
    this.suffix = suffix;
    strings = texts("rocpd_string", "string");
    kernelNames = texts("rocpd_info_kernel_symbol", "display_name");
    symbols = texts("rocpd_info_kernel_symbol", "kernel_name");
    counters = texts("rocpd_info_pmc", "symbol");
    readAgents();
    readProcesses();
    readKernels();
  }

  private Texts texts(String table, String column) {
    return Texts.read(file, table + suffix, "id", column, out.strings());
  }

  private void readAgents() {
    Rows rows =
        file.rows(
            "rocpd_info_agent" + suffix,
            "id",
            "type",
            "absolute_index",
            "logical_index",
            "type_index",
            "product_name",
            "name",
            "generic_name",
            "extdata");
    while (rows.next()) {
      long id = rows.integer(0, Ids.ABSENT);
      long index = rows.integer(3, rows.integer(2, id));
      boolean gpu = "GPU".equals(rows.string(1));
      Agent agent = new Agent("Agent " + index, gpu, rows.small(4, Ids.NONE));
      agentRows.put(id, agents.size());
      agents.add(agent);
      if (gpu) {
        describe(out.devices().row(agent.id), rows);
      }
    }
  }

  /** The name: of the product, else what the database shows, else the architecture's. */
  private void describe(int device, Rows rows) {
    for (int column = 5; column <= 7; column++) {
      String name = rows.string(column);
      if (name != null && !name.isEmpty()) {
        out.devices().setName(device, name);
        break;
      }
    }
    String json = rows.string(8);
    if (json != null) {
      out.devices().setProperties(device, AgentProperties.of(AgentProperties.members(json)));
    }
  }

  private void readProcesses() {
    Rows processes = file.rows("rocpd_info_process" + suffix, "id", "pid", "command");
    while (processes.next()) {
      pid = processes.integer(1, Ids.ABSENT);
      pidRows.put(processes.integer(0, Ids.ABSENT), numbers.add(pid));
      String command = processes.string(2);
      if (command != null) {
        out.putMetadata("command", ArgsText.json(command));
      }
    }
    Rows threads = file.rows("rocpd_info_thread" + suffix, "id", "tid");
    while (threads.next()) {
      tidRows.put(threads.integer(0, Ids.ABSENT), numbers.add(threads.integer(1, 0)));
    }
  }

  private void readKernels() {
    Rows rows =
        file.rows(
            "rocpd_info_kernel_symbol" + suffix,
            "id",
            "arch_vgpr_count",
            "accum_vgpr_count",
            "sgpr_count");
    while (rows.next()) {
      kernelRows.put(rows.integer(0, Ids.ABSENT), registers.size() / 3);
      for (int i = 1; i <= 3; i++) {
        registers.add(rows.integer(i, Ids.ABSENT));
      }
    }
  }

  /** String id of a text; of its number if there is none. */
  int text(long id) {
    return strings.idOrNumber(id);
  }

  /** String id of a kernel's name. */
  int kernelName(long id) {
    int name = kernelNames.id(id);
    return name >= 0 ? name : symbols.idOrNumber(id);
  }

  /** Registers of a kernel: 0 VGPRs, 1 accumulation VGPRs, 2 SGPRs. */
  long registers(long kernel, int which) {
    int row = kernelRows.get(kernel);
    return row < 0 ? Ids.ABSENT : registers.get(row * 3 + which);
  }

  /** String id of a counter's name. */
  int counter(long id) {
    return counters.idOrNumber(id);
  }

  /** The process; {@link Ids#ABSENT} if the file does not tell. */
  long pid() {
    return pid;
  }

  long pid(long id) {
    int row = pidRows.get(id);
    return row < 0 ? id : numbers.get(row);
  }

  long tid(long id) {
    int row = tidRows.get(id);
    return row < 0 ? id : numbers.get(row);
  }

  /** What the device of an agent is called; "" if there is no agent. */
  String agent(long id) {
    int row = agentRows.get(id);
    return row >= 0 ? agents.get(row).id : id == Ids.ABSENT ? "" : "Agent id " + id;
  }

  boolean isGpu(long id) {
    int row = agentRows.get(id);
    return row >= 0 && agents.get(row).gpu;
  }

  int gpuIndex(long id) {
    int row = agentRows.get(id);
    return row >= 0 && agents.get(row).gpu ? agents.get(row).gpuIndex : Ids.NONE;
  }
}
