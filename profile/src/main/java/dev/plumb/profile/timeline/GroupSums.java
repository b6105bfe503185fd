package dev.plumb.profile.timeline;

/** Sums over the slices of each of a stretch of groups, which are numbered. */
final class GroupSums {
  /** Bytes of memory for each group. */
  static final int BYTES_EACH = 3 * Long.BYTES;

  final int firstGroup;

  /** Slices that start. */
  final long[] count;

  /** Nanoseconds: innermost on the host, or busy on a device. */
  final long[] ns;

  /** Bytes copied or set. */
  final long[] bytes;

  GroupSums(int firstGroup, int groups) {
    this.firstGroup = firstGroup;
    count = new long[groups];
    ns = new long[groups];
    bytes = new long[groups];
  }

  int groups() {
    return count.length;
  }

  /** Adds {@code plus} and takes {@code minus} away; both are of the same groups as this. */
  void addDifference(GroupSums plus, GroupSums minus) {
    for (int i = 0; i < count.length; i++) {
      count[i] += plus.count[i] - minus.count[i];
      ns[i] += plus.ns[i] - minus.ns[i];
      bytes[i] += plus.bytes[i] - minus.bytes[i];
    }
  }

  GroupSums copy() {
    GroupSums copy = new GroupSums(firstGroup, count.length);
    System.arraycopy(count, 0, copy.count, 0, count.length);
    System.arraycopy(ns, 0, copy.ns, 0, count.length);
    System.arraycopy(bytes, 0, copy.bytes, 0, count.length);
    return copy;
  }
}
