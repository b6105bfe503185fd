package dev.plumb.profile.timeline;

/**
 * Sums over slices for a stretch of the tree's nodes. What the time of a node is (of the host, of
 * kernels, of copies) follows from its layer.
 */
final class NodeSums {
  /** Bytes of memory for each node. */
  static final int BYTES_EACH = 3 * Long.BYTES;

  final int firstNode;

  /** Slices that start. */
  final long[] count;

  /** Nanoseconds: innermost on the host, or busy on a device. */
  final long[] ns;

  /** Bytes copied or set. */
  final long[] bytes;

  NodeSums(int firstNode, int nodes) {
    this.firstNode = firstNode;
    count = new long[nodes];
    ns = new long[nodes];
    bytes = new long[nodes];
  }

  int nodes() {
    return count.length;
  }

  /** Adds {@code plus} and takes {@code minus} away; both are of the same nodes as this. */
  void addDifference(NodeSums plus, NodeSums minus) {
    for (int i = 0; i < count.length; i++) {
      count[i] += plus.count[i] - minus.count[i];
      ns[i] += plus.ns[i] - minus.ns[i];
      bytes[i] += plus.bytes[i] - minus.bytes[i];
    }
  }

  NodeSums copy() {
    NodeSums copy = new NodeSums(firstNode, count.length);
    System.arraycopy(count, 0, copy.count, 0, count.length);
    System.arraycopy(ns, 0, copy.ns, 0, count.length);
    System.arraycopy(bytes, 0, copy.bytes, 0, count.length);
    return copy;
  }
}
