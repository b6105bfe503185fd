package dev.plumb.importers.executiontrace;

/** Chakra's types of nodes, by the number of {@code et_def.proto}. */
final class NodeTypes {
  private static final String[] NAMES = {
    "invalid",
    "metadata",
    "mem_load",
    "mem_store",
    "comp",
    "comm_send",
    "comm_recv",
    "comm_coll",
    "storage",
    "batch",
    "checkpoint"
  };

  private NodeTypes() {}

  static String name(long number) {
    return number >= 0 && number < NAMES.length ? NAMES[(int) number] : "type " + number;
  }
}
