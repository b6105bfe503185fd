// Boxes of a flame graph, row by row, and what lies at a place.

/** Node of a box that stands for neighbours too narrow to be drawn one by one. */
export const MERGED = -1;

/** The boxes of one depth, from left to right, in pixels. */
export interface Row {
  /** MERGED for boxes of several. */
  node: number[];
  x: number[];
  width: number[];
  /** 1 for boxes of several of which one is lit; left out where nothing is. */
  hides?: number[];
}

/** Index of the box of a row at a place; -1 for none. */
export function boxAt(row: Row | undefined, x: number): number {
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

/** Depth and index of a node's box, if it has one. */
export function boxOf(rows: Row[], node: number): {depth: number; index: number} | undefined {
  for (let depth = 0; depth < rows.length; depth++) {
    const index = rows[depth].node.indexOf(node);
    if (index >= 0) {
      return {depth, index};
    }
  }
  return undefined;
}
