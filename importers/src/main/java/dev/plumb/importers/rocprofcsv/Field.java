package dev.plumb.importers.rocprofcsv;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The columns that have a meaning, with all names that the tools and versions give them. */
enum Field {
  KIND("kind", "domain"),
  FUNCTION("function"),
  OPERATION("operation"),
  DIRECTION("direction"),
  NAME("name"),
  CALLS("calls"),
  TOTAL_NS("totaldurationns"),
  KERNEL_NAME("kernelname"),
  KERNEL_ID("kernelid"),
  DISPATCH("dispatchid", "index"),
  CORRELATION("correlationid"),
  PROCESS("processid", "pid"),
  THREAD("threadid", "tid"),
  AGENT("agentid"),
  GPU("gpuid"),
  SOURCE("sourceagentid"),
  DESTINATION("destinationagentid"),
  QUEUE("queueid"),
  STREAM("streamid"),
  START("starttimestamp", "beginns"),
  END("endtimestamp", "endns"),
  GRID("gridsize", "grd", "gridsizex"),
  GRID_Y("gridsizey"),
  GRID_Z("gridsizez"),
  WORKGROUP("workgroupsize", "wgp", "wgr", "workgroupsizex"),
  WORKGROUP_Y("workgroupsizey"),
  WORKGROUP_Z("workgroupsizez"),
  LDS("ldsblocksize", "ldsperworkgroup", "lds"),
  SCRATCH("scratchsize", "scratchperworkitem", "scr"),
  VGPRS("vgprcount", "archvgpr", "archvgprcount", "vgpr"),
  ACCUM_VGPRS("accumvgprcount", "accumvgpr"),
  SGPRS("sgprcount", "sgpr"),
  COUNTER_NAME("countername"),
  COUNTER_VALUE("countervalue"),
  ALLOCATION_SIZE("allocationsize", "size"),
  ADDRESS("address"),
  FLAGS("allocflags", "flags"),
  SAMPLE_TIME("sampletimestamp"),
  INSTRUCTION("instruction"),
  COMMENT("instructioncomment"),
  ISSUED("waveissuedinstruction"),
  STALL_REASON("stallreason"),
  NODE("logicalnodeid", "nodeid"),
  AGENT_TYPE("agenttype"),
  PRODUCT("productname"),
  WORKLOAD("workloadname"),
  GPU_ARCH("gpuarch"),
  DEVICE("device"),
  HBM_BANDWIDTH("hbmbw"),
  /** Known, so that no wide table takes it for a counter. */
  UNUSED(
      "guid",
      "wavesize",
      "sig",
      "obj",
      "dispatchns",
      "completens",
      "durationns",
      "queueindex",
      "xccindex",
      "execmask",
      "instructiontype",
      "wavecount",
      "averagens",
      "percentage",
      "minns",
      "maxns",
      "stddev");

  private static final Map<String, Field> BY_NAME = byName();

  private final List<String> names;

  Field(String... names) {
    this.names = List.of(names);
  }

  private static Map<String, Field> byName() {
    Map<String, Field> all = new HashMap<>();
    for (Field field : values()) {
      field.names.forEach(name -> all.put(name, field));
    }
    return all;
  }

  /** The field of a column; null if it has no meaning of its own. */
  static @Nullable Field of(String column) {
    return BY_NAME.get(column.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", ""));
  }
}
