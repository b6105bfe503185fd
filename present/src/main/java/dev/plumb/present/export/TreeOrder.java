package dev.plumb.present.export;

import dev.plumb.profile.CallingContextTree;
import java.util.Arrays;

/** The nodes of a tree depth first, siblings in the order of their rows: as people read it. */
final class TreeOrder {
  private TreeOrder() {}

  static int[] depthFirst(CallingContextTree tree) {
    int nodes = tree.size();
    int[] firstChild = new int[nodes];
    int[] nextSibling = new int[nodes];
    Arrays.fill(firstChild, -1);
    for (int node = nodes - 1; node > 0; node--) {
      int parent = tree.parent(node);
      nextSibling[node] = firstChild[parent];
      firstChild[parent] = node;
    }
    nextSibling[0] = -1;
    int[] order = new int[nodes];
    int count = 0;
    int node = 0;
    while (node >= 0) {
      order[count++] = node;
      if (firstChild[node] >= 0) {
        node = firstChild[node];
        continue;
      }
      while (node > 0 && nextSibling[node] < 0) {
        node = tree.parent(node);
      }
      node = node <= 0 ? -1 : nextSibling[node];
    }
    return order;
  }
}
