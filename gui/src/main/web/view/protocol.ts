// What the server answers: docs/view-protocol.md as types. Names in it are text from the trace.

export interface ProfileInfo {
  p: number;
  label: string;
  files: string[];
  role: 'only' | 'new' | 'base' | 'run';
}

export interface Session {
  schema: string;
  version: string;
  profiles: ProfileInfo[];
  compare: {new: number; base: number} | null;
  folder: string | null;
  source_roots: string[];
  /** Of the profile that was asked for with it. */
  overview?: Overview;
}

export interface RunColumn {
  id: string;
  label: string;
  unit: string;
  better: 'less' | 'more' | null;
}

export interface RunRow {
  run: number;
  label: string;
  files: string[];
  modified_ms: number;
  state: 'waiting' | 'reading' | 'ready' | 'failed';
  message: string | null;
  /** What was recorded; null until it is read. */
  kind: string | null;
  /** The run that the changes are against: the last one before of the same kind and program. */
  against: number | null;
  /** Without such a run, the last one before of the same kind, which is of another program. */
  unlike: number | null;
  values: (number | null)[];
  change: (number | null)[];
  profile: number | null;
}

export interface Runs {
  folder: string;
  reading: boolean;
  columns: RunColumn[];
  runs: RunRow[];
}

export interface ProblemInfo {
  code: string;
  severity: string;
  count: number;
  detail: string | null;
  advice: string;
}

export interface InputInfo {
  file: string;
  label: string;
  format: string;
  bytes: number;
  events: number;
  problems: ProblemInfo[];
}

export interface DeviceInfo {
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

export interface MetricInfo {
  id: string;
  label: string;
  unit: string;
  total: number | null;
  range: boolean;
}

export interface Overview {
  label: string;
  span_ns: number;
  events: number;
  inputs: InputInfo[];
  totals: Record<string, number>;
  devices: DeviceInfo[];
  /** What they are called: GPU, TPU or NPU. */
  device_word?: string;
  untimed_devices: {label: string; id: string; name: string | null}[];
  metrics: MetricInfo[];
  usual_metric: string | null;
  kinds: string[];
  nodes: number;
  depth: number;
  /** Contexts that only their sum is known of: in a report that is one file. */
  folded?: number;
  tables: string[];
  has: Record<string, boolean>;
}

export interface Flame {
  metric: string;
  unit: string;
  view: string;
  total: number;
  base_total?: number;
  /** `width` is in the unit of the boxes' places, which may be those of the base. */
  root: {path: string; value: number; self: number; frame: number; node: number; base: number | null; width?: number};
  rows: number;
  below: boolean;
  ancestors: {path: string; frame: number; value: number}[];
  boxes: {
    depth: number[];
    parent: number[];
    x: number[];
    value: number[];
    self: number[];
    frame: number[];
    merged: number[];
    node: number[];
    match?: number[];
    lit?: number[];
    base?: number[];
    base_self?: number[];
  };
  frames: {id: number[]; kind: number[]; name: string[]; file: (string | null)[]; line: number[]; library: (string | null)[]};
  found?: {frames: number; boxes: number; contexts?: number; value: number; share: number | null};
}

export interface ContextInfo {
  path: string;
  frame: number;
  kind: string;
  name: string;
  function: string | null;
  file: string | null;
  line: number;
  library: string | null;
  nodes: number;
  node: number;
  callers: {path: string; kind: string; name: string}[];
  values: {metric: string; unit: string; value: number; self: number; share: number | null; base: number | null}[];
  reasons: {reason: string; value: number}[];
  slices: {total: number; longest: SlicePlace[]; first: SlicePlace | null};
  source: boolean;
}

export interface SlicePlace {
  slice: number;
  track: number;
  t: number;
  d: number;
}

export type TrackType = 'steps' | 'thread' | 'other' | 'path' | 'idle' | 'stream' | 'ranges' | 'counter';

export interface Track {
  track: number;
  type: TrackType;
  rank: string;
  group: string;
  name: string;
  rows: number;
  slices: number;
  /** Slices deeper than any answer goes. */
  hidden?: number;
  unit: string;
  start?: number;
  end?: number;
  min?: number;
  max?: number;
}

export interface Tracks {
  start: number;
  end: number;
  clocks: {label: string; shift_ns: string; how: string; residual_ns: number | null}[];
  tracks: Track[];
}

export interface TrackSlices {
  track: number;
  slices: number;
  busy: number;
  row: number[];
  t: number[];
  d: number[];
  n: number[];
  busy_ns: number[];
  slice: number[];
  name: number[];
  kind: number[];
  match?: number[];
  lit?: number[];
}

export interface Slices {
  t0: number;
  t1: number;
  px: number;
  kinds: string[];
  names: string[];
  tracks: TrackSlices[];
}

export interface CounterLine {
  track: number;
  t: number[];
  min: number[];
  max: number[];
  last: number[];
}

export interface Counters {
  t0: number;
  t1: number;
  px: number;
  tracks: CounterLine[];
}

export interface SliceBrief extends SlicePlace {
  row: number;
  name: string;
  kind: string;
  quality?: string;
}

export interface Found {
  total: number;
  names: number;
  index: number | null;
  slice: SliceBrief | null;
}

export interface SliceInfo extends SliceBrief {
  self_ns: number | null;
  category: string | null;
  rank: string;
  thread: string;
  device: string | null;
  stream: string | null;
  bytes: number | null;
  correlation: number | null;
  node: number;
  args: Record<string, unknown> | null;
  path: {kind: string; name: string; node: number; frame?: number}[];
  stack: SliceBrief[];
  launch: SliceBrief | null;
  work: {total: number; device_ns: number; slices: SliceBrief[]} | null;
  flows: {from: number; to: number; category: string}[];
  linked?: SliceBrief[];
  queue_ns: number | null;
}

export interface RangeInfo {
  from: number;
  to: number;
  slices: number;
  values: {metric: string; unit: string; total: number}[];
  devices: DeviceInfo[];
  steps: number;
}

export interface CriticalPath {
  available: boolean;
  missing?: string;
  slices: {slice: number; track: number; row: number; t: number; d: number}[];
}

export type CellValue = string | number | boolean | null;

export interface TableColumn {
  id: string;
  label: string;
  type: string;
  unit: string;
}

export interface Table {
  table: string;
  title: string;
  groups: string[];
  columns: TableColumn[];
  sort: string;
  offset: number;
  rows_total: number;
  rows_filtered: number;
  totals: (number | null)[];
  rows: CellValue[][];
  frames: number[];
}

export interface Steps {
  ranks: string[];
  median_ns: number;
  limit_ns: number;
  steps_total?: number;
  steps: {rank: number[]; name: string[]; t: number[]; d: number[]; kernels: number[]; kernel_ns: number[]; copy_ns: number[]; outlier: number[]};
  rule: string;
}

export interface Ranks {
  columns: {id: string; label: string; unit: string}[];
  rows: string[];
  values: (number | null)[][];
  median: (number | null)[];
  kernels: {names: string[]; values: (number | null)[][]};
}

export interface Roofline {
  available: boolean;
  missing: string | null;
  device_ns: number;
  modelled_ns: number;
  dots_total: number;
  roofs: {device: string; units: string; flops_per_s: number; bytes_per_s: number}[];
  dots: RooflineDot[];
}

export interface RooflineDot {
  operator: string;
  shapes: string;
  kernel: string;
  calls: number;
  device_ns: number;
  flops: number;
  bytes: number;
  /** Null, as the efficiency, where nobody knows what the device can do. */
  bound: string | null;
  efficiency: number | null;
  roof: number;
}

export interface MemoryDevice {
  device: number;
  label: string;
  tracks: Record<string, number | null>;
  peak_bytes: number | null;
  peak_t: number | null;
  allocations: number;
  events: number;
}

export interface Memory {
  devices: MemoryDevice[];
}

export interface Alive {
  t: number;
  blocks: number;
  bytes: number;
  /** Events that name no address: what they give and take is in no block. */
  addressless?: number;
  unknown_bytes: number | null;
  total_allocated: number | null;
  contexts: {node: number; path: string[]; kinds?: string[]; places?: string[]; blocks: number; bytes: number; oldest_t: number}[];
  largest: {instant: number; bytes: number; t: number; freed_t: number | null; node: number; slice: number}[];
}

export interface SqlResult {
  columns: {name: string; type: string; numeric: boolean}[];
  rows: CellValue[][];
  rows_total: number;
  rows_hidden: number;
  elapsed_ms: number;
}

export interface SqlSchema {
  tables: {name: string; rows: number | null; meaning?: string; description?: string; columns: {name: string; type: string; unit?: string; meaning?: string; description?: string}[]}[];
}

export interface Sources {
  files: {file: string; available: boolean; device_ns: number; cpu_ns: number; device_own_ns: number; cpu_own_ns: number; samples: number; lines: number}[];
  total: number;
}

export interface LineCosts {
  line: number[];
  frames: number[][];
  device_ns: number[];
  device_self_ns: number[];
  cpu_ns: number[];
  cpu_self_ns: number[];
  count: number[];
  samples: number[];
}

export interface Source {
  file: string;
  root: string;
  relative: string;
  bytes: number;
  truncated: boolean;
  /** Null where the file is not below a folder that was allowed; `missing` says so. */
  lines: string[] | null;
  missing?: string;
  costs: LineCosts;
  found: string;
}

export interface Finding {
  id: string;
  title: string;
  severity: string;
  impact_ns: number | null;
  impact_share: number | null;
  confidence: string | null;
  impact_of?: string | null;
  advice: string;
  advice_code?: string | null;
  ceiling: {ns: number; method: string} | null;
  record_next?: string | null;
  evidence: {columns: string[]; rows: string[][]; slices: number[]; total: number};
  contexts: {node: number; path: string | null; name: string; file: string | null; line: number; ns?: number}[];
}

export interface Findings {
  available: boolean;
  findings: Finding[];
  not_applicable: {id: string; missing: string; how_to_record: string}[];
  failed?: {id: string; why: string}[];
}
