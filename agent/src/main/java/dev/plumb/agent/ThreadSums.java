package dev.plumb.agent;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one thread counts: a tree of the wrapped methods and scopes that are open at once, with sums
 * in mapped memory. The thread alone writes; the recorder reads while it does, and may see a sum
 * one call older than another.
 *
 * <p>A stack walk costs some hundred times as much as a call of {@link #enter}, so only some calls
 * look at who called: the first {@link #WALKS_EACH} of a node, then every second for as many, every
 * fourth, and so on. Each path stands for the calls since the one before it.
 */
final class ThreadSums {
  /** Counts nothing: of a thread while its own sums are made. */
  static final ThreadSums NONE = new ThreadSums(-1, 0, null);

  private static final int MOST_DEPTH = 256;

  /** Stands for the node of a call that began in a pause. */
  private static final int PAUSED = -2;

  private static final int WALKS_EACH = 32;
  private static final int MOST_STRIDE = 1 << 16;

  private final int index;
  private final int recording;
  private final String name;
  private volatile WeakReference<@Nullable Thread> thread;

  private final List<ByteBuffer> blocks = new ArrayList<>();
  private int nodes;

  // By node.
  private int[] parent = new int[64];
  private int[] nameOf = new int[64];
  private int[] lastChild = new int[64];
  private int[] untilWalk = new int[64];
  private int[] stride = new int[64];
  private int[] walks = new int[64];

  /** Nodes by caller and name, open addressing. */
  private int[] slots = new int[256];

  // By depth of what is open.
  private final int[] openNode = new int[MOST_DEPTH];
  private final int[] openName = new int[MOST_DEPTH];
  private final int[] openPath = new int[MOST_DEPTH];
  private final int[] overloads = new int[MOST_DEPTH];
  private final long[] startNs = new long[MOST_DEPTH];
  private final long[] insideNs = new long[MOST_DEPTH];
  private int depth;

  /** Open calls beyond {@link #MOST_DEPTH}. */
  private int deeper;

  private int random;

  /**
   * @param recording that counts here
   */
  ThreadSums(int index, int recording, @Nullable Thread thread) {
    this.index = index;
    this.recording = recording;
    this.thread = new WeakReference<>(thread);
    name = thread == null ? "" : thread.getName();
    random = index * 0x9E3779B9 | 1;
    Arrays.fill(slots, -1);
  }

  int index() {
    return index;
  }

  int recording() {
    return recording;
  }

  String name() {
    return name;
  }

  boolean hasEnded() {
    Thread owner = thread.get();
    return owner == null || !owner.isAlive();
  }

  /** Another thread counts on; what the one before left open is dropped. */
  void give(Thread next) {
    thread = new WeakReference<>(next);
    depth = 0;
    deeper = 0;
  }

  void enter(int called) {
    if (index < 0) {
      return;
    }
    if (depth > 0 && openName[depth - 1] == called) {
      overloads[depth - 1]++; // that call each other are one call
      return;
    }
    if (depth == MOST_DEPTH) {
      deeper++;
      Sums.dropped();
      return;
    }
    boolean isPaused = Pauses.isNow();
    int node = isPaused ? PAUSED : child(caller(), called);
    int path = -1;
    if (node >= 0 && --untilWalk[node] < 0) {
      path = walk(node);
    }
    openNode[depth] = node;
    openName[depth] = called;
    openPath[depth] = path;
    insideNs[depth] = 0;
    overloads[depth] = 0;
    // Last: what is above is not the operator's time.
    startNs[depth++] = isPaused ? 0 : Pauses.now();
  }

  /** The innermost open call that is counted; −1 if there is none. */
  private int caller() {
    int at = depth - 1;
    while (at >= 0 && openNode[at] == PAUSED) {
      at--;
    }
    return at < 0 ? -1 : openNode[at];
  }

  void exit(int called) {
    long now = Pauses.now();
    if (deeper > 0) {
      deeper--;
      return;
    }
    if (depth > 0 && openName[depth - 1] == called && overloads[depth - 1] > 0) {
      overloads[depth - 1]--;
      return;
    }
    while (depth > 0) {
      depth--;
      close(now);
      if (openName[depth] == called) {
        return;
      }
      // A scope inside was not closed; it ends here.
    }
  }

  private void close(long now) {
    int node = openNode[depth];
    // Of a call that began in a pause, what was inside of it and after the pause is counted.
    long ns = node == PAUSED ? insideNs[depth] : now - startNs[depth];
    if (depth > 0) {
      insideNs[depth - 1] += ns;
    }
    if (node == PAUSED) {
      return;
    }
    if (node < 0) {
      Sums.dropped();
      return;
    }
    long selfNs = ns - insideNs[depth];
    add(node, 1, ns, selfNs);
    int path = openPath[depth];
    if (path >= 0) {
      // Calls that it stands for: those up to the next walk.
      long calls = untilWalk[node] + 1L;
      add(path, calls, 0, selfNs * calls);
    }
  }

  private void add(int node, long calls, long ns, long selfNs) {
    ByteBuffer block = blocks.get(node / Sums.NODES_IN_BLOCK);
    int at = Sums.BLOCK_HEADER + node % Sums.NODES_IN_BLOCK * Sums.NODE;
    block.putLong(at + 8, block.getLong(at + 8) + calls);
    block.putLong(at + 16, block.getLong(at + 16) + ns);
    block.putLong(at + 24, block.getLong(at + 24) + selfNs);
  }

  /** The node of the path by which {@code node} is called now; −1 if there is no room. */
  private int walk(int node) {
    if (++walks[node] % WALKS_EACH == 0 && stride[node] < MOST_STRIDE) {
      stride[node] *= 2;
    }
    // Not every nth call: loops have periods.
    int next = stride[node];
    if (next > 1) {
      random = random * 1664525 + 1013904223;
      next = 1 + (random >>> 1) % (2 * next - 1);
    }
    untilWalk[node] = next - 1;
    int path = Names.path(CallPath.ofCaller());
    return path == Names.NO_PATH ? -1 : child(node, -1 - path);
  }

  private int child(int caller, int called) {
    if (caller >= 0) {
      int last = lastChild[caller];
      if (last > 0 && nameOf[last] == called) {
        return last;
      }
    }
    int slot = hash(caller, called) & slots.length - 1;
    int node;
    while ((node = slots[slot]) >= 0) {
      if (parent[node] == caller && nameOf[node] == called) {
        remember(caller, node);
        return node;
      }
      slot = slot + 1 & slots.length - 1;
    }
    return create(slot, caller, called);
  }

  private void remember(int caller, int node) {
    if (caller >= 0 && nameOf[node] >= 0) {
      lastChild[caller] = node;
    }
  }

  private int create(int slot, int caller, int called) {
    int node = nodes;
    int inBlock = node % Sums.NODES_IN_BLOCK;
    if (inBlock == 0) {
      ByteBuffer block = Sums.block(index, node);
      if (block == null) {
        return -1;
      }
      blocks.add(block);
    }
    if (node == parent.length) {
      grow();
    }
    parent[node] = caller;
    nameOf[node] = called;
    stride[node] = 1;
    ByteBuffer block = blocks.get(blocks.size() - 1);
    int at = Sums.BLOCK_HEADER + inBlock * Sums.NODE;
    block.putInt(at, caller);
    block.putInt(at + 4, called);
    block.putInt(8, inBlock + 1);
    nodes++;
    slots[slot] = node;
    if (nodes * 2 > slots.length) {
      rehash();
    }
    remember(caller, node);
    return node;
  }

  private void grow() {
    int length = parent.length * 2;
    parent = Arrays.copyOf(parent, length);
    nameOf = Arrays.copyOf(nameOf, length);
    lastChild = Arrays.copyOf(lastChild, length);
    untilWalk = Arrays.copyOf(untilWalk, length);
    stride = Arrays.copyOf(stride, length);
    walks = Arrays.copyOf(walks, length);
  }

  private void rehash() {
    slots = new int[slots.length * 2];
    Arrays.fill(slots, -1);
    for (int node = 0; node < nodes; node++) {
      int slot = hash(parent[node], nameOf[node]) & slots.length - 1;
      while (slots[slot] >= 0) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = node;
    }
  }

  private static int hash(int caller, int called) {
    int mixed = (caller * 31 + called) * 0x9E3779B9;
    return mixed ^ mixed >>> 16;
  }
}
