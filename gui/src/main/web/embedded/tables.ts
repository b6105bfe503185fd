// Frames ranked whatever their context, as the tables of the page.

import {placeText} from '../base/names';
import {parseQuery} from '../base/query';
import type {Parameters} from '../view/early';
import type {CellValue, Table, TableColumn} from '../view/protocol';
import type {Profile} from './data';
import {rank} from './ranking';
import type {Ranked, RankedBy} from './ranking';

interface Column extends TableColumn {
  value: (row: Ranked) => CellValue;
  /** Whether rows add up. */
  adds?: boolean;
}

type Kind = 'gpu' | 'gpuSelf' | 'cpu' | 'cpuSelf' | 'count' | 'mean';

interface Definition {
  id: string;
  label: string;
  kinds: string[];
  columns: Kind[];
}

const TABLES: Definition[] = [
  {id: 'kernels', label: 'Kernels and copies', kinds: ['kernel', 'memcpy', 'memset', 'device'], columns: ['gpu', 'count', 'mean']},
  {id: 'operators', label: 'Operators', kinds: ['operator'], columns: ['gpu', 'gpuSelf', 'cpu', 'cpuSelf', 'count']},
  {id: 'python', label: 'Python and modules', kinds: ['python', 'module'], columns: ['gpu', 'gpuSelf', 'cpu', 'cpuSelf', 'count']},
  {id: 'functions', label: 'Functions', kinds: ['java', 'native', 'system', 'other'], columns: ['gpu', 'gpuSelf', 'cpu', 'cpuSelf']},
  {id: 'host', label: 'Annotations and runtime', kinds: ['annotation', 'scope', 'slice', 'runtime', 'overhead'], columns: ['gpu', 'gpuSelf', 'cpu', 'cpuSelf', 'count']},
  {id: 'lines', label: 'Lines and instructions', kinds: ['source line', 'instruction'], columns: ['cpu', 'cpuSelf']},
];

/** Looked for in this order where there is no host time. */
const SAMPLED = ['wall_ns', 'samples', 'pc_samples', 'live_bytes', 'wait_ns'];

export class EmbeddedTables {
  private readonly by: RankedBy;
  private readonly host: {label: string; unit: string};
  private readonly hasGpu: boolean;
  private readonly hasCounts: boolean;
  private readonly ranked = new Map<string, Ranked[]>();

  constructor(private readonly profile: Profile) {
    const {metrics, tree} = profile;
    const column = (id: string) => metrics.findIndex((metric) => metric.id === id);
    const hosts = ['cpu_ns', ...SAMPLED, ...metrics.map((metric) => metric.id).filter((id) => id.startsWith('measure '))];
    const host = hosts.find((id) => tree.inclusive[column(id)][0] > 0) ?? 'cpu_ns';
    this.by = {gpu: column('device_ns'), cpu: column(host), count: column('count')};
    this.host = metrics[this.by.cpu];
    this.hasGpu = tree.inclusive[this.by.gpu][0] > 0;
    this.hasCounts = tree.inclusive[this.by.count][0] > 0;
  }

  /** Tables with rows of their own. */
  ids(): string[] {
    const {frameKind} = this.profile;
    return TABLES.filter((table) => this.rows(table).some((row) => frameKind[row.frame] !== 'smaller')).map((table) => table.id);
  }

  private rows(table: Definition): Ranked[] {
    let rows = this.ranked.get(table.id);
    if (!rows) {
      // Folded contexts may hold frames of any layer; without them a table would not add up.
      const kinds = new Set([...table.kinds, 'smaller']);
      const {tree, frameKind, functionOf} = this.profile;
      rows = rank(tree, (frame) => kinds.has(frameKind[frame]), this.by, functionOf);
      this.ranked.set(table.id, rows);
    }
    return rows;
  }

  private columns(table: Definition): Column[] {
    const {tree, page} = this.profile;
    const whole = tree.inclusive[this.by.gpu][0];
    const all: Record<Kind, Column[]> = {
      gpu: [
        {id: 'device_ns', label: page.device_word + ' time', type: 'integer', unit: 'ns', value: (row) => row.gpu, adds: table.id === 'kernels'},
        {id: 'share', label: 'Share', type: 'real', unit: 'share', value: (row) => (whole > 0 ? row.gpu / whole : null), adds: table.id === 'kernels'},
      ],
      gpuSelf: [{id: 'device_self_ns', label: page.device_word + ', innermost', type: 'integer', unit: 'ns', value: (row) => row.gpuSelf, adds: true}],
      cpu: [{id: 'cpu_ns', label: this.host.label, type: 'integer', unit: this.host.unit, value: (row) => row.cpu}],
      cpuSelf: [{id: 'cpu_self_ns', label: this.host.label + ', self', type: 'integer', unit: this.host.unit, value: (row) => row.cpuSelf, adds: true}],
      count: [{id: 'count', label: 'Count', type: 'integer', unit: '', value: (row) => row.count, adds: true}],
      mean: [{id: 'mean_ns', label: 'Mean', type: 'real', unit: 'ns', value: (row) => (row.count > 0 ? row.gpu / row.count : null)}],
    };
    const kinds = table.columns.filter((kind) => (this.hasGpu || !['gpu', 'gpuSelf', 'mean'].includes(kind)) && (this.hasCounts || kind !== 'count'));
    return [{id: 'name', label: 'Name', type: 'text', unit: '', value: (row) => this.nameOf(row.frame)}, ...kinds.flatMap((kind) => all[kind])];
  }

  private nameOf(frame: number): string {
    const {frameKind, frameName, framePlace} = this.profile;
    const place = framePlace[frame];
    const where = place ? placeText({...place, line: 0}) : '';
    return frameKind[frame] === 'smaller' ? 'contexts too small for this page, of any layer' : frameName[frame] + (where ? '  ' + where : '');
  }

  /** Rows that the filter leaves, in order. */
  private chosen(parameters: Parameters): {table: Definition; columns: Column[]; rows: Ranked[]; all: number; sort: string} {
    const table = TABLES.find((each) => each.id === parameters.table) ?? TABLES[0];
    const columns = this.columns(table);
    const all = this.rows(table);
    const {test} = parseQuery(String(parameters.filter ?? ''));
    const rows = all.filter((row) => !test || test(this.nameOf(row.frame)));
    const sort = columns.some((column) => column.id === String(parameters.sort ?? '').replace(/^-/, '')) ? String(parameters.sort) : '-' + this.bestColumn(columns, all);
    const by = columns.find((column) => column.id === sort.replace(/^-/, '')) ?? columns[0];
    const sign = sort.startsWith('-') ? -1 : 1;
    const keys = new Map(rows.map((row) => [row, by.value(row)]));
    rows.sort((a, b) => sign * compare(keys.get(a) ?? null, keys.get(b) ?? null) || a.frame - b.frame);
    return {table, columns, rows, all: all.length, sort};
  }

  /** The first column with anything in it. */
  private bestColumn(columns: Column[], rows: Ranked[]): string {
    return (columns.find((column) => column.type !== 'text' && rows.some((row) => Number(column.value(row) ?? 0) > 0)) ?? columns[columns.length - 1]).id;
  }

  answer(parameters: Parameters): Table {
    const {table, columns, rows, all, sort} = this.chosen(parameters);
    const offset = Number(parameters.offset ?? 0);
    const part = rows.slice(offset, offset + Number(parameters.limit ?? 100));
    return {
      table: table.id,
      title: table.label,
      groups: [],
      columns: columns.map(({id, label, type, unit}) => ({id, label, type, unit})),
      sort,
      offset,
      rows_total: all,
      rows_filtered: rows.length,
      totals: columns.map((column) => (column.adds ? rows.reduce((sum, row) => sum + Number(column.value(row) ?? 0), 0) : null)),
      rows: part.map((row) => columns.map((column) => column.value(row))),
      frames: part.map((row) => row.frame),
    };
  }

  csv(parameters: Parameters): string {
    const {columns, rows} = this.chosen(parameters);
    const quoted = (value: CellValue) => (value === null ? '' : typeof value === 'number' ? String(value) : '"' + String(value).replace(/"/g, '""') + '"');
    return [columns.map((column) => column.id).join(','), ...rows.map((row) => columns.map((column) => quoted(column.value(row))).join(','))].join('\n') + '\n';
  }
}

function compare(a: CellValue, b: CellValue): number {
  if (typeof a === 'number' && typeof b === 'number') {
    return a - b;
  }
  return a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1;
}
