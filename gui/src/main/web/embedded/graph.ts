// The two ways to look at a tree. Both answer the same questions, so that layout and search need not
// know which one they walk.

import type {Tree} from './tree';

export interface Graph {
  readonly root: number;
  /** -1 for a root that is no frame. */
  frame(node: number): number;
  /** -1 for the root. */
  parent(node: number): number;
  /** In the metric that the graph was made for. */
  value(node: number): number;
  /** Largest value first. */
  children(node: number): ArrayLike<number>;
  inclusive(node: number, metric: number): number;
  exclusive(node: number, metric: number): number;
  folded(node: number): number;
  /** Whether a node is one of some rows of the tree. */
  isOneOf(node: number, rows: Set<number>): boolean;
}

/** From callers to callees: the tree as it is. */
export class TopDown implements Graph {
  readonly root = 0;
  private readonly sorted = new Map<number, Int32Array>();

  constructor(readonly tree: Tree, private readonly metric: number) {}

  frame(node: number): number {
    return this.tree.frame[node];
  }

  parent(node: number): number {
    return this.tree.parent[node];
  }

  value(node: number): number {
    return this.tree.inclusive[this.metric][node];
  }

  children(node: number): Int32Array {
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

  inclusive(node: number, metric: number): number {
    return this.tree.inclusive[metric][node];
  }

  exclusive(node: number, metric: number): number {
    return this.tree.exclusive[metric][node];
  }

  folded(node: number): number {
    return this.tree.folded[node];
  }

  isOneOf(node: number, rows: Set<number>): boolean {
    return rows.has(node);
  }
}

/**
 * From callees to callers: under an artificial root stand all frames with what they took themselves
 * anywhere, and under each frame those that called it. Every context is in exactly one path, so the
 * frames at the top add up to the tree's total.
 *
 * A node is the list of contexts that it stands for, and where on the way up each has come. Nodes
 * are made when their children are asked for: a box that is never drawn is never opened.
 */
export class BottomUp implements Graph {
  readonly root = 0;
  private readonly parents = [-1];
  private readonly frames = [-1];
  private readonly contexts: Int32Array[];
  private readonly places: Int32Array[];
  private readonly values: number[][];
  private readonly opened: (number[] | undefined)[] = [undefined];
  private readonly sorted = new Map<number, number[]>();
  private readonly slotOfFrame: Int32Array;

  constructor(readonly tree: Tree, private readonly metric: number) {
    const all = Int32Array.from({length: tree.size}, (_, row) => row);
    this.contexts = [all];
    this.places = [all];
    this.values = tree.inclusive.map((column) => [column[0]]);
    this.slotOfFrame = new Int32Array(tree.frame.reduce((a, b) => Math.max(a, b), 0) + 1);
  }

  frame(node: number): number {
    return this.frames[node];
  }

  parent(node: number): number {
    return this.parents[node];
  }

  value(node: number): number {
    return this.values[this.metric][node];
  }

  children(node: number): number[] {
    let children = this.sorted.get(node);
    if (!children) {
      const value = this.values[this.metric];
      children = (this.opened[node] ?? this.open(node)).slice();
      children.sort((a, b) => value[b] - value[a]);
      this.sorted.set(node, children);
    }
    return children;
  }

  inclusive(node: number, metric: number): number {
    return this.values[metric][node];
  }

  /** What the contexts took whose path ends here. */
  exclusive(node: number, metric: number): number {
    const contexts = this.contexts[node];
    const places = this.places[node];
    let sum = 0;
    for (let i = 0; i < contexts.length; i++) {
      sum += this.above(node, places[i]) < 0 ? this.tree.exclusive[metric][contexts[i]] : 0;
    }
    return sum;
  }

  folded(node: number): number {
    return this.contexts[node].reduce((sum, row) => sum + this.tree.folded[row], 0);
  }

  isOneOf(node: number, rows: Set<number>): boolean {
    return node !== this.root && this.places[node].some((place) => rows.has(place));
  }

  /** The row above; -1 where the path ends. The root of the tree calls everything and says nothing. */
  private above(node: number, place: number): number {
    if (node === this.root) {
      return place;
    }
    const above = this.tree.parent[place];
    return above > 0 ? above : -1;
  }

  /** Groups the contexts of a node by their next caller. */
  private open(node: number): number[] {
    const {tree, slotOfFrame} = this;
    const contexts = this.contexts[node];
    const places = this.places[node];
    const frames: number[] = [];
    const counts: number[] = [];
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

  private add(parent: number, frame: number, contexts: number): number {
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

/** Nodes from the root to a node, both included. */
export function pathTo(graph: Graph, node: number): number[] {
  const path = [];
  for (let at = node; at >= 0; at = graph.parent(at)) {
    path.push(at);
  }
  return path.reverse();
}
