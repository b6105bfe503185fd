// Trees of calling contexts as columns: rows with the parent before its children, row 0 the root.

/**
 * @typedef {object} Tree
 * @property {number} size
 * @property {Int32Array} parent -1 for the root
 * @property {Int32Array} frame
 * @property {Float64Array[]} exclusive by metric
 * @property {Float64Array[]} inclusive by metric
 * @property {Float64Array} folded contexts that a row stands for and that are not in the page
 * @property {Int32Array} firstChild children of row r are children[firstChild[r]] up to firstChild[r + 1]
 * @property {Int32Array} children
 */

/**
 * Completes a tree with inclusive values and an index of children.
 *
 * @param {Int32Array} parent @param {Int32Array} frame
 * @param {Float64Array[]} exclusive @param {Float64Array} folded
 * @returns {Tree}
 */
export function addUp(parent, frame, exclusive, folded) {
  const size = parent.length;
  const inclusive = exclusive.map((column) => {
    const sum = Float64Array.from(column);
    for (let row = size - 1; row > 0; row--) {
      sum[parent[row]] += sum[row];
    }
    return sum;
  });
  const firstChild = new Int32Array(size + 1);
  for (let row = 1; row < size; row++) {
    firstChild[parent[row] + 1]++;
  }
  for (let row = 0; row < size; row++) {
    firstChild[row + 1] += firstChild[row];
  }
  const next = firstChild.slice();
  const children = new Int32Array(Math.max(0, size - 1));
  for (let row = 1; row < size; row++) {
    children[next[parent[row]]++] = row;
  }
  return {size, parent, frame, exclusive, inclusive, folded, firstChild, children};
}

/**
 * A tree with fewer rows.
 *
 * @typedef {object} Reduced
 * @property {Tree} tree
 * @property {Int32Array} rowOf new row of each old one; of a hidden one that of its caller
 * @property {Int32Array} sourceOf an old row of each new one
 */

/**
 * The tree without some rows: what they took counts for their callers, and contexts that become the
 * same are merged. All totals stay.
 *
 * @param {Tree} tree @param {(row: number) => boolean} hidden never asked for the root
 * @returns {Reduced}
 */
export function withoutRows(tree, hidden) {
  const rowOf = new Int32Array(tree.size);
  /** @type {number[]} */
  const parent = [-1];
  const frame = [tree.frame[0]];
  const source = [0];
  /** @type {Map<number, number>[]} children of each new row by frame */
  const known = [new Map()];
  for (let row = 1; row < tree.size; row++) {
    const above = rowOf[tree.parent[row]];
    const its = tree.frame[row];
    if (hidden(row)) {
      rowOf[row] = above;
      continue;
    }
    let to = known[above].get(its);
    if (to === undefined) {
      to = parent.length;
      known[above].set(its, to);
      known.push(new Map());
      parent.push(above);
      frame.push(its);
      source.push(row);
    }
    rowOf[row] = to;
  }
  /** @param {Float64Array} column */
  const moved = (column) => {
    const sum = new Float64Array(parent.length);
    for (let row = 0; row < tree.size; row++) {
      sum[rowOf[row]] += column[row];
    }
    return sum;
  };
  return {
    tree: addUp(
      Int32Array.from(parent), Int32Array.from(frame), tree.exclusive.map(moved), moved(tree.folded)),
    rowOf,
    sourceOf: Int32Array.from(source),
  };
}

/**
 * Whether a row only passes on what it was given: in this metric, one of its children has all of it.
 *
 * @param {Tree} tree @param {number} metric @param {number} row
 */
export function passesOn(tree, metric, row) {
  const value = tree.inclusive[metric];
  if (value[row] > 0) {
    for (let i = tree.firstChild[row]; i < tree.firstChild[row + 1]; i++) {
      if (value[tree.children[i]] === value[row]) {
        return true;
      }
    }
  }
  return false;
}
