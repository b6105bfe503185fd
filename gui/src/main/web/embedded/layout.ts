// Where boxes stand: pure arithmetic, in the unit of the metric.

import {MERGED} from '../draw/rows';
import type {Graph} from './graph';

/** Boxes as columns: row by row, in each row from the left. */
export interface Boxes {
  depth: number[];
  /** Index in the columns; -1 for the first. */
  parent: number[];
  x: number[];
  value: number[];
  /** MERGED for boxes of several. */
  node: number[];
  /** How many nodes each stands for. */
  merged: number[];
  /** 1 for boxes of several of which one was asked for. */
  hides: number[];
}

/**
 * Lays out what is below a node, children by size. Children narrower than `least` are merged into one
 * box, and boxes inside them are never visited: the work grows with what can be seen, not with the tree.
 *
 * @param least in the unit of the metric
 * @param rows the most rows below the node
 * @param asked whether a node is asked for, or has such below it
 */
export function layout(graph: Graph, root: number, least: number, rows: number, asked: (node: number) => boolean = () => false): {boxes: Boxes; below: boolean} {
  const boxes: Boxes = {depth: [0], parent: [-1], x: [0], value: [graph.value(root)], node: [root], merged: [1], hides: [0]};
  let below = false;
  for (let at = 0; at < boxes.node.length; at++) {
    const node = boxes.node[at];
    if (node === MERGED || !(boxes.value[at] > 0)) {
      continue;
    }
    const children = graph.children(node);
    if (boxes.depth[at] >= rows) {
      below ||= children.length > 0;
      continue;
    }
    let x = boxes.x[at];
    let rest = 0;
    let count = 0;
    let hides = false;
    for (let i = 0; i < children.length; i++) {
      const value = graph.value(children[i]);
      if (!(value > 0)) {
        // Sorted: nothing after this has a value.
        break;
      }
      if (value >= least) {
        put(boxes, boxes.depth[at] + 1, at, x, value, children[i], 1, false);
        x += value;
      } else {
        rest += value;
        count++;
        hides ||= asked(children[i]);
      }
    }
    if (rest > 0 && rest >= least) {
      put(boxes, boxes.depth[at] + 1, at, x, rest, MERGED, count, hides);
    }
  }
  return {boxes, below};
}

function put(boxes: Boxes, depth: number, parent: number, x: number, value: number, node: number, merged: number, hides: boolean): void {
  boxes.depth.push(depth);
  boxes.parent.push(parent);
  boxes.x.push(x);
  boxes.value.push(value);
  boxes.node.push(node);
  boxes.merged.push(merged);
  boxes.hides.push(hides ? 1 : 0);
}
