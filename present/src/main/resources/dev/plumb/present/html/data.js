// Reads the block of JSON that stands in the page into columns.

import {addUp} from './tree.js';

/**
 * @typedef {object} Input
 * @property {string} file
 * @property {string} label
 * @property {string} format
 * @property {number} bytes
 * @property {number} events
 * @property {{code: string, severity: string, count: number, detail: string|null, advice: string}[]} problems
 */

/**
 * @typedef {object} Device
 * @property {string} label
 * @property {string} id
 * @property {string|null} name
 * @property {number} kernels
 * @property {number} streams
 * @property {number} busy_ns
 * @property {number} compute_ns
 * @property {number} exposed_comm_ns
 * @property {number} exposed_memcpy_ns
 * @property {number} idle_ns
 * @property {number} total_ns
 */

/**
 * One bar of the chart of steps: the slowest of `steps` neighbours.
 * @typedef {object} Step
 * @property {string} label
 * @property {string} name
 * @property {number} steps
 * @property {number} dur_ns
 * @property {number} kernels
 * @property {number} kernel_ns
 * @property {number} copy_ns
 */

/** @typedef {{skip: number[], value: number[]}} Sparse */

/**
 * What PageData.java writes.
 * @typedef {object} PageData
 * @property {string} schema
 * @property {Input[]} inputs
 * @property {Record<string, number>} summary
 * @property {Device[]} devices
 * @property {Step[]} steps
 * @property {string[]} kinds
 * @property {{kind: number[], name: string[]}} frames
 * @property {number} contexts
 * @property {{up: number[], frame: number[], metrics: (Sparse & {id: string, unit: string})[], folded: Sparse}} tree
 */

/**
 * What can be looked at in the graph.
 * @typedef {object} Metric
 * @property {string} id
 * @property {string} label
 * @property {string} unit "ns", "bytes" or "" for a count
 */

/**
 * @typedef {object} Profile
 * @property {PageData} page
 * @property {Metric[]} metrics in the order of the tree's columns
 * @property {string[]} frameKind layer of each frame
 * @property {string[]} frameName
 * @property {import('./tree.js').Tree} tree
 */

/** Metrics in the order of the menu; `of` are the columns of the data that each adds up. */
const METRICS = [
  {id: 'gpu_ns', label: 'GPU time', unit: 'ns', of: ['kernel_ns', 'copy_ns', 'device_other_ns']},
  {id: 'kernel_ns', label: 'Kernel time', unit: 'ns', of: ['kernel_ns']},
  {id: 'cpu_ns', label: 'CPU time', unit: 'ns', of: ['cpu_ns']},
  {id: 'count', label: 'Count', unit: '', of: ['count']},
  {id: 'kernels', label: 'Kernels', unit: '', of: ['kernels']},
  {id: 'alloc_bytes', label: 'Allocated', unit: 'bytes', of: ['alloc_bytes']},
  {id: 'copy_bytes', label: 'Copied', unit: 'bytes', of: ['copy_bytes']},
];

/** @param {PageData} page @returns {Profile} */
export function readProfile(page) {
  const size = page.tree.up.length;
  const parent = new Int32Array(size);
  for (let row = 0; row < size; row++) {
    parent[row] = row - page.tree.up[row];
  }
  const exclusive = METRICS.map((metric) => {
    const column = new Float64Array(size);
    for (const id of metric.of) {
      const sparse = page.tree.metrics.find((each) => each.id === id);
      if (sparse) {
        addSparse(column, sparse);
      }
    }
    return column;
  });
  const folded = new Float64Array(size);
  addSparse(folded, page.tree.folded);
  return {
    page,
    metrics: METRICS.map(({id, label, unit}) => ({id, label, unit})),
    frameKind: page.frames.kind.map((kind) => page.kinds[kind]),
    frameName: page.frames.name,
    tree: addUp(parent, Int32Array.from(page.tree.frame), exclusive, folded),
  };
}

/** @param {Float64Array} column @param {Sparse} sparse */
function addSparse(column, sparse) {
  let row = 0;
  for (let i = 0; i < sparse.skip.length; i++) {
    row += sparse.skip[i];
    column[row] += sparse.value[i];
  }
}
