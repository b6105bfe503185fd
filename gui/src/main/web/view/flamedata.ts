// The server's boxes as something to draw: rows in pixels, names, colours.

import {HATCHED, NO_GROUP, groupColors, layerOf} from '../base/colors';
import type {Palette} from '../base/colors';
import {baseName, shortName, shortPlace} from '../base/names';
import type {Picture} from '../draw/flameview';
import {MERGED} from '../draw/rows';
import type {Row} from '../draw/rows';
import type {Flame} from './protocol';

export type Coloring = 'layer' | 'library' | 'module' | 'finding' | 'difference';

/** Boxes of an answer, numbered: first the way to what is zoomed in to, then the boxes themselves. */
export class FlameData {
  readonly callers: number;
  readonly rows: Row[] = [];
  /** Index of each frame id in the answer's frames. */
  private readonly frameAt = new Map<number, number>();
  private readonly groups = new Map<number, string>();
  private readonly groupColors = new Map<Coloring, Map<string, string>>();
  private largestDifference = 0;

  /** How many rows at the top are only the way to what is zoomed in to. */
  readonly callerRows: number;
  /** Python boxes that pass everything on to one callee, where those are left out. */
  private readonly folded = new Set<number>();
  readonly folds: boolean;

  /** @param by what the boxes' widths are, where there is a base */
  constructor(readonly flame: Flame, readonly kinds: string[], width: number, {by = 'new', fold = false} = {}) {
    this.callers = flame.ancestors.length;
    this.folds = fold;
    flame.frames.id.forEach((id, i) => this.frameAt.set(id, i));
    if (fold) {
      this.findFolded();
    }
    for (let i = 0; i < this.callers; i++) {
      if (!this.folded.has(i)) {
        this.rows.push({node: [i], x: [0], width: [width]});
      }
    }
    this.callerRows = this.rows.length;
    const {depth, x, value, base, frame} = flame.boxes;
    const whole = flame.root.width ?? flame.root.value;
    const scale = whole > 0 ? width / whole : 0;
    const wide = (i: number) => (by === 'new' || !base ? value[i] : by === 'base' ? base[i] : value[i] + base[i]);
    /** How many boxes above each one are folded. */
    const above = new Int32Array(depth.length);
    for (let i = 0; i < depth.length; i++) {
      const over = flame.boxes.parent[i];
      above[i] = over < 0 ? 0 : above[over] + (this.folded.has(this.callers + over) ? 1 : 0);
      if (this.folded.has(this.callers + i)) {
        continue;
      }
      const at = this.callerRows + depth[i] - above[i];
      const row = this.rows[at] ?? (this.rows[at] = {node: [], x: [], width: []});
      row.node.push(frame[i] < 0 && depth[i] > 0 ? MERGED : this.callers + i);
      if (flame.boxes.lit) {
        (row.hides ??= []).push(frame[i] < 0 ? flame.boxes.lit[i] : 0);
      }
      row.x.push(x[i] * scale);
      row.width.push(wide(i) * scale);
      if (base) {
        this.largestDifference = Math.max(this.largestDifference, Math.abs(this.difference(this.callers + i)));
      }
    }
  }

  /** A box with the same value as one of its children says nothing that the child does not. */
  private findFolded(): void {
    const {boxes, ancestors, root} = this.flame;
    for (let i = 0; i < this.callers; i++) {
      const below = i + 1 < this.callers ? ancestors[i + 1].value : root.value;
      if (this.kind(i) === 'python' && ancestors[i].value === below) {
        this.folded.add(i);
      }
    }
    for (let i = 0; i < boxes.depth.length; i++) {
      const over = boxes.parent[i];
      // What is zoomed in to is always shown.
      if (over > 0 && boxes.frame[i] >= 0 && boxes.value[i] === boxes.value[over] && (boxes.base === undefined || boxes.base[i] === boxes.base[over])
        && this.kind(this.callers + over) === 'python') {
        this.folded.add(this.callers + over);
      }
    }
  }

  isAncestor(node: number): boolean {
    return node < this.callers;
  }

  box(node: number): number {
    return node - this.callers;
  }

  /** Index in the answer's frames; -1 for a root that is no frame. */
  frame(node: number): number {
    const {ancestors, boxes} = this.flame;
    const id = this.isAncestor(node) ? ancestors[node].frame : boxes.frame[this.box(node)];
    return this.frameAt.get(id) ?? -1;
  }

  frameId(node: number): number {
    return this.isAncestor(node) ? this.flame.ancestors[node].frame : this.flame.boxes.frame[this.box(node)];
  }

  kind(node: number): string {
    const frame = this.frame(node);
    return frame < 0 ? 'run' : this.kinds[this.flame.frames.kind[frame]] ?? 'other';
  }

  name(node: number): string {
    const frame = this.frame(node);
    return frame < 0 ? 'all' : this.flame.frames.name[frame];
  }

  place(node: number): {file: string | null; line: number; library: string | null} | undefined {
    const frame = this.frame(node);
    const {file, line, library} = this.flame.frames;
    return frame < 0 ? undefined : {file: file[frame], line: line[frame], library: library[frame]};
  }

  label(node: number): string {
    if (this.frame(node) < 0 || this.kind(node) === 'run') {
      return 'all';
    }
    const kind = this.kind(node);
    if (kind === 'smaller') {
      return `(${this.merged(node)} smaller)`;
    }
    const name = this.name(node);
    // The names of slices have the place in them.
    return shortName(name, kind) + (/\(\d+\): /.test(name) ? '' : shortPlace(this.place(node), kind));
  }

  value(node: number): number {
    return this.isAncestor(node) ? this.flame.ancestors[node].value : this.flame.boxes.value[this.box(node)];
  }

  self(node: number): number | null {
    return this.isAncestor(node) ? null : this.flame.boxes.self[this.box(node)];
  }

  base(node: number): number | null {
    return this.isAncestor(node) ? null : this.flame.boxes.base?.[this.box(node)] ?? null;
  }

  /** How much more than in the base. */
  difference(node: number): number {
    const base = this.base(node);
    return base === null ? 0 : this.value(node) - base;
  }

  treeNode(node: number): number {
    return this.isAncestor(node) ? -1 : this.flame.boxes.node[this.box(node)];
  }

  /** The box above, as far as it is drawn. */
  parent(node: number): number {
    const above = this.callerOf(node);
    return above >= 0 && this.folded.has(above) ? this.parent(above) : above;
  }

  private callerOf(node: number): number {
    if (this.isAncestor(node)) {
      return node - 1;
    }
    const parent = this.flame.boxes.parent[this.box(node)];
    return parent >= 0 ? this.callers + parent : this.callers - 1;
  }

  /** How many boxes that match are drawn. */
  drawnMatches(): number {
    return this.rows.reduce((sum, row) => sum + row.node.filter((node) => node !== MERGED && this.matches(node)).length, 0);
  }

  path(node: number): string {
    if (this.isAncestor(node)) {
      return this.flame.ancestors[node].path;
    }
    const frames = [];
    for (let at = this.box(node); this.flame.boxes.parent[at] >= 0; at = this.flame.boxes.parent[at]) {
      frames.push(this.flame.boxes.frame[at]);
    }
    const below = frames.reverse().join('.');
    const {path} = this.flame.root;
    return path === '' ? below : below === '' ? path : path + '.' + below;
  }

  /** The box of a path; MERGED if none is drawn. */
  nodeOfPath(path: string): number {
    for (const row of this.rows) {
      for (const node of row.node) {
        if (node !== MERGED && this.path(node) === path) {
          return node;
        }
      }
    }
    return MERGED;
  }

  /** The box that stands for a node of the tree; MERGED if none is drawn. */
  nodeOfTree(treeNode: number): number {
    const at = this.flame.boxes.node.indexOf(treeNode);
    return at < 0 ? MERGED : this.callers + at;
  }

  matches(node: number): boolean {
    return !this.isAncestor(node) && this.flame.boxes.match?.[this.box(node)] === 1;
  }

  lit(node: number): boolean {
    return !this.isAncestor(node) && this.flame.boxes.lit?.[this.box(node)] === 1;
  }

  merged(node: number): number {
    return this.isAncestor(node) ? 1 : this.flame.boxes.merged[this.box(node)];
  }

  picture(coloring: Coloring, flipped: boolean): Picture {
    const searching = this.flame.boxes.match !== undefined;
    const lighting = this.flame.boxes.lit !== undefined;
    return {
      rows: this.rows,
      callers: this.callerRows,
      flipped,
      label: (node) => this.label(node),
      fill: (node, palette) => this.fill(node, palette, coloring),
      hatched: (node) => HATCHED.has(layerOf(this.kind(node)).id),
      matches: searching ? (node) => this.matches(node) : lighting ? (node) => this.lit(node) : null,
    };
  }

  private fill(node: number, palette: Palette, coloring: Coloring): string {
    const id = this.frameId(node);
    switch (coloring) {
      case 'difference':
        return palette.difference(this.largestDifference > 0 ? this.difference(node) / this.largestDifference : 0);
      case 'library':
      case 'module':
        return palette.shade(this.colorsOf(coloring).get(this.groupOf(node, coloring)) ?? NO_GROUP, id);
      default:
        return palette.fill(this.kind(node), id);
    }
  }

  /** The colour of each library or module that is drawn, those that take most first. */
  colorsOf(coloring: 'library' | 'module'): Map<string, string> {
    let colors = this.groupColors.get(coloring);
    if (!colors) {
      const sums = new Map<string, number>();
      for (const row of this.rows) {
        for (const node of row.node) {
          if (node !== MERGED && !this.isAncestor(node)) {
            const group = this.groupOf(node, coloring);
            sums.set(group, (sums.get(group) ?? 0) + this.value(node));
          }
        }
      }
      colors = groupColors([...sums].sort((a, b) => b[1] - a[1]).map(([group]) => group));
      this.groupColors.set(coloring, colors);
    }
    return colors;
  }

  private groupOf(node: number, coloring: 'library' | 'module'): string {
    return coloring === 'library' ? this.libraryOf(node) : this.moduleOf(node);
  }

  libraryOf(node: number): string {
    const frame = this.frame(node);
    return frame < 0 ? '' : libraryOf(this.name(node), this.kind(node), this.flame.frames.file[frame], this.flame.frames.library[frame]);
  }

  /** The innermost module around a frame, or what it itself is. */
  moduleOf(node: number): string {
    const known = this.groups.get(node);
    if (known !== undefined) {
      return known;
    }
    const above = this.parent(node);
    const group = this.kind(node) === 'module' ? this.name(node) : above >= 0 ? this.moduleOf(above) : '';
    this.groups.set(node, group);
    return group;
  }
}

const KERNEL_LIBRARIES: [RegExp, string][] = [
  [/nccl|rccl/i, 'NCCL'],
  [/xmma_gemm/i, 'BLAS'],
  [/cudnn|xmma|sm\d+_xmma/i, 'cuDNN'],
  [/cutlass|cublas|gemm|Cijk_|tensile/i, 'BLAS'],
  [/^triton_|triton/i, 'Triton'],
  [/flash|fmha/i, 'attention'],
  [/at::native|at_cuda|vectorized_elementwise|elementwise_kernel/, 'ATen'],
];

/** Layers that are nobody's code. */
const NOBODYS = new Set(['run', 'rank', 'thread', 'step', 'stream', 'module', 'annotation', 'scope', 'unattributed', 'smaller']);
const KIND_LIBRARIES: Record<string, string> = {runtime: 'device runtime', memcpy: 'copies and fills', memset: 'copies and fills', overhead: 'profiler'};

/** Whose code a frame is, as far as its library, file or name tells; '' for nobody's. */
export function libraryOf(name: string, kind: string, file: string | null, library: string | null): string {
  if (library) {
    return baseName(library);
  }
  if (NOBODYS.has(kind)) {
    return '';
  }
  const known = KIND_LIBRARIES[kind];
  if (known !== undefined) {
    return known;
  }
  if (kind === 'kernel') {
    return KERNEL_LIBRARIES.find(([pattern]) => pattern.test(name))?.[1] ?? 'other kernels';
  }
  const path = file ?? /^(.*)\(\d+\): /.exec(name)?.[1] ?? '';
  if (path !== '') {
    const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.' && part !== '..');
    return parts.length > 1 ? parts[0] : 'own code';
  }
  const space = /^([A-Za-z_]\w*)::/.exec(name);
  // Kernels of that library say it in their own way.
  return space ? (space[1] === 'aten' ? 'ATen' : space[1]) : kind;
}
