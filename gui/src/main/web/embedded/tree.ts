// Trees of calling contexts as columns: rows with the parent before its children, row 0 the root.

export interface Tree {
  size: number;
  /** -1 for the root. */
  parent: Int32Array;
  frame: Int32Array;
  /** By metric. */
  exclusive: Float64Array[];
  inclusive: Float64Array[];
  /** Contexts that a row stands for and that are not in the page. */
  folded: Float64Array;
  /** Children of row r are children[firstChild[r]] up to firstChild[r + 1]. */
  firstChild: Int32Array;
  children: Int32Array;
}

/** Completes a tree with inclusive values and an index of children. */
export function addUp(parent: Int32Array, frame: Int32Array, exclusive: Float64Array[], folded: Float64Array): Tree {
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

/** A tree with other rows. */
export interface Reshaped {
  tree: Tree;
  /** New row of each old one: of a hidden one that of its caller; negative for one that is left out. */
  rowOf: Int32Array;
  /** An old row of each new one. */
  sourceOf: Int32Array;
}

/** How a tree is to be changed. Nothing here is asked for the root. */
export interface Shape {
  /** What a hidden row took counts for its caller. */
  hidden?: (row: number) => boolean;
  /** Only contexts with such a row, which becomes the outermost. */
  focus?: (row: number) => boolean;
  /** Contexts with such a row vanish with what they took. */
  drop?: (row: number) => boolean;
  /** Whether a frame that is already on its path is the same row. */
  mergeRecursion?: boolean;
}

/** Places of rows that have none: not yet below a frame in focus, or below one that is dropped. */
const OUTSIDE = -1;
const DROPPED = -2;

/** The tree with fewer rows: contexts that become the same are merged. */
export function reshape(tree: Tree, shape: Shape): Reshaped {
  const rowOf = new Int32Array(tree.size);
  const parent = [-1];
  const frame = [tree.frame[0]];
  const source = [0];
  /** Children of each new row by frame. */
  const known: Map<number, number>[] = [new Map()];
  rowOf[0] = shape.focus ? OUTSIDE : 0;
  for (let row = 1; row < tree.size; row++) {
    let above = rowOf[tree.parent[row]];
    if (above === DROPPED || shape.drop?.(row)) {
      rowOf[row] = DROPPED;
      continue;
    }
    if (above === OUTSIDE) {
      if (!shape.focus?.(row)) {
        rowOf[row] = OUTSIDE;
        continue;
      }
      above = 0;
    }
    if (shape.hidden?.(row)) {
      rowOf[row] = above;
      continue;
    }
    const its = tree.frame[row];
    const same = shape.mergeRecursion ? onPath(parent, frame, above, its) : -1;
    let to = same >= 0 ? same : known[above].get(its);
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
  const moved = (column: Float64Array) => {
    const sum = new Float64Array(parent.length);
    for (let row = 0; row < tree.size; row++) {
      if (rowOf[row] >= 0) {
        sum[rowOf[row]] += column[row];
      }
    }
    return sum;
  };
  return {
    tree: addUp(Int32Array.from(parent), Int32Array.from(frame), tree.exclusive.map(moved), moved(tree.folded)),
    rowOf,
    sourceOf: Int32Array.from(source),
  };
}

function onPath(parent: number[], frame: number[], from: number, its: number): number {
  for (let at = from; at > 0; at = parent[at]) {
    if (frame[at] === its) {
      return at;
    }
  }
  return -1;
}
