// Reads the block of JSON that stands in a report into columns.

import type {Place} from '../base/names';
import type {InputInfo} from '../view/protocol';
import {addUp} from './tree';
import type {Tree} from './tree';

interface Device {
  label: string;
  id: string;
  name: string | null;
  kernels: number;
  streams: number;
  busy_ns: number;
  compute_ns: number;
  exposed_comm_ns: number;
  exposed_memcpy_ns: number;
  idle_ns: number;
  total_ns: number;
}

/** One bar of the chart of steps: the slowest of `steps` neighbours. */
interface Step {
  label: string;
  name: string;
  steps: number;
  dur_ns: number;
  kernels: number;
  kernel_ns: number;
  copy_ns: number;
}

interface Sparse {
  skip: number[];
  value: number[];
}

/** States in which samples were taken, as columns: part of what a row took itself in one metric. */
interface Reasons {
  names: string[];
  row: number[];
  /** Index of the name. */
  reason: number[];
  metric: string[];
  value: number[];
}

/** What PageData.java writes. */
export interface PageData {
  schema: string;
  inputs: InputInfo[];
  summary: Record<string, number>;
  /** What they are called: GPU, TPU or NPU. */
  device_word: string;
  devices: Device[];
  steps: Step[];
  untimed_devices: {label: string; id: string; name: string | null}[];
  kinds: string[];
  frames: {kind: number[]; name: string[]; places: (Place & {frame: number})[]};
  contexts: number;
  tree: {up: number[]; frame: number[]; metrics: (Sparse & {id: string; unit: string; label?: string})[]; folded: Sparse};
  reasons: Reasons;
  explanation: Explained;
}

/** Findings as the JSON report has them. */
export interface Explained {
  findings: {
    id: string;
    title: string;
    severity: string;
    impact_ns: number;
    impact_share: number;
    impact_of: string;
    confidence: string;
    contexts: {node: number; file: string | null; line: number; label: string; ns: number}[];
    /** A row each, by heading; `slice` is the event that it is about. */
    evidence: Record<string, unknown>[];
    evidence_rows: number;
    advice: string;
    advice_code: string | null;
    ceiling: {ns: number; method: string} | null;
    record_next: string | null;
  }[];
  not_applicable: {id: string; missing: string; how_to_record: string}[];
  failed_analyses: {id: string; why: string}[];
  /** Row of the tree of each context of each finding; -1 for none. */
  rows: number[][];
}

/** What can be looked at in the graph. */
export interface Metric {
  id: string;
  label: string;
  /** "ns", "bytes" or "" for a count; others as the profiler writes them. */
  unit: string;
}

export interface Profile {
  page: PageData;
  /** In the order of the tree's columns. */
  metrics: Metric[];
  /** Layer of each frame. */
  frameKind: string[];
  frameName: string[];
  /** Where it is in the code, as far as the name does not say it. */
  framePlace: (Place | undefined)[];
  /** First frame of the same function; they differ by their lines. */
  functionOf: Int32Array;
  tree: Tree;
}

/**
 * Metrics in the order of the menu; `of` are the columns of the data that each adds up. The first
 * one of which there is something is shown first.
 */
const METRICS = [
  {id: 'device_ns', label: 'GPU time', unit: 'ns', of: ['kernel_ns', 'copy_ns', 'device_other_ns']},
  {id: 'kernel_ns', label: 'Kernel time', unit: 'ns', of: ['kernel_ns']},
  {id: 'cpu_ns', label: 'CPU time', unit: 'ns', of: ['cpu_ns']},
  {id: 'wall_ns', label: 'Wall time', unit: 'ns', of: ['wall_ns']},
  {id: 'samples', label: 'Samples', unit: '', of: ['samples']},
  {id: 'pc_samples', label: 'PC samples', unit: '', of: ['pc_samples']},
  {id: 'live_bytes', label: 'Held memory', unit: 'bytes', of: ['live_bytes']},
  {id: 'count', label: 'Count', unit: '', of: ['count']},
  {id: 'kernels', label: 'Kernels', unit: '', of: ['kernels']},
  {id: 'alloc_bytes', label: 'Allocated', unit: 'bytes', of: ['alloc_bytes']},
  {id: 'copy_bytes', label: 'Copied', unit: 'bytes', of: ['copy_bytes']},
  {id: 'wait_ns', label: 'Waiting time', unit: 'ns', of: ['wait_ns']},
];

export function readProfile(page: PageData): Profile {
  const size = page.tree.up.length;
  const parent = Int32Array.from(page.tree.up, (up, row) => row - up);
  const own = page.tree.metrics.flatMap(({id, label, unit}) => (label === undefined ? [] : [{id, label, unit, of: [id]}]));
  const metrics = [...METRICS.map((metric) => ({...metric, label: metric.label.replace('GPU', page.device_word)})), ...own];
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
  const framePlace: (Place | undefined)[] = new Array(page.frames.name.length).fill(undefined);
  for (const place of page.frames.places) {
    framePlace[place.frame] = place;
  }
  const folded = new Float64Array(size);
  addSparse(folded, page.tree.folded);
  return {
    page,
    metrics: metrics.map(({id, label, unit}) => ({id, label, unit})),
    frameKind: page.frames.kind.map((kind) => page.kinds[kind]),
    frameName: page.frames.name,
    framePlace,
    functionOf: functions(page, framePlace),
    tree: addUp(parent, Int32Array.from(page.tree.frame), exclusive, folded),
  };
}

function addSparse(column: Float64Array, sparse: Sparse): void {
  let row = 0;
  for (let i = 0; i < sparse.skip.length; i++) {
    row += sparse.skip[i];
    column[row] += sparse.value[i];
  }
}

/** Frames of one function, whatever their lines. */
function functions(page: PageData, places: (Place | undefined)[]): Int32Array {
  const of = Int32Array.from(places.keys());
  const known = new Map<string, number>();
  places.forEach((place, frame) => {
    if (place) {
      const key = [page.frames.kind[frame], place.file, place.library, page.frames.name[frame]].join('\0');
      of[frame] = known.get(key) ?? frame;
      known.set(key, of[frame]);
    }
  });
  return of;
}
