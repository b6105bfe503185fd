// Frames ranked by what they took, whatever the context: the tables under the graph.

/**
 * @typedef {object} Ranked
 * @property {number} frame
 * @property {number} count
 * @property {number} gpu with everything that it called
 * @property {number} gpuSelf of device work whose innermost frame of these layers it is
 * @property {number} cpu with everything that it called
 * @property {number} cpuSelf of the frame alone
 */

/**
 * Ranks the frames of some layers. A frame inside itself adds nothing to its inclusive values.
 *
 * @param {import('./tree.js').Tree} tree
 * @param {(frame: number) => boolean} wanted
 * @param {{gpu: number, cpu: number, count: number}} metric columns of the tree
 * @param {Int32Array} functionOf frames that are one row
 * @returns {Ranked[]}
 */
export function rank(tree, wanted, metric, functionOf) {
  /** @type {Map<number, Ranked>} */
  const byFrame = new Map();
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

/** @param {import('./tree.js').Tree} tree @param {Int32Array} outer @param {number} row @param {Int32Array} functionOf */
function calledBySelf(tree, outer, row, functionOf) {
  for (let at = outer[row]; at >= 0; at = outer[at]) {
    if (functionOf[tree.frame[at]] === functionOf[tree.frame[row]]) {
      return true;
    }
  }
  return false;
}

/** @param {Map<number, Ranked>} byFrame @param {number} frame */
function entryOf(byFrame, frame) {
  let entry = byFrame.get(frame);
  if (!entry) {
    entry = {frame, count: 0, gpu: 0, gpuSelf: 0, cpu: 0, cpuSelf: 0};
    byFrame.set(frame, entry);
  }
  return entry;
}
