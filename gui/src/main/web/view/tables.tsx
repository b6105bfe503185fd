// Operators, kernels, modules and the rest, as tables: sorted, filtered and summed by the server.

import type {ComponentChildren, JSX} from 'preact';
import {useCallback, useEffect, useReducer, useRef, useState} from 'preact/hooks';
import {formatExact, formatNs, formatShare, formatValue, plural} from '../base/format';
import {baseName, named, shown} from '../base/names';
import {parseQuery} from '../base/query';
import {download} from '../draw/drawing';
import {api} from './api';
import type {Parameters} from './early';
import type {Given} from './common';
import {Empty, Name, Select, Trouble, copyText, moveTab} from './common';
import {Grid} from './grid';
import type {GridColumn} from './grid';
import {asking} from './pending';
import type {CellValue, Overview, Table, TableColumn} from './protocol';
import {exactlyAt, rangeOf, useScope, useView} from './state';
import type {Scope} from './state';
import {useRested} from './use';

const PAGE = 200;

/** What tables are called, as far as their ids do not say it well. */
const TITLES: Record<string, string> = {python: 'Python', ops: 'Operators', roofline: 'By cost'};

export function TablesView(given: Given): JSX.Element {
  const {overview} = given;
  const scope = useScope();
  const view = useView();
  const table = overview.tables.includes(view.table) ? view.table : usualTable(overview);
  const show = (id: string) => scope.show({table: id, sort: '', group: ''});
  return (
    <div class="tables-pane">
      <div class="tabs inner" role="tablist" aria-label="Tables">
        {overview.tables.map((id) => (
          <button type="button" role="tab" class="tab" key={id} aria-selected={id === table} tabIndex={id === table ? 0 : -1} onClick={() => show(id)} onKeyDown={(event) => moveTab(event, overview.tables, table, show)}>{TITLES[id] ?? capital(id)}</button>
        ))}
      </div>
      <ServerTable key={table} {...given} table={table} />
    </div>
  );
}

/** What the tables are about where nobody chose: the innermost layer that was recorded. */
export function usualTable({tables, totals}: Overview): string {
  const layers: [string, number][] = [['kernels', totals.kernels], ['operators', totals.cpu_ops], ['python', totals.python_frames], ['functions', 1]];
  return layers.find(([table, count]) => count > 0 && tables.includes(table))?.[0] ?? tables[0];
}

/** How to record what a table is about. */
export const HOW_TO_RECORD: Record<string, string> = {
  kernels: 'Nothing of a device was recorded. PyTorch: activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]; Nsight Systems: --trace=cuda; rocprofv3: --kernel-trace --memory-copy-trace.',
  copies: 'No copies or fills of a device were recorded. Nsight Systems: --trace=cuda; rocprofv3: --memory-copy-trace.',
  collectives: 'No kernels of NCCL, RCCL or the like were recorded: they appear where several devices work on one program.',
  operators: 'No operators were recorded. PyTorch\'s profiler has them with ProfilerActivity.CPU, plumb record by itself.',
  modules: 'No modules were recorded. PyTorch\'s profiler has them with with_stack=True, plumb record by itself.',
  python: 'No Python was recorded. PyTorch\'s profiler has it with with_stack=True; plumb record and py-spy by themselves.',
  roofline: 'Nothing whose cost is known. Costs need shapes of operators (PyTorch: record_shapes=True) and the kernels that they launched.',
  launches: 'No calls of a device\'s runtime were recorded. PyTorch: activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]; Nsight Systems: --trace=cuda; rocprofv3: --hip-runtime-trace.',
  annotations: 'The program marked no ranges. PyTorch: torch.profiler.record_function; CUDA: NVTX; JAX: TraceAnnotation.',
};

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).replace(/[_-]/g, ' ');
}

/** Rows that came, by page. */
class Pages {
  readonly pages = new Map<number, Table>();
  readonly asked = new Set<number>();
  head: Table | null = null;
}

/** A table whose columns in the unit of the metric have that unit. */
export function inUnits(table: Table, overview: Overview, metric: string): Table {
  const {unit = ''} = overview.metrics.find((each) => each.id === (metric || overview.usual_metric)) ?? {};
  return {...table, columns: table.columns.map((column) => (column.unit === 'metric' ? {...column, unit} : column))};
}

/** Tables that know the host time of their rows. */
const WITH_HOST_TIME = new Set(['operators', 'modules', 'python', 'annotations', 'threads', 'launches']);

/** How a table is sorted where nobody chose: by host time where no device did anything, else as the table says. */
export function usualSort(table: string, overview: Overview): string {
  const onDevice = overview.metrics.some((metric) => metric.id === 'device_ns' && (metric.total ?? 0) > 0);
  const onHost = overview.metrics.some((metric) => metric.id === 'cpu_ns' && (metric.total ?? 0) > 0);
  return !onDevice && onHost && WITH_HOST_TIME.has(table) ? '-cpu_ns' : '';
}

/** Tables that are by one metric, which the reader chooses. */
export const BY_METRIC = new Set(['functions']);

function ServerTable({p, table, overview}: Given & {table: string}): JSX.Element {
  const scope = useScope();
  const view = useView();
  const rested = useRested(view.filter, 200);
  const query = parseQuery(rested);
  const filter = query.error === null ? rested : '';
  const range = rangeOf(view);
  const question: Parameters = {p, table, sort: view.sort || usualSort(table, overview), filter, group: view.group, metric: BY_METRIC.has(table) ? view.metric : '', ...range};
  const key = JSON.stringify(question);
  const pages = useRef({key: '', pages: new Pages(), given: new AbortController()});
  const [, redraw] = useReducer((tick: number) => tick + 1, 0);
  const [error, setError] = useState<Error | null>(null);
  const [said, setSaid] = useState('');
  const last = useRef<Table | null>(null);
  if (pages.current.key !== key) {
    pages.current.given.abort();
    pages.current = {key, pages: new Pages(), given: new AbortController()};
  }
  const load = useCallback((page: number) => {
    const {pages: mine, given} = pages.current;
    if (mine.asked.has(page)) {
      return;
    }
    mine.asked.add(page);
    asking(1);
    api.table({...question, offset: page * PAGE, limit: PAGE}, given.signal).then((answer) => {
      const value = inUnits(answer, overview, view.metric);
      mine.pages.set(page, value);
      mine.head = value;
      last.current = value;
      setError(null);
      redraw(0);
    }, (e) => {
      if (!given.signal.aborted) {
        setError(e instanceof Error ? e : new Error(String(e)));
      }
    }).finally(() => asking(-1));
  }, [key]);
  useEffect(() => load(0), [load]);
  const need = useCallback((first: number, end: number) => {
    for (let page = Math.floor(first / PAGE); page <= Math.floor(Math.max(first, end - 1) / PAGE); page++) {
      load(page);
    }
  }, [load]);

  // Until the new rows come, the old ones' columns keep the page from jumping.
  const head = pages.current.pages.head ?? last.current;
  if (!head) {
    return error ? <Trouble error={error} /> : <p class="muted pad">Reading…</p>;
  }
  const rowAt = (index: number): CellValue[] | undefined => {
    const page = pages.current.pages.pages.get(Math.floor(index / PAGE));
    return page?.rows[index - page.offset];
  };
  const csv = async () => copyText(await api.tableCsv(question)).then(() => setSaid('Copied'), () => setSaid('Not allowed'));
  return (
    <>
      <div class="toolbar">
        <label class="field search">Filter
          <input type="search" value={view.filter} maxLength={500} autocomplete="off" spellcheck={false} placeholder="text or /expression/" onInput={(event) => scope.show({filter: event.currentTarget.value}, true)} />
        </label>
        {head.groups.length > 0 ? (
          <label class="field">Group by
            <select value={view.group} onChange={(event) => scope.show({group: event.currentTarget.value})}>
              <option value="">nothing</option>
              {head.groups.map((id) => <option key={id} value={id}>{(head.columns.find((column) => column.id === id)?.label ?? id).toLowerCase()}</option>)}
            </select>
          </label>
        ) : null}
        {BY_METRIC.has(table) ? <Select label="Metric" value={view.metric || (overview.usual_metric ?? '')} onChange={(metric) => scope.show({metric})} options={overview.metrics.map((each) => ({id: each.id, label: each.label}))} /> : null}
        <output class="found">{query.error !== null ? 'Not an expression: ' + query.error : head.rows_filtered === head.rows_total ? plural(head.rows_total, 'row') : `${formatValue(head.rows_filtered, '')} of ${formatValue(head.rows_total, '')} rows`}</output>
        <span class="spring" />
        <button type="button" onClick={() => void csv()} title="All rows that the filter leaves">{said || 'Copy as CSV'}</button>
        <button type="button" onClick={() => void api.tableCsv(question).then((text) => download(new Blob([text], {type: 'text/csv'}), table + '.csv'))}>Save CSV</button>
      </div>
      {error ? <Trouble error={error} /> : null}
      {head.rows_total === 0 ? <Empty title="Nothing here">{range.from === undefined ? HOW_TO_RECORD[table] ?? 'The profile has none of these.' : 'Nothing of this kind lies in the chosen range.'}</Empty> : (
        <Grid label={head.title} columns={gridColumns(head)} rows={head.rows_filtered} sort={head.sort} onSort={(sort) => scope.show({sort})} need={need}
          totals={head.columns.map((column, i) => (i === firstText(head.columns) ? 'All' : cellText(head.totals[i] ?? null, column)))}
          row={(index) => rowAt(index)?.map((_, i, row) => <Cell key={i} value={cellOf(head.columns, row, i)} column={head.columns[i]} />)}
          onRow={(index) => openRow(scope, head.columns, rowAt(index))} />
      )}
    </>
  );
}

/** Goes to where a row's frame can be seen. */
function openRow(scope: Scope, columns: TableColumn[], row: CellValue[] | undefined): void {
  if (row) {
    scope.seek({search: searchFor(columns, row)});
  }
}

/** A search text for the frames of a row. */
export function searchFor(columns: TableColumn[], row: CellValue[]): string {
  const of = (id: string) => row[columns.findIndex((column) => column.id === id)] ?? null;
  const name = String(row[firstText(columns)]);
  const file = of('file');
  const line = of('line');
  return exactlyAt(name, file === null ? null : String(file), Number(line ?? 0));
}

/** What a row is called in a list: functions with their file and line. */
export function labelOf(columns: TableColumn[], row: CellValue[]): string {
  const of = (id: string) => row[columns.findIndex((column) => column.id === id)] ?? null;
  const file = of('file');
  return named(String(row[firstText(columns)])) + (file === null ? '' : '  ' + baseName(String(file)) + (of('line') === null ? '' : ':' + of('line')));
}

/** A cell as it is shown: only what rows are called by must not be empty. */
function cellOf(columns: TableColumn[], row: CellValue[], at: number): CellValue {
  const value = row[at];
  return at === firstText(columns) && typeof value === 'string' ? named(value) : value;
}

export function firstText(columns: TableColumn[]): number {
  return Math.max(0, columns.findIndex((column) => column.type === 'text'));
}

/** Texts that a column holds at most, for its width. */
export function gridColumns(table: {columns: TableColumn[]; rows: CellValue[][]}): GridColumn[] {
  return table.columns.map((column, i) => {
    const numeric = column.type !== 'text';
    const wide = table.rows.slice(0, 60).reduce((most, row) => Math.max(most, cellText(row[i] ?? null, column).length), column.label.length + 2);
    return {id: column.id, label: column.label, numeric, wide: Math.min(wide, numeric ? 22 : 60), title: column.unit && column.unit !== 'share' ? `${column.label} in ${column.unit}` : column.label};
  });
}

export function cellText(value: CellValue, column: {type: string; unit: string}): string {
  if (value === null) {
    return '–';
  }
  if (typeof value !== 'number') {
    return shown(String(value));
  }
  if (column.unit === 'share') {
    return formatShare(value, 1);
  }
  if (column.type === 'real' && column.unit === '' && !Number.isInteger(value)) {
    return value >= 1000 ? formatValue(value, '') : String(Number(value.toPrecision(3)));
  }
  return column.unit === 'ns' && value !== 0 ? formatNs(value) : formatValue(value, column.unit);
}

export function Cell({value, column}: {value: CellValue; column: {type: string; unit: string}}): JSX.Element {
  const text = cellText(value, column);
  if (column.type === 'text') {
    return <span title={text}><Name text={text} /></span>;
  }
  const share = column.unit === 'share' && typeof value === 'number' ? Math.max(0, Math.min(1, value)) : null;
  const content: ComponentChildren = share === null ? text : <><span class="share-bar"><span style={{width: 100 * share + '%'}} /></span><span class="share-text">{text}</span></>;
  return <span title={typeof value === 'number' && column.unit !== 'share' ? formatExact(value, column.unit) : undefined}>{content}</span>;
}
