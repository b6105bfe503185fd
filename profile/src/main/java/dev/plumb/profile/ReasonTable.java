package dev.plumb.profile;

import dev.plumb.trace.ByteColumn;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.StringPool;

/**
 * What samples say about the state in which they were taken, by node: the stall reason of a warp,
 * the lock that a thread waited for. One row for each node, reason and metric; what has no reason
 * has no row.
 */
public final class ReasonTable {
  private static final Metric[] METRICS = Metric.values();

  private final StringPool names = new StringPool();
  private final IntColumn node = new IntColumn();
  private final IntColumn reason = new IntColumn();
  private final ByteColumn metric = new ByteColumn();
  private final LongColumn value = new LongColumn();
  private final LongMap rows = new LongMap();

  void add(int node, String reason, Metric metric, long value) {
    int reasonId = names.intern(reason);
    long key = (long) node << 32 | (long) reasonId * METRICS.length + metric.ordinal();
    int row = rows.get(key);
    if (row >= 0) {
      this.value.set(row, this.value.get(row) + value);
      return;
    }
    this.node.add(node);
    this.reason.add(reasonId);
    this.metric.add((byte) metric.ordinal());
    rows.put(key, this.value.add(value));
  }

  /** Number of rows. */
  public int size() {
    return node.size();
  }

  /** Node of the tree. */
  public int node(int row) {
    return node.get(row);
  }

  /** The reason: text from the trace, never to be trusted. */
  public String reason(int row) {
    return names.get(reason.get(row));
  }

  /** What was measured. */
  public Metric metric(int row) {
    return METRICS[metric.get(row)];
  }

  /** How much of the node's exclusive value has this reason. */
  public long value(int row) {
    return value.get(row);
  }
}
