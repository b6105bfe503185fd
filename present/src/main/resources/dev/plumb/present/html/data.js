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
 * Where a frame of a recorded stack is in the code.
 * @typedef {object} Place
 * @property {number} frame
 * @property {string|null} file
 * @property {number} line 0 if unknown
 * @property {string|null} library
 */

/**
 * States in which samples were taken, as columns: part of what a row took itself in one metric.
 * @typedef {object} Reasons
 * @property {string[]} names
 * @property {number[]} row
 * @property {number[]} reason index of the name
 * @property {string[]} metric
 * @property {number[]} value
 */

/**
 * What PageData.java writes.
 * @typedef {object} PageData
 * @property {string} schema
 * @property {Input[]} inputs
 * @property {Record<string, number>} summary
 * @property {Device[]} devices
 * @property {Step[]} steps
 * @property {{label: string, id: string, name: string|null}[]} untimed_devices
 * @property {string[]} kinds
 * @property {{kind: number[], name: string[], places: Place[]}} frames
 * @property {number} contexts
 * @property {{up: number[], frame: number[], metrics: (Sparse & {id: string, unit: string, label?: string})[], folded: Sparse}} tree
 * @property {Reasons} reasons
 */

/**
 * What can be looked at in the graph.
 * @typedef {object} Metric
 * @property {string} id
 * @property {string} label
 * @property {string} unit "ns", "bytes" or "" for a count; others as the profiler writes them
 * @property {boolean} rare whether only some profilers measure it
 */

/**
 * @typedef {object} Profile
 * @property {PageData} page
 * @property {Metric[]} metrics in the order of the tree's columns
 * @property {string[]} frameKind layer of each frame
 * @property {string[]} frameName
 * @property {(Place|undefined)[]} framePlace where it is in the code, as far as the name does not say it
 * @property {Int32Array} functionOf first frame of the same function; they differ by their lines
 * @property {import('./tree.js').Tree} tree
 */

/**
 * Metrics in the order of the menu; `of` are the columns of the data that each adds up. The first
 * one of which there is something is shown first.
 */
const METRICS = [
  {id: 'gpu_ns', label: 'GPU time', unit: 'ns', of: ['kernel_ns', 'copy_ns', 'device_other_ns'], rare: false},
  {id: 'kernel_ns', label: 'Kernel time', unit: 'ns', of: ['kernel_ns'], rare: false},
  {id: 'cpu_ns', label: 'CPU time', unit: 'ns', of: ['cpu_ns'], rare: false},
  {id: 'wall_ns', label: 'Wall time', unit: 'ns', of: ['wall_ns'], rare: true},
  {id: 'samples', label: 'Samples', unit: '', of: ['samples'], rare: true},
  {id: 'pc_samples', label: 'PC samples', unit: '', of: ['pc_samples'], rare: true},
  {id: 'live_bytes', label: 'Held memory', unit: 'bytes', of: ['live_bytes'], rare: true},
  {id: 'count', label: 'Count', unit: '', of: ['count'], rare: false},
  {id: 'kernels', label: 'Kernels', unit: '', of: ['kernels'], rare: false},
  {id: 'alloc_bytes', label: 'Allocated', unit: 'bytes', of: ['alloc_bytes'], rare: false},
  {id: 'copy_bytes', label: 'Copied', unit: 'bytes', of: ['copy_bytes'], rare: false},
  {id: 'wait_ns', label: 'Waiting time', unit: 'ns', of: ['wait_ns'], rare: true},
];

/** @param {PageData} page @returns {Profile} */
export function readProfile(page) {
  const size = page.tree.up.length;
  const parent = new Int32Array(size);
  for (let row = 0; row < size; row++) {
    parent[row] = row - page.tree.up[row];
  }
  const own = page.tree.metrics.filter((each) => each.label !== undefined)
    .map(({id, label, unit}) => ({id, label: String(label), unit, of: [id], rare: true}));
  const metrics = [...METRICS, ...own];
  const exclusive = metrics.map((metric) => {
    const column = new Float64Array(size);
    for (const id of metric.of) {
      const sparse = page.tree.metrics.find((each) => each.id === id);
      if (sparse) {
        addSparse(column, sparse);
      }
    }
    return column;
  });
  /** @type {(Place|undefined)[]} */
  const framePlace = new Array(page.frames.name.length).fill(undefined);
  for (const place of page.frames.places) {
    framePlace[place.frame] = place;
  }
  const folded = new Float64Array(size);
  addSparse(folded, page.tree.folded);
  return {
    page,
    metrics: metrics.map(({id, label, unit, rare}) => ({id, label, unit, rare})),
    frameKind: page.frames.kind.map((kind) => page.kinds[kind]),
    frameName: page.frames.name,
    framePlace,
    functionOf: functions(page, framePlace),
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

/** Frames of one function, whatever their lines. @param {PageData} page @param {(Place|undefined)[]} places */
function functions(page, places) {
  const of = Int32Array.from(places.keys());
  /** @type {Map<string, number>} */
  const known = new Map();
  places.forEach((place, frame) => {
    if (place) {
      const key = [page.frames.kind[frame], place.file, place.library, page.frames.name[frame]].join('\0');
      of[frame] = known.get(key) ?? frame;
      known.set(key, of[frame]);
    }
  });
  return of;
}

/** "a/b.py:12 in lib.so", or '' for frames whose name says it or of which nothing is known. @param {Place|undefined} place */
export function placeText(place) {
  if (!place) {
    return '';
  }
  const file = (place.file ?? '') + (place.file !== null && place.line > 0 ? ':' + place.line : '');
  return file + (place.library === null ? '' : (file ? ' in ' : '') + place.library);
}
