// Answers the page's questions from the data that stand in the page: a report that is one file.

import {placeText} from '../base/names';
import {parseQuery} from '../base/query';
import {MERGED} from '../draw/rows';
import {Refused} from '../view/api';
import type {Source} from '../view/api';
import type {Parameters} from '../view/early';
import type * as P from '../view/protocol';
import {readProfile} from './data';
import type {PageData, Profile} from './data';
import {BottomUp, TopDown, pathTo} from './graph';
import type {Graph} from './graph';
import {layout} from './layout';
import {matchTotal, matchingFrames} from './search';
import {EmbeddedTables} from './tables';
import {reshape} from './tree';
import type {Reshaped} from './tree';

/** What a graph shows, kept while nobody asks for another one. */
interface Shown {
  key: string;
  shaped: Reshaped;
  graph: Graph;
  down: boolean;
  metric: number;
}

const MOST_KEPT = 4;
const MOST_ROWS = 1024;

export class EmbeddedProfile {
  readonly profile: Profile;
  private readonly tables: EmbeddedTables;
  private readonly shown: Shown[] = [];
  /** What is searched besides names, where their place was recorded: both as PyTorch writes them, and as people read them. */
  private readonly texts: string[][];

  constructor(page: PageData) {
    this.profile = readProfile(page);
    this.tables = new EmbeddedTables(this.profile);
    const {frameName, framePlace} = this.profile;
    this.texts = frameName.map((name, frame) => {
      const place = framePlace[frame];
      return place ? [`${place.file ?? ''}(${place.line}): ${name}`, `${name} ${placeText(place)}`] : [];
    });
  }

  total(metric: number): number {
    return this.profile.tree.inclusive[metric][0];
  }

  overview(): P.Overview {
    const {page, metrics, tree} = this.profile;
    const label = page.inputs.length === 1 ? page.inputs[0].file.split(/[/\\]/).pop() ?? '' : `${page.inputs[0]?.file.split(/[/\\]/).pop() ?? ''} and ${page.inputs.length - 1} more`;
    const present = metrics.map((metric, i) => ({...metric, total: this.total(i), range: false})).filter((metric) => metric.total > 0);
    return {
      label,
      span_ns: page.summary.span_ns,
      events: page.summary.events,
      inputs: page.inputs,
      totals: page.summary,
      devices: page.devices,
      device_word: page.device_word,
      untimed_devices: page.untimed_devices,
      metrics: present.length > 0 ? present : [{...metrics[0], total: 0, range: false}],
      usual_metric: (present[0] ?? metrics[0]).id,
      kinds: page.kinds,
      nodes: page.contexts,
      depth: depthOf(tree.parent),
      folded: tree.folded.reduce((sum, each) => sum + each, 0),
      tables: this.tables.ids(),
      has: {timeline: false, memory: false, steps: page.steps.length > 1, ranks: false, findings: page.explanation.findings.length + page.explanation.not_applicable.length > 0, critical_path: false, sources: false, sql: false},
    };
  }

  private metricOf(parameters: Parameters): number {
    const asked = this.profile.metrics.findIndex((metric) => metric.id === parameters.metric);
    const usual = this.profile.metrics.findIndex((_, i) => this.total(i) > 0);
    return asked >= 0 ? asked : Math.max(0, usual);
  }

  private framesOf(query: Parameters[string]): Uint8Array | null {
    const {test, error} = parseQuery(String(query ?? ''));
    if (error !== null) {
      throw new Refused('Not an expression: ' + error, 400, 'bad-parameter', {});
    }
    return test ? matchingFrames(this.profile.frameName, this.texts, test) : null;
  }

  /** The graph that the parameters describe. */
  private show(parameters: Parameters): Shown {
    const metric = this.metricOf(parameters);
    const {view, kinds, hide, focus, drop, recursion} = parameters;
    const key = JSON.stringify([metric, view, kinds, hide, focus, drop, recursion]);
    let shown = this.shown.find((each) => each.key === key);
    if (!shown) {
      shown = this.make(key, metric, parameters);
      this.shown.unshift(shown);
      this.shown.length = Math.min(this.shown.length, MOST_KEPT);
    }
    return shown;
  }

  private make(key: string, metric: number, parameters: Parameters): Shown {
    const {tree, frameKind} = this.profile;
    const collapsed = new Set(String(parameters.kinds ?? '').split(','));
    const flagged = (flags: Uint8Array | null) => (flags ? (row: number) => flags[tree.frame[row]] === 1 : undefined);
    const hide = flagged(this.framesOf(parameters.hide));
    const shaped = reshape(tree, {
      hidden: (row) => collapsed.has(frameKind[tree.frame[row]]) || hide?.(row) === true,
      focus: flagged(this.framesOf(parameters.focus)),
      drop: flagged(this.framesOf(parameters.drop)),
      mergeRecursion: parameters.recursion === 'merge',
    });
    const down = parameters.view !== 'up';
    return {key, shaped, down, metric, graph: down ? new TopDown(shaped.tree, metric) : new BottomUp(shaped.tree, metric)};
  }

  flame(parameters: Parameters): P.Flame {
    const shown = this.show(parameters);
    const {graph, metric} = shown;
    const {page, metrics, frameKind, frameName, framePlace, tree} = this.profile;
    const root = nodeAt(graph, String(parameters.root ?? ''));
    const px = Number(parameters.px ?? 1200);
    const litRows = this.litRows(parameters.finding);
    const lit = litRows ? new Set(litRows.map((row) => shown.shaped.rowOf[row])) : null;
    const leading = lit ? leadingTo(shown, lit) : null;
    const {boxes, below} = layout(graph, root, graph.value(root) / px, Math.min(MOST_ROWS, Number(parameters.depth ?? MOST_ROWS)),
      leading ? (node) => graph.isOneOf(node, leading) : undefined);
    const ancestors = pathTo(graph, root).slice(0, -1).map((node) => ({path: pathOf(graph, node), frame: graph.frame(node), value: graph.value(node)}));
    const frame = boxes.node.map((node) => (node === MERGED ? -1 : graph.frame(node)));
    const used = [...new Set([...frame, ...ancestors.map((each) => each.frame)])].filter((each) => each >= 0);
    const matching = this.framesOf(parameters.search);
    const answer: P.Flame = {
      metric: metrics[metric].id,
      unit: metrics[metric].unit,
      view: shown.down ? 'down' : 'up',
      total: this.total(metric),
      root: {path: String(parameters.root ?? ''), value: graph.value(root), self: graph.exclusive(root, metric), frame: graph.frame(root), node: this.rowOf(shown, root), base: null},
      rows: boxes.depth.length > 0 ? boxes.depth[boxes.depth.length - 1] + 1 : 0,
      below,
      ancestors,
      boxes: {
        depth: boxes.depth,
        parent: boxes.parent,
        x: boxes.x,
        value: boxes.value,
        merged: boxes.merged,
        frame,
        self: boxes.node.map((node, i) => (node === MERGED ? boxes.value[i] : graph.exclusive(node, metric))),
        node: boxes.node.map((node) => (node === MERGED ? -1 : this.rowOf(shown, node))),
      },
      frames: {
        id: used,
        kind: used.map((each) => page.kinds.indexOf(frameKind[each])),
        name: used.map((each) => frameName[each]),
        file: used.map((each) => framePlace[each]?.file ?? null),
        line: used.map((each) => framePlace[each]?.line ?? 0),
        library: used.map((each) => framePlace[each]?.library ?? null),
      },
    };
    // A folded row says how many contexts it stands for.
    boxes.node.forEach((node, i) => {
      if (frame[i] >= 0 && frameKind[frame[i]] === 'smaller') {
        boxes.merged[i] = graph.folded(node);
      }
    });
    if (lit) {
      answer.boxes.lit = boxes.node.map((node, i) => (node === MERGED ? boxes.hides[i] : graph.isOneOf(node, lit) ? 1 : 0));
    }
    if (matching) {
      answer.boxes.match = frame.map((each) => (each >= 0 ? matching[each] : 0));
      // Of the whole tree: what is hidden took its time all the same.
      const {sum, contexts} = matchTotal(tree, matching, metric);
      answer.found = {frames: matching.reduce((count, flag) => count + flag, 0), boxes: answer.boxes.match.reduce((count, flag) => count + flag, 0), contexts, value: sum, share: this.total(metric) > 0 ? sum / this.total(metric) : null};
    }
    return answer;
  }

  /** Rows that a finding points at; null where none is named. */
  private litRows(finding: Parameters[string]): number[] | null {
    if (finding === undefined || finding === null || finding === '') {
      return null;
    }
    const {findings, rows} = this.profile.page.explanation;
    const at = findings.findIndex((each) => each.id === finding);
    return at < 0 ? [] : rows[at].filter((row) => row >= 0);
  }

  findings(): P.Findings {
    const {explanation} = this.profile.page;
    // Places in a graph that shows everything.
    const {graph} = this.show({});
    return {
      available: true,
      findings: explanation.findings.map((finding, i) => {
        const columns = Object.keys(finding.evidence[0] ?? {}).filter((key) => key !== 'slice');
        return {
          ...finding,
          contexts: finding.contexts.map((each, j) => ({...each, name: each.label, path: explanation.rows[i][j] < 0 ? null : pathOf(graph, explanation.rows[i][j])})),
          evidence: {columns, rows: finding.evidence.map((row) => columns.map((column) => String(row[column] ?? ''))), slices: [], total: finding.evidence_rows},
        };
      }),
      not_applicable: explanation.not_applicable,
      failed: explanation.failed_analyses,
    };
  }

  /** A row of the whole tree; -1 in the bottom-up graph, whose nodes stand for many. */
  private rowOf(shown: Shown, node: number): number {
    return shown.down ? shown.shaped.sourceOf[node] : -1;
  }

  context(parameters: Parameters): P.ContextInfo {
    const shown = this.show(parameters);
    const {graph} = shown;
    const path = String(parameters.path ?? '');
    const node = nodeAt(graph, path);
    const {metrics, frameKind, frameName, framePlace} = this.profile;
    const frame = graph.frame(node);
    const place = frame < 0 ? undefined : framePlace[frame];
    const row = this.rowOf(shown, node);
    const kind = frame < 0 ? 'run' : frameKind[frame];
    return {
      path,
      frame,
      kind,
      name: frame < 0 ? 'all' : kind === 'smaller' ? `${graph.folded(node)} contexts too small for this page` : frameName[frame],
      function: null,
      file: place?.file ?? null,
      line: place?.line ?? 0,
      library: place?.library ?? null,
      nodes: 1,
      node: row,
      callers: shown.down ? this.callers(shown, row) : pathTo(graph, node).slice(0, -1).map((each) => this.brief(graph, each)),
      values: metrics.flatMap((metric, i) => (graph.inclusive(graph.root, i) === 0 ? [] : [{
        metric: metric.id, unit: metric.unit, value: graph.inclusive(node, i), self: graph.exclusive(node, i),
        share: this.total(i) > 0 ? graph.inclusive(node, i) / this.total(i) : null, base: null,
      }])),
      reasons: row >= 0 ? this.reasons(row) : [],
      slices: {total: 0, longest: [], first: null},
      source: false,
    };
  }

  private brief(graph: Graph, node: number): {path: string; kind: string; name: string} {
    const {frameKind, frameName} = this.profile;
    const frame = graph.frame(node);
    return {path: pathOf(graph, node), kind: frame < 0 ? 'run' : frameKind[frame], name: frame < 0 ? 'all' : frameName[frame]};
  }

  /** The way from the root, with the frames that are hidden in the graph. */
  private callers(shown: Shown, row: number): {path: string; kind: string; name: string}[] {
    const {tree, frameKind, frameName} = this.profile;
    const rows = [];
    for (let at = tree.parent[row]; at > 0; at = tree.parent[at]) {
      rows.push(at);
    }
    return rows.reverse().map((at) => ({
      path: shown.shaped.rowOf[at] >= 0 ? pathOf(shown.graph, shown.shaped.rowOf[at]) : '',
      kind: frameKind[tree.frame[at]],
      name: frameName[tree.frame[at]],
    }));
  }

  /** What warps or threads waited for, of a row and all under it. */
  private reasons(row: number): {reason: string; value: number}[] {
    const {page, tree} = this.profile;
    const {reasons} = page;
    if (reasons.row.length === 0) {
      return [];
    }
    const inside = new Uint8Array(tree.size);
    inside[row] = 1;
    for (let at = row + 1; at < tree.size; at++) {
      inside[at] = inside[tree.parent[at]];
    }
    // States of different measures do not add up: those of the first one that has any are shown.
    const metric = reasons.metric.find((_, i) => inside[reasons.row[i]] === 1);
    const sums = new Map<string, number>();
    reasons.row.forEach((at, i) => {
      if (inside[at] === 1 && reasons.metric[i] === metric) {
        const reason = reasons.names[reasons.reason[i]];
        sums.set(reason, (sums.get(reason) ?? 0) + reasons.value[i]);
      }
    });
    return [...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([reason, value]) => ({reason, value}));
  }

  table(parameters: Parameters): P.Table {
    return this.tables.answer(parameters);
  }

  csv(parameters: Parameters): string {
    return this.tables.csv(parameters);
  }

  steps(): P.Steps {
    const {steps} = this.profile.page;
    const ranks = [...new Set(steps.map((step) => step.label))];
    const sorted = steps.map((step) => step.dur_ns).sort((a, b) => a - b);
    return {
      ranks,
      median_ns: sorted[sorted.length >> 1] ?? 0,
      limit_ns: Infinity,
      steps_total: steps.reduce((sum, step) => sum + step.steps, 0),
      steps: {
        rank: steps.map((step) => ranks.indexOf(step.label)),
        name: steps.map((step) => step.name + (step.steps > 1 ? ` (slowest of ${step.steps})` : '')),
        t: steps.map(() => -1),
        d: steps.map((step) => step.dur_ns),
        kernels: steps.map((step) => step.kernels),
        kernel_ns: steps.map((step) => step.kernel_ns),
        copy_ns: steps.map((step) => step.copy_ns),
        outlier: steps.map(() => 0),
      },
      rule: '',
    };
  }
}

/** Rows of which some are lit, or that have lit ones in boxes below theirs. */
function leadingTo({shaped, down}: Shown, lit: Set<number>): Set<number> {
  const {parent} = shaped.tree;
  const leading = new Set(lit);
  for (let i = 1; i < parent.length; i++) {
    const row = down ? parent.length - i : i;
    if (down && leading.has(row)) {
      leading.add(parent[row]);
    } else if (!down && leading.has(parent[row])) {
      leading.add(row);
    }
  }
  return leading;
}

/** The node of a path, or the deepest one on the way to it that there is. */
function nodeAt(graph: Graph, path: string): number {
  let node = graph.root;
  for (const part of path === '' ? [] : path.split('.')) {
    const children = graph.children(node);
    let next = -1;
    for (let i = 0; i < children.length; i++) {
      if (graph.frame(children[i]) === Number(part)) {
        next = children[i];
        break;
      }
    }
    if (next < 0) {
      return node;
    }
    node = next;
  }
  return node;
}

function pathOf(graph: Graph, node: number): string {
  return pathTo(graph, node).slice(1).map((each) => graph.frame(each)).join('.');
}

function depthOf(parent: Int32Array): number {
  const depth = new Int32Array(parent.length);
  let most = 0;
  for (let row = 1; row < parent.length; row++) {
    depth[row] = depth[parent[row]] + 1;
    most = Math.max(most, depth[row]);
  }
  return most;
}

/** What a file cannot answer, and no view of it asks. */
function absent(): Promise<never> {
  return Promise.reject(new Error('a report in one file has no answer to this; "plumb view" has'));
}

/** The source of a report in one file. */
export function embeddedSource(profile: EmbeddedProfile): Source {
  const {page} = profile.profile;
  const later = <T>(answer: () => T): Promise<T> => new Promise((done) => done(answer()));
  return {
    session: () => later(() => ({schema: page.schema, version: '', profiles: [{p: 0, label: profile.overview().label, files: page.inputs.map((input) => input.file), role: 'only' as const}], compare: null, folder: null, source_roots: []})),
    overview: () => later(() => profile.overview()),
    flame: (parameters) => later(() => profile.flame(parameters)),
    context: (parameters) => later(() => profile.context(parameters)),
    table: (parameters) => later(() => profile.table(parameters)),
    tableCsv: (parameters) => later(() => profile.csv(parameters)),
    steps: () => later(() => profile.steps()),
    findings: () => later(() => profile.findings()),
    runs: absent,
    open: absent,
    tracks: absent,
    slices: absent,
    counters: absent,
    find: absent,
    slice: absent,
    range: absent,
    criticalPath: absent,
    ranks: absent,
    roofline: absent,
    memory: absent,
    alive: absent,
    sources: absent,
    source: absent,
    sqlSchema: absent,
    sql: absent,
  };
}

