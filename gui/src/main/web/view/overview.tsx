// The first screen: what was read, the numbers one asks for first, and what takes most.

import type {JSX} from 'preact';
import {formatBytes, formatCount, formatExact, formatNs, formatShare, formatSigned, formatValue, plural} from '../base/format';
import {shortName, shown} from '../base/names';
import {MERGED} from '../draw/rows';
import {api} from './api';
import type {Given} from './common';
import {Name, Trouble, deviceWord, profileNames} from './common';
import {DeviceBars} from './devices';
import {FindingRow} from './findings';
import {FlameData} from './flamedata';
import type {InputInfo, Overview, RangeInfo, Table} from './protocol';
import {useScrolledPane} from './scrolled';
import {exactlyAt, rangeOf, useScope, useView} from './state';
import {StepChart} from './steps';
import {Cell, firstText, inUnits, labelOf, searchFor, usualSort} from './tables';
import {useAnswer} from './use';

/** Tables of which the overview shows the top. */
const TOP_TABLES: {table: string; label: string}[] = [
  {table: 'lines', label: 'Lines and instructions'},
  {table: 'modules', label: 'Modules'},
  {table: 'kernels', label: 'Kernels'},
  {table: 'operators', label: 'Operators'},
  {table: 'python', label: 'Python functions'},
  {table: 'functions', label: 'Functions'},
  {table: 'copies', label: 'Copies'},
  {table: 'collectives', label: 'Collectives'},
];
/** Layers of what the tables list, for their short names. */
const KINDS: Record<string, string> = {python: 'python', kernels: 'kernel', modules: 'module', collectives: 'kernel'};
const MOST_TOPS = 6;
const TOP_ROWS = 8;
/** The first of these that a table has, with anything in it, is what its top is sorted by. */
const SELF_COLUMNS = ['device_self_ns', 'cpu_self_ns'];

export function OverviewView(given: Given): JSX.Element {
  const {p, overview} = given;
  const range = rangeOf(useView());
  const asked = useAnswer<RangeInfo>((signal) => (range.from === undefined ? undefined : api.range({p, ...range}, signal)), [p, range.from, range.to]);
  // Until its answer is there nothing stands for the range.
  const ranged = range.from === undefined ? undefined : asked.value ?? NOTHING;
  const devices = ranged ? ranged.devices : overview.devices;
  const tops = TOP_TABLES.filter((each) => overview.tables.includes(each.table)).slice(0, MOST_TOPS);
  return (
    <div class="overview" ref={useScrolledPane('overview')}>
      {asked.error ? <Trouble error={asked.error} /> : null}
      <dl class="tiles">{(ranged ? rangeTiles(ranged, overview) : tiles(overview)).map((tile) => (
        <div key={tile.label} class={'tile' + (tile.warn ? ' warn' : '')} title={tile.title}><dt>{tile.label}</dt><dd class="value">{tile.value}</dd><dd class="note">{tile.note}</dd></div>
      ))}</dl>
      <div class="cards">
        {given.session.compare?.new === p && range.from === undefined ? <Compared {...given} base={given.session.compare.base} /> : null}
        {devices.length + overview.untimed_devices.length > 0 ? (
          <section class="card"><h2>Device timeline</h2><DeviceBars devices={devices} several={overview.inputs.length > 1} word={deviceWord(overview)} />
            {overview.untimed_devices.slice(0, 16).map((device, i) => <p key={i} class="muted"><Name text={deviceWord(overview) + ' ' + device.id + (device.name ? ' · ' + device.name : '')} most={200} />: no work has a place in time, so there is no timeline</p>)}
          </section>
        ) : null}
        {overview.has.steps && overview.totals.steps > 1 ? <section class="card"><h2>Steps</h2><StepChart {...given} small /></section> : null}
        {overview.has.findings ? <TopFindings {...given} /> : null}
        <TopLines {...given} />
        {tops.map((each) => <TopTable key={each.table} {...given} table={each.table} label={each.label} />)}
      </div>
      <Inputs inputs={overview.inputs} />
    </div>
  );
}

/** The totals against those of the profile to compare with, and the way to where they differ. */
function Compared({session, overview, base}: Given & {base: number}): JSX.Element | null {
  const scope = useScope();
  const asked = useAnswer<Overview>((signal) => api.overview(base, signal), [base]);
  if (!asked.value) {
    return null;
  }
  const rows = overview.metrics.flatMap((each) => {
    const other = asked.value?.metrics.find(({id}) => id === each.id)?.total ?? null;
    return each.total === null || other === null ? [] : [{...each, total: each.total, other}];
  });
  return (
    <section class="card">
      <h2>Against <Name text={profileNames(session).get(base) ?? ''} most={60} /></h2>
      <table class="top" aria-label="Totals against those of the base">
        <thead><tr><th scope="col">Now</th><th scope="col">Base</th><th scope="col">Change</th><th scope="col">In %</th><th class="name" scope="col">Metric</th></tr></thead>
        <tbody>
          {[{id: 'span', label: 'Span', unit: 'ns', total: overview.span_ns, other: asked.value.span_ns}, ...rows].filter((each) => each.total !== 0 || each.other !== 0).map((each) => (
            <tr key={each.id}>
              <td title={formatExact(each.total, each.unit)}>{formatValue(each.total, each.unit)}</td>
              <td title={formatExact(each.other, each.unit)}>{formatValue(each.other, each.unit)}</td>
              <td title={formatExact(each.total - each.other, each.unit)}>{formatSigned(each.total - each.other, each.unit)}</td>
              <td>{each.other > 0 ? formatSigned(100 * (each.total / each.other - 1), '%') : '–'}</td>
              <td class="name">{each.label}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {differentKinds(overview, asked.value).map((each) => <p key={each} class="warn">{each}</p>)}
      <button type="button" class="link" onClick={() => scope.show({view: 'flame', base: String(base), root: '', box: '', callers: ''})}>Flame graph of the difference</button>
    </section>
  );
}

/** Why two profiles say little about each other, in words; empty where they recorded the same kinds of things. */
export function differentKinds(now: Overview, base: Overview): string[] {
  const kinds: [string, string][] = [['kernels', 'kernels'], ['cpu_ops', 'operators'], ['samples', 'samples']];
  return kinds.flatMap(([total, word]) => {
    const [here, there] = [now.totals[total] > 0, base.totals[total] > 0];
    return here === there ? [] : [`Only ${here ? 'this profile' : 'the base'} recorded ${word}: the two are not comparable, and these are plain differences.`];
  });
}

/** A range that the server has not answered for yet. */
const NOTHING: RangeInfo = {from: 0, to: 0, slices: 0, values: [], devices: [], steps: 0};

interface Tile {
  label: string;
  value: string;
  note: string;
  title: string;
  warn?: boolean;
}

function tiles(overview: Overview): Tile[] {
  const all = overview.totals;
  const busy = overview.devices.reduce((sum, device) => sum + device.busy_ns, 0);
  const total = overview.devices.reduce((sum, device) => sum + device.total_ns, 0);
  const hasOther = (all.samples ?? 0) + (all.reserved_bytes ?? 0) + (all.graph_nodes ?? 0) > 0;
  const tiles: Tile[] = [];
  if (overview.span_ns > 0 || !hasOther) {
    tiles.push({label: 'Span', value: overview.span_ns > 0 ? formatNs(overview.span_ns) : '–', note: overview.events > 0 ? plural(overview.events, 'event') : '', title: formatExact(overview.span_ns, 'ns')});
  }
  if (overview.devices.length > 0) {
    tiles.push({label: `${deviceWord(overview)} busy`, value: formatShare(busy, total), note: `of ${formatNs(total)}` + (overview.devices.length > 1 ? `, ${overview.devices.length} devices` : ''), title: `${formatNs(busy)}: from the first to the last work of each device`});
  }
  if (overview.devices.length > 0) {
    const linked = all.linked_to_launch + (all.linked_by_external_id ?? 0);
    tiles.push(
      {label: 'Kernel time', value: formatNs(all.kernel_ns), note: plural(all.kernels, 'kernel'), title: formatExact(all.kernel_ns, 'ns') + ', overlaps counted twice'},
      {label: 'Linked', value: formatShare(linked, all.kernels), note: all.linked_to_python > 0 ? `Python ${formatShare(all.linked_to_python, all.kernels)}` : `operator ${formatShare(all.linked_to_op, all.kernels)}`, title: `Kernels whose launch on the host is in the trace; ${formatShare(all.linked_to_op, all.kernels)} stand in an operator, ${formatShare(all.linked_to_python, all.kernels)} in Python`},
      {label: 'Unattributed', value: formatNs(all.unattributed_device_ns), note: all.unattributed_device_ns > 0 ? plural(all.unattributed, 'kernel') + ' without launch' : 'all has a launch', title: 'Device work that nothing in the trace explains', warn: all.unattributed_device_ns > 0});
  } else if (all.kernels > 0) {
    tiles.push({label: 'Kernel time', value: all.kernel_ns > 0 ? formatNs(all.kernel_ns) : '–', note: plural(all.kernels, 'kernel'), title: all.kernel_ns > 0 ? formatExact(all.kernel_ns, 'ns') + ', without a place in time' : 'Durations were not recorded'});
  } else if (!hasOther) {
    tiles.push({label: 'Device', value: 'none', note: 'no device work in the trace', title: ''});
  }
  if (all.samples > 0) {
    tiles.push({label: 'Samples', value: formatCount(all.samples), note: all.sample_threads > 0 ? 'on ' + plural(all.sample_threads, 'thread') : '', title: ''});
  }
  if (all.reserved_bytes > 0) {
    tiles.push(
      {label: 'Allocated', value: formatBytes(all.allocated_bytes), note: formatShare(all.allocated_bytes, all.reserved_bytes) + ' of what is reserved' + (all.snapshots > 1 ? `, ${all.snapshots} snapshots together` : ''), title: formatExact(all.allocated_bytes, 'bytes')},
      {label: 'Reserved', value: formatBytes(all.reserved_bytes), note: all.segments > 0 ? 'in ' + plural(all.segments, 'segment') : '', title: formatExact(all.reserved_bytes, 'bytes')});
  }
  if (all.graph_nodes > 0) {
    tiles.push({label: 'Operator graph', value: plural(all.graph_nodes, 'node'), note: all.graph_depth > 0 ? `${all.graph_depth} deep` : '', title: ''});
  }
  if (all.cpu_ops + all.python_frames > 0 || !hasOther) {
    tiles.push({label: 'Operators', value: formatCount(all.cpu_ops), note: all.python_frames > 0 ? plural(all.python_frames, 'Python frame') : '', title: ''});
  }
  tiles.push({label: 'Contexts', value: formatCount(overview.nodes), note: `${overview.depth} deep`, title: 'Nodes of the calling-context tree'});
  return tiles;
}

const MOST_RANGE_TILES = 8;

/** The numbers of a range, each with its share of the whole run's. */
function rangeTiles(info: RangeInfo, overview: Overview): Tile[] {
  const busy = info.devices.reduce((sum, device) => sum + device.busy_ns, 0);
  const total = info.devices.reduce((sum, device) => sum + device.total_ns, 0);
  const length = info.to - info.from;
  const tiles: Tile[] = [{label: 'Range', value: formatNs(length), note: `${formatShare(length, overview.span_ns)} of the run, ${plural(info.slices, 'slice')}`, title: formatExact(length, 'ns')}];
  if (info.devices.length > 0) {
    tiles.push({label: `${deviceWord(overview)} busy`, value: formatShare(busy, total), note: `of ${formatNs(total)}`, title: `${formatNs(busy)} within the range`});
  }
  for (const each of info.values.filter((value) => value.total !== 0).slice(0, MOST_RANGE_TILES)) {
    const metric = overview.metrics.find(({id}) => id === each.metric);
    const whole = metric?.total ?? null;
    tiles.push({
      label: metric?.label ?? each.metric, value: formatValue(each.total, each.unit), note: whole === null ? 'in the range' : `${formatShare(each.total, whole)} of the run`,
      title: formatExact(each.total, each.unit),
    });
  }
  return tiles;
}

function TopFindings(given: Given): JSX.Element {
  const scope = useScope();
  const view = useView();
  const asked = useAnswer((signal) => api.findings(given.p, signal), [given.p]);
  const findings = asked.value?.findings ?? [];
  return (
    <section class="card wide">
      <h2>Findings{view.from === '' ? null : <span class="muted"> of the whole run</span>}</h2>
      {asked.error ? <Trouble error={asked.error} /> : null}
      {asked.value && findings.length === 0 ? <p class="muted">Nothing found that is worth a change. {asked.value.not_applicable.length > 0 ? <button type="button" class="link" onClick={() => scope.show({view: 'findings'})}>{plural(asked.value.not_applicable.length, 'analysis', 'analyses')} had too little to go by: what to record</button> : null}</p> : null}
      <ol class="findings">{findings.slice(0, 5).map((each) => <FindingRow key={each.id} finding={each} span={given.overview.span_ns} open={() => scope.show({view: 'findings', finding: each.id})} />)}</ol>
      {findings.length > 5 ? <button type="button" class="link" onClick={() => scope.show({view: 'findings'})}>All {findings.length} findings</button> : null}
    </section>
  );
}

/** Columns of a table's top: the name, what it is sorted by, and its share. */
function topColumns(table: Table): number[] {
  const sorted = table.columns.findIndex((column) => column.id === table.sort.replace(/^-/, ''));
  const share = table.columns.findIndex((column) => column.unit === 'share');
  const count = table.columns.findIndex((column) => column.id === 'count');
  const says = (at: number) => at >= 0 && table.rows.some((row) => row[at] !== null && row[at] !== 0);
  return [sorted, share, count].filter((at, i, all) => says(at) && all.indexOf(at) === i);
}

function TopTable({p, overview, table, label}: Given & {table: string; label: string}): JSX.Element | null {
  const scope = useScope();
  const view = useView();
  const range = rangeOf(view);
  const asked = useAnswer<Table>(async (signal) => {
    const question = {p, table, limit: TOP_ROWS, sort: usualSort(table, overview), group: table === 'operators' && overview.has.sql !== false ? 'name' : '', ...range};
    const usual = await api.table(question, signal);
    // What outer functions take with all that they call says nothing about where the time goes.
    const own = SELF_COLUMNS.find((id) => usual.columns.some((column) => column.id === id) && (usual.totals[usual.columns.findIndex((column) => column.id === id)] ?? 0) > 0);
    return inUnits(own === undefined ? usual : await api.table({...question, sort: '-' + own}, signal), overview, '');
  }, [p, table, range.from, range.to]);
  const value = asked.value;
  if (asked.error) {
    return <section class="card"><h2>{label}</h2><Trouble error={asked.error} /></section>;
  }
  const by = value?.columns.findIndex((column) => column.id === value.sort.replace(/^-/, '')) ?? -1;
  // Rows of nothing are no top.
  const rows = value?.rows.filter((row) => by < 0 || row[by] !== 0) ?? [];
  if (!value || rows.length === 0) {
    return null;
  }
  const name = firstText(value.columns);
  const columns = topColumns(value);
  return (
    <section class="card">
      <h2><button type="button" class="link" onClick={() => scope.show({view: 'tables', table, sort: ''})}>{label}</button> <span class="muted">{formatCount(value.rows_total)}</span></h2>
      <table class="top" aria-label={label + ', the first ' + rows.length}>
        <thead><tr>{columns.map((at) => <th key={at} scope="col" title={value.columns[at].label}>{value.columns[at].unit === 'share' ? 'Share' : value.columns[at].label}</th>)}<th class="name" scope="col">{value.columns[name].label}</th></tr></thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {columns.map((at) => <td key={at}><Cell value={row[at]} column={value.columns[at]} /></td>)}
              <td class="name"><button type="button" class="link" title="Find in the flame graph" onClick={() => scope.seek({search: searchFor(value.columns, row)})}><bdi>{shortName(labelOf(value.columns, row), kindOf(value.columns, row) ?? KINDS[table] ?? '')}</bdi></button></td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The layer of a row, where the table has several. */
function kindOf(columns: Table['columns'], row: Table['rows'][number]): string | null {
  const kind = row[columns.findIndex((column) => column.id === 'kind')];
  return typeof kind === 'string' ? kind : null;
}

/** Layers whose frames are lines of code. */
const CODE = ['python', 'java'];
/** Frames that pass on what the program's own code asks for. */
const FRAMEWORKS = '/^<built-in|^<frozen |^(.*\\/)?(torch|jax|jaxlib|flax|tensorflow|keras)\\//';

/**
 * The places in the code that the time is spent in: all that was launched or called from there, down
 * to the next such place. A bottom-up flame graph of nothing but code has them in its first row.
 */
function TopLines(given: Given): JSX.Element | null {
  const {p, overview} = given;
  const scope = useScope();
  const view = useView();
  const range = rangeOf(view);
  const asked = useAnswer<FlameData>(async (signal) => new FlameData(await api.flame({
    p, ...range, view: 'up', kinds: overview.kinds.filter((kind) => !CODE.includes(kind)).join(','), hide: FRAMEWORKS, depth: 1, px: 400,
  }, signal), overview.kinds, 400), [p, range.from, range.to]);
  const data = asked.value;
  const lines = data?.rows[data.callerRows + 1]?.node.filter((node) => node !== MERGED && CODE.includes(data.kind(node))).slice(0, TOP_ROWS) ?? [];
  if (asked.error) {
    return <section class="card"><h2>Most expensive lines</h2><Trouble error={asked.error} /></section>;
  }
  if (!data || lines.length === 0) {
    return null;
  }
  const {unit} = data.flame;
  const label = overview.metrics.find((each) => each.id === data.flame.metric)?.label ?? '';
  return (
    <section class="card">
      <h2>Most expensive lines <span class="muted">of code outside of the framework</span></h2>
      <table class="top" aria-label="Most expensive lines">
        <thead><tr><th scope="col">{label}</th><th scope="col">Share</th><th class="name" scope="col">Function and line</th></tr></thead>
        <tbody>
          {lines.map((node) => (
            <tr key={node}>
              <td title={formatExact(data.value(node), unit)}>{formatValue(data.value(node), unit)}</td>
              <td><Cell value={data.flame.total > 0 ? data.value(node) / data.flame.total : null} column={{type: 'real', unit: 'share'}} /></td>
              <td class="name"><button type="button" class="link" title={shown(data.name(node)) + ': find in the flame graph'} onClick={() => scope.seek({search: exactlyAt(data.name(node), data.place(node)?.file ?? null, data.place(node)?.line ?? 0), fold: 'no'})}><bdi>{data.label(node)}</bdi></button>
                <SourceLink data={data} node={node} overview={overview} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function SourceLink({data, node, overview}: {data: FlameData; node: number; overview: Overview}): JSX.Element | null {
  const scope = useScope();
  const place = data.place(node);
  return place?.file && overview.has.sources !== false
    ? <button type="button" class="link source-link" title="Open the source" onClick={() => scope.show({view: 'source', file: place.file ?? '', line: String(place.line)})}>source</button>
    : null;
}

/** How much of a file was read; nothing of what Plumb recorded itself, which was never a text of events. */
export function sizesOf(input: InputInfo): string[] {
  return input.bytes > 0 || input.events > 0 ? [formatBytes(input.bytes), plural(input.events, 'event')] : [];
}

function Inputs({inputs}: {inputs: InputInfo[]}): JSX.Element {
  return (
    <section class="card wide inputs">
      <h2>Inputs and problems</h2>
      {inputs.map((input, i) => (
        <div key={i}>
          <h3><Name text={input.file} /></h3>
          <p class="muted"><Name text={input.label} /> · <Name text={input.format} />{sizesOf(input).map((each) => ' · ' + each)}</p>
          {input.problems.length === 0 ? <p>No problems.</p> : (
            <table class="problems" aria-label={'Problems of ' + shown(input.label, 100)}>
              <thead><tr><th scope="col">Count</th><th scope="col">Severity</th><th class="name" scope="col">Problem</th></tr></thead>
              <tbody>{input.problems.map((problem, j) => (
                <tr key={j}><td>{formatCount(problem.count)}</td><td class={'severity-' + problem.severity}>{problem.severity}</td>
                  <td class="name"><b>{problem.code}</b> {problem.detail === null ? null : <Name text={problem.detail} />}<div class="muted">{problem.advice}</div></td></tr>
              ))}</tbody>
            </table>
          )}
        </div>
      ))}
    </section>
  );
}
