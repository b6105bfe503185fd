// The two ways to look at a tree. Both answer the same questions, so that layout, search and
// keyboard need not know which one they walk.

/**
 * @typedef {object} Graph
 * @property {number} root
 * @property {(metric: number) => void} setMetric
 * @property {(node: number) => number} frame -1 for a root that is no frame
 * @property {(node: number) => number} parent -1 for the root
 * @property {(node: number) => number} value in the metric that was set
 * @property {(node: number) => ArrayLike<number>} children largest value first
 * @property {(node: number, metric: number) => number} inclusive
 * @property {(node: number, metric: number) => number} exclusive
 * @property {(node: number) => number} folded
 */

/** @typedef {import('./tree.js').Tree} Tree */

/** From callers to callees: the tree as it is. @implements {Graph} */
export class TopDown {
  /** @param {Tree} tree @param {number} metric */
  constructor(tree, metric) {
    this.root = 0;
    this.tree = tree;
    this.metric = metric;
    /** @type {Map<number, Int32Array>} */
    this.sorted = new Map();
  }

  /** @param {number} metric */
  setMetric(metric) {
    this.metric = metric;
    this.sorted.clear();
  }

  /** @param {number} node */
  frame(node) {
    return this.tree.frame[node];
  }

  /** @param {number} node */
  parent(node) {
    return this.tree.parent[node];
  }

  /** @param {number} node */
  value(node) {
    return this.tree.inclusive[this.metric][node];
  }

  /** @param {number} node */
  children(node) {
    let children = this.sorted.get(node);
    if (!children) {
      const value = this.tree.inclusive[this.metric];
      const {firstChild} = this.tree;
      children = this.tree.children.slice(firstChild[node], firstChild[node + 1]);
      children.sort((a, b) => value[b] - value[a]);
      this.sorted.set(node, children);
    }
    return children;
  }

  /** @param {number} node @param {number} metric */
  inclusive(node, metric) {
    return this.tree.inclusive[metric][node];
  }

  /** @param {number} node @param {number} metric */
  exclusive(node, metric) {
    return this.tree.exclusive[metric][node];
  }

  /** @param {number} node */
  folded(node) {
    return this.tree.folded[node];
  }
}

/**
 * From callees to callers: under an artificial root stand all frames with what they took themselves
 * anywhere, and under each frame those that called it. Every context is in exactly one path, so the
 * frames at the top add up to the tree's total.
 *
 * <p>A node is the list of contexts that it stands for, and where on the way up each has come. Nodes
 * are made when their children are asked for: a box that is never drawn is never opened.
 *
 * @implements {Graph}
 */
export class BottomUp {
  /** @param {Tree} tree @param {number} metric */
  constructor(tree, metric) {
    this.root = 0;
    this.tree = tree;
    this.metric = metric;
    const all = new Int32Array(tree.size);
    for (let row = 0; row < tree.size; row++) {
      all[row] = row;
    }
    this.parents = [-1];
    this.frames = [-1];
    this.contexts = [all];
    this.places = [all];
    this.values = tree.inclusive.map((column) => [column[0]]);
    /** @type {(number[]|undefined)[]} */
    this.opened = [undefined];
    /** @type {Map<number, number[]>} */
    this.sorted = new Map();
    this.slotOfFrame = new Int32Array(tree.frame.reduce((a, b) => Math.max(a, b), 0) + 1);
  }

  /** @param {number} metric */
  setMetric(metric) {
    this.metric = metric;
    this.sorted.clear();
  }

  /** @param {number} node */
  frame(node) {
    return this.frames[node];
  }

  /** @param {number} node */
  parent(node) {
    return this.parents[node];
  }

  /** @param {number} node */
  value(node) {
    return this.values[this.metric][node];
  }

  /** @param {number} node */
  children(node) {
    let children = this.sorted.get(node);
    if (!children) {
      const value = this.values[this.metric];
      children = (this.opened[node] ?? this.open(node)).slice();
      children.sort((a, b) => value[b] - value[a]);
      this.sorted.set(node, children);
    }
    return children;
  }

  /** @param {number} node @param {number} metric */
  inclusive(node, metric) {
    return this.values[metric][node];
  }

  /** What the contexts took whose path ends here. @param {number} node @param {number} metric */
  exclusive(node, metric) {
    const contexts = this.contexts[node];
    const places = this.places[node];
    let sum = 0;
    for (let i = 0; i < contexts.length; i++) {
      sum += this.above(node, places[i]) < 0 ? this.tree.exclusive[metric][contexts[i]] : 0;
    }
    return sum;
  }

  /** @param {number} node */
  folded(node) {
    return this.contexts[node].reduce((sum, row) => sum + this.tree.folded[row], 0);
  }

  /** The node of a frame at the top. @param {number} frame */
  nodeOfFrame(frame) {
    const top = this.opened[this.root] ?? this.open(this.root);
    return top.find((node) => this.frames[node] === frame);
  }

  /**
   * The row above; -1 where the path ends. The root of the tree calls everything and says nothing.
   * @param {number} node @param {number} place
   */
  above(node, place) {
    if (node === this.root) {
      return place;
    }
    const above = this.tree.parent[place];
    return above > 0 ? above : -1;
  }

  /** Groups the contexts of a node by their next caller. @param {number} node */
  open(node) {
    const {tree, slotOfFrame} = this;
    const contexts = this.contexts[node];
    const places = this.places[node];
    /** @type {number[]} */
    const frames = [];
    /** @type {number[]} */
    const counts = [];
    for (let i = 0; i < contexts.length; i++) {
      const above = this.above(node, places[i]);
      if (above >= 0) {
        const frame = tree.frame[above];
        if (slotOfFrame[frame] === 0) {
          slotOfFrame[frame] = frames.push(frame);
          counts.push(0);
        }
        counts[slotOfFrame[frame] - 1]++;
      }
    }
    const first = this.frames.length;
    const opened = frames.map((frame, slot) => this.add(node, frame, counts[slot]));
    const filled = new Int32Array(frames.length);
    for (let i = 0; i < contexts.length; i++) {
      const above = this.above(node, places[i]);
      if (above >= 0) {
        const slot = slotOfFrame[tree.frame[above]] - 1;
        const at = filled[slot]++;
        this.contexts[first + slot][at] = contexts[i];
        this.places[first + slot][at] = above;
        for (let metric = 0; metric < this.values.length; metric++) {
          this.values[metric][first + slot] += tree.exclusive[metric][contexts[i]];
        }
      }
    }
    for (const frame of frames) {
      slotOfFrame[frame] = 0;
    }
    this.opened[node] = opened;
    return opened;
  }

  /** @param {number} parent @param {number} frame @param {number} contexts */
  add(parent, frame, contexts) {
    this.parents.push(parent);
    this.contexts.push(new Int32Array(contexts));
    this.places.push(new Int32Array(contexts));
    this.opened.push(undefined);
    for (const column of this.values) {
      column.push(0);
    }
    return this.frames.push(frame) - 1;
  }
}

/** Nodes from the root to a node, both included. @param {Graph} graph @param {number} node */
export function pathTo(graph, node) {
  const path = [];
  for (let at = node; at >= 0; at = graph.parent(at)) {
    path.push(at);
  }
  return path.reverse();
}
