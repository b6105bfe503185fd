// Frames ranked by what they took, whatever the context.

import type {Tree} from './tree';

export interface Ranked {
  frame: number;
  count: number;
  /** With everything that it called. */
  gpu: number;
  /** Of device work whose innermost frame of these layers it is. */
  gpuSelf: number;
  cpu: number;
  cpuSelf: number;
}

/** Columns of the tree. */
export interface RankedBy {
  gpu: number;
  cpu: number;
  count: number;
}

/**
 * Ranks the frames of some layers. A frame inside itself adds nothing to its inclusive values.
 *
 * @param functionOf frames that are one row
 */
export function rank(tree: Tree, wanted: (frame: number) => boolean, metric: RankedBy, functionOf: Int32Array): Ranked[] {
  const byFrame = new Map<number, Ranked>();
  // Nearest row of these layers at or above each row, and the next one above that.
  const nearest = new Int32Array(tree.size).fill(-1);
  const outer = new Int32Array(tree.size).fill(-1);
  for (let row = 0; row < tree.size; row++) {
    const frame = functionOf[tree.frame[row]];
    const above = row === 0 ? -1 : nearest[tree.parent[row]];
    nearest[row] = above;
    if (wanted(frame)) {
      outer[row] = above;
      nearest[row] = row;
      const entry = entryOf(byFrame, frame);
      entry.count += tree.exclusive[metric.count][row];
      entry.cpuSelf += tree.exclusive[metric.cpu][row];
      if (!calledBySelf(tree, outer, row, functionOf)) {
        entry.gpu += tree.inclusive[metric.gpu][row];
        entry.cpu += tree.inclusive[metric.cpu][row];
      }
    }
    const gpu = tree.exclusive[metric.gpu][row];
    if (gpu !== 0 && nearest[row] >= 0) {
      entryOf(byFrame, functionOf[tree.frame[nearest[row]]]).gpuSelf += gpu;
    }
  }
  return [...byFrame.values()];
}

function calledBySelf(tree: Tree, outer: Int32Array, row: number, functionOf: Int32Array): boolean {
  for (let at = outer[row]; at >= 0; at = outer[at]) {
    if (functionOf[tree.frame[at]] === functionOf[tree.frame[row]]) {
      return true;
    }
  }
  return false;
}

function entryOf(byFrame: Map<number, Ranked>, frame: number): Ranked {
  let entry = byFrame.get(frame);
  if (!entry) {
    entry = {frame, count: 0, gpu: 0, gpuSelf: 0, cpu: 0, cpuSelf: 0};
    byFrame.set(frame, entry);
  }
  return entry;
}
