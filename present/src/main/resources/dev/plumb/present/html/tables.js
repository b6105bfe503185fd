// The tables under the graph: frames ranked whatever their context, and the inputs.

import {layerOf} from './colors.js';
import {placeText} from './data.js';
import {bdi, button, byId, el, swatch} from './dom.js';
import {formatBytes, formatCount, formatExact, formatNs, formatShare, formatValue} from './format.js';
import {clipped, visible} from './names.js';
import {rank} from './ranking.js';

const ROWS = 25;
const MORE_ROWS = 200;
const LONGEST_NAME = 400;

/** @typedef {import('./ranking.js').Ranked} Ranked */

/**
 * @typedef {object} Column
 * @property {string} label
 * @property {string} hint
 * @property {(row: Ranked) => number} value
 * @property {(value: number) => string} text
 * @property {string} unit
 * @property {boolean} [share] whether a bar shows the part of the whole
 */

/** @type {Column} */
const GPU = {label: 'GPU time', hint: 'Device work of the frame and all that it called', value: (row) => row.gpu, text: formatNs, unit: 'ns', share: true};
/** @type {Column} */
const GPU_SELF = {label: 'GPU, innermost', hint: 'Device work whose innermost frame of these layers this is: adds up over the table', value: (row) => row.gpuSelf, text: formatNs, unit: 'ns', share: true};
/**
 * Host time, or what else was sampled: replaced by what the profile has.
 *
 * @type {Column}
 */
const CPU = {label: 'CPU time', hint: 'Host time of the frame and all that it called', value: (row) => row.cpu, text: formatNs, unit: 'ns'};
/** @type {Column} */
const CPU_SELF = {label: 'CPU, self', hint: 'Host time of the frame alone', value: (row) => row.cpuSelf, text: formatNs, unit: 'ns'};

/** Looked for in this order where there is no host time. */
const SAMPLED = ['wall_ns', 'samples', 'pc_samples', 'live_bytes', 'wait_ns'];
/** @type {Column} */
const COUNT = {label: 'Count', hint: 'How often', value: (row) => row.count, text: formatCount, unit: ''};
/** @type {Column} */
const MEAN = {label: 'Mean', hint: 'GPU time of one', value: (row) => (row.count > 0 ? row.gpu / row.count : 0), text: formatNs, unit: 'ns'};

/** @type {{id: string, label: string, kinds: string[], columns: Column[]}[]} */
const TABLES = [
  {id: 'kernels', label: 'Kernels and copies', kinds: ['kernel', 'memcpy', 'memset', 'device'], columns: [GPU, COUNT, MEAN]},
  {id: 'operators', label: 'Operators', kinds: ['operator'], columns: [GPU, GPU_SELF, CPU, CPU_SELF, COUNT]},
  {id: 'python', label: 'Python and modules', kinds: ['python', 'module'], columns: [GPU, GPU_SELF, CPU, CPU_SELF, COUNT]},
  {id: 'functions', label: 'Functions', kinds: ['java', 'native', 'system', 'other'], columns: [GPU, GPU_SELF, CPU, CPU_SELF]},
  {id: 'host', label: 'Annotations and runtime', kinds: ['annotation', 'scope', 'slice', 'runtime', 'overhead'], columns: [GPU, GPU_SELF, CPU, CPU_SELF, COUNT]},
  {id: 'lines', label: 'Lines and instructions', kinds: ['source line', 'instruction'], columns: [CPU, CPU_SELF]},
];

export class Tables {
  /**
   * @param {import('./data.js').Profile} profile
   * @param {(frame: number) => void} find shows a frame in the graph
   */
  constructor(profile, find) {
    this.profile = profile;
    this.find = find;
    const column = (/** @type {string} */ id) => profile.metrics.findIndex((metric) => metric.id === id);
    this.hasGpu = profile.tree.inclusive[column('gpu_ns')][0] > 0;
    const hosts = ['cpu_ns', ...SAMPLED, ...profile.metrics.map((metric) => metric.id).filter((id) => id.startsWith('measure '))];
    const host = hosts.find((id) => profile.tree.inclusive[column(id)][0] > 0) ?? 'cpu_ns';
    this.metric = {gpu: column('gpu_ns'), cpu: column(host), count: column('count')};
    const measured = profile.metrics[this.metric.cpu];
    const text = (/** @type {number} */ value) => formatValue(value, measured.unit);
    /** What stands for host time. @type {Map<Column, Column>} */
    this.host = new Map(host === 'cpu_ns' ? [] : [
      [CPU, {...CPU, label: measured.label, hint: `${measured.label} of the frame and all that it called`, text, unit: measured.unit}],
      [CPU_SELF, {...CPU_SELF, label: measured.label + ', self', hint: `${measured.label} of the frame alone`, text, unit: measured.unit}],
    ]);
    this.noCounts = profile.tree.inclusive[column('count')][0] === 0;
    /** @type {Map<string, Ranked[]>} */
    this.ranked = new Map();
    this.open = '';
    /** @type {Map<string, number>} sorted column by table */
    this.sorted = new Map();
    this.ascending = false;
    this.shown = ROWS;
    const problems = profile.page.inputs.reduce((sum, input) => sum + input.problems.length, 0);
    /** @type {HTMLButtonElement[]} */
    this.tabs = [];
    for (const table of TABLES.filter((each) => this.rows(each.id).some((row) => profile.frameKind[row.frame] !== 'smaller'))) {
      this.addTab(table.id, table.label);
    }
    this.addTab('inputs', 'Inputs and problems' + (problems > 0 ? ` (${problems})` : ''));
    byId('tabs').replaceChildren(...this.tabs);
    this.show(this.tabs[0].id.slice('tab-'.length));
  }

  /** @param {string} id @param {string} label */
  addTab(id, label) {
    const tab = button(label, () => this.show(id), 'tab');
    tab.id = 'tab-' + id;
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', 'table');
    tab.addEventListener('keydown', (event) => {
      const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      const next = this.tabs[this.tabs.indexOf(tab) + step];
      if (step !== 0 && next) {
        next.focus();
        next.click();
        event.preventDefault();
      }
    });
    this.tabs.push(tab);
  }

  /** Rows of a table in the order of its columns. @param {string} id */
  rows(id) {
    let rows = this.ranked.get(id);
    if (!rows) {
      // Folded contexts may hold frames of any layer; without them a table would not add up.
      const kinds = new Set([...TABLES.find((table) => table.id === id)?.kinds ?? [], 'smaller']);
      rows = rank(this.profile.tree, (frame) => kinds.has(this.profile.frameKind[frame]), this.metric, this.profile.functionOf);
      this.ranked.set(id, rows);
    }
    return rows;
  }

  /** @param {string} id */
  show(id) {
    if (id !== this.open) {
      this.shown = ROWS;
      this.ascending = false;
    }
    this.open = id;
    for (const tab of this.tabs) {
      const chosen = tab.id === 'tab-' + id;
      tab.setAttribute('aria-selected', String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    byId('table').setAttribute('aria-labelledby', 'tab-' + id);
    byId('table').replaceChildren(id === 'inputs' ? inputs(this.profile.page.inputs) : this.table(id));
  }

  /** @param {string} id */
  table(id) {
    const all = /** @type {typeof TABLES[0]} */ (TABLES.find((table) => table.id === id)).columns;
    const columns = all.filter((column) => (this.hasGpu || !column.share) && !(column === COUNT && this.noCounts)).map((column) => this.host.get(column) ?? column);
    const rows = this.rows(id).slice();
    const by = this.sorted.get(id) ?? this.bestColumn(columns);
    const sign = this.ascending ? 1 : -1;
    if (by < columns.length) {
      rows.sort((a, b) => sign * (columns[by].value(a) - columns[by].value(b)) || a.frame - b.frame);
    } else {
      const {frameName} = this.profile;
      rows.sort((a, b) => -sign * (frameName[a.frame] < frameName[b.frame] ? -1 : 1));
    }
    const head = el('tr', '', ...columns.map((column, i) => this.head(column.label, column.hint, i, by)),
      this.head('Name', 'Press a name to find it in the graph', columns.length, by));
    const body = el('tbody', '', ...rows.slice(0, this.shown).map((row) => this.row(row, columns)));
    const table = el('table', '', el('thead', '', head), body);
    if (rows.length <= this.shown) {
      return table;
    }
    const more = button(`Show ${formatCount(Math.min(MORE_ROWS, rows.length - this.shown))} more of ${formatCount(rows.length)}`, () => {
      this.shown += MORE_ROWS;
      this.show(id);
    }, 'more');
    return el('div', '', table, more);
  }

  /** The first column with anything in it. @param {Column[]} columns */
  bestColumn(columns) {
    const found = columns.findIndex((column) => this.rows(this.open).some((row) => column.value(row) > 0));
    return Math.max(0, found);
  }

  /** @param {string} label @param {string} hint @param {number} index @param {number} by */
  head(label, hint, index, by) {
    const chosen = index === by;
    const arrow = chosen ? (this.ascending ? ' \u25b4' : ' \u25be') : '';
    const sort = button(label + arrow, () => {
      this.ascending = chosen && !this.ascending;
      this.sorted.set(this.open, index);
      this.show(this.open);
    });
    sort.title = hint;
    const cell = el('th', label === 'Name' ? 'name' : '', sort);
    cell.scope = 'col';
    cell.setAttribute('aria-sort', chosen ? (this.ascending ? 'ascending' : 'descending') : 'none');
    return cell;
  }

  /** @param {Ranked} row @param {Column[]} columns */
  row(row, columns) {
    const {frameKind, frameName, tree} = this.profile;
    const whole = tree.inclusive[this.metric.gpu][0];
    const cells = columns.map((column) => {
      const value = column.value(row);
      const cell = el('td', '', value === 0 && column.unit === 'ns' ? '\u2013' : column.text(value));
      cell.title = formatExact(value, column.unit);
      if (column.share) {
        cell.append(el('span', 'share', formatShare(value, whole)));
        cell.className = 'shared';
        cell.style.setProperty('--part', whole > 0 ? 100 * value / whole + '%' : '0%');
      }
      return cell;
    });
    const kind = frameKind[row.frame];
    const name = button('', () => this.find(row.frame), 'name');
    const text = kind === 'smaller' ? 'contexts too small for this page, of any layer' : visible(clipped(frameName[row.frame], LONGEST_NAME));
    const place = this.profile.framePlace[row.frame];
    const where = place ? placeText({...place, line: 0}) : '';
    name.append(swatch(layerOf(kind).color, kind === 'smaller'), bdi(text), where ? el('span', 'muted', '  ', bdi(visible(clipped(where, LONGEST_NAME)))) : '');
    name.title = kind + ': find in the graph';
    return el('tr', '', ...cells, el('td', 'name', name));
  }
}

/** @param {import('./data.js').Input[]} inputs */
function inputs(inputs) {
  const list = el('div', 'inputs');
  for (const input of inputs) {
    list.append(el('h3', '', bdi(visible(clipped(input.file, LONGEST_NAME)))),
      el('p', 'muted', `${visible(input.label)} \u00b7 ${visible(input.format)} \u00b7 ${formatBytes(input.bytes)} \u00b7 ${formatCount(input.events)} events`));
    if (input.problems.length === 0) {
      list.append(el('p', '', 'No problems.'));
      continue;
    }
    const body = el('tbody');
    for (const problem of input.problems) {
      const what = el('td', 'name', el('b', '', problem.code), ' ', bdi(problem.detail === null ? '' : visible(clipped(problem.detail, LONGEST_NAME))),
        el('div', 'muted', problem.advice));
      body.append(el('tr', '', el('td', '', formatCount(problem.count)), el('td', 'severity-' + problem.severity, problem.severity), what));
    }
    list.append(el('table', '', el('thead', '', el('tr', '', el('th', '', 'Count'), el('th', '', 'Severity'), el('th', 'name', 'Problem'))), body));
  }
  return list;
}
