// Where boxes stand: pure arithmetic, without a canvas.

import {pathTo} from './graph.js';

/** Node of a box that stands for neighbours too narrow to be drawn one by one. */
export const MERGED = -1;

/**
 * The boxes of one depth, from left to right.
 *
 * @typedef {object} Row
 * @property {number[]} node MERGED for boxes of several
 * @property {number[]} x
 * @property {number[]} width
 */

/**
 * Lays out what is visible when `zoom` fills the width: its callers above it as full rows, everything
 * below it in proportion, children by size. Children narrower than `least` are merged into one box,
 * and boxes inside them are never visited: the work grows with what can be seen, not with the tree.
 *
 * @param {import('./graph.js').Graph} graph
 * @param {number} zoom
 * @param {number} width
 * @param {number} least
 * @returns {Row[]}
 */
export function layout(graph, zoom, width, least) {
  /** @type {Row[]} */
  const rows = [];
  const path = pathTo(graph, zoom);
  for (const node of path) {
    rows.push({node: [node], x: [0], width: [width]});
  }
  const scale = graph.value(zoom) > 0 ? width / graph.value(zoom) : 0;
  // A stack of its own: contexts can be nested deeper than calls may be.
  const open = [{node: zoom, x: 0, depth: path.length}];
  for (let at = open.pop(); at; at = open.pop()) {
    const children = graph.children(at.node);
    const inner = [];
    let x = at.x;
    let rest = 0;
    for (let i = 0; i < children.length; i++) {
      const wide = graph.value(children[i]) * scale;
      if (wide >= least) {
        put(rows, at.depth, children[i], x, wide);
        inner.push({node: children[i], x, depth: at.depth + 1});
        x += wide;
      } else if (wide > 0) {
        rest += wide;
      } else {
        // Sorted: nothing after this has a value.
        break;
      }
    }
    if (rest >= least) {
      put(rows, at.depth, MERGED, x, rest);
    }
    // Leftmost on top of the stack, so that each row fills from left to right.
    open.push(...inner.reverse());
  }
  return rows;
}

/** @param {Row[]} rows @param {number} depth @param {number} node @param {number} x @param {number} width */
function put(rows, depth, node, x, width) {
  const row = rows[depth] ?? (rows[depth] = {node: [], x: [], width: []});
  row.node.push(node);
  row.x.push(x);
  row.width.push(width);
}

/** Index of the box of a row at a place; -1 for none. @param {Row|undefined} row @param {number} x */
export function boxAt(row, x) {
  if (!row) {
    return -1;
  }
  let low = 0;
  let high = row.x.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (x < row.x[middle]) {
      high = middle - 1;
    } else if (x >= row.x[middle] + row.width[middle]) {
      low = middle + 1;
    } else {
      return middle;
    }
  }
  return -1;
}

/** Depth and index of a node's box, if it has one. @param {Row[]} rows @param {number} node */
export function boxOf(rows, node) {
  for (let depth = 0; depth < rows.length; depth++) {
    const index = rows[depth].node.indexOf(node);
    if (index >= 0) {
      return {depth, index};
    }
  }
  return undefined;
}
