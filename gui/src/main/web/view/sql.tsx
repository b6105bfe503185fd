// Questions of one's own, and their answers as a table or a chart.

import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {formatCount, formatNumber, plural} from '../base/format';
import {GROUP_COLORS} from '../base/colors';
import {shown} from '../base/names';
import type {Chart} from '../draw/plot';
import {api} from './api';
import type {Given} from './common';
import {Choice, Name, Select, Trouble, copyText} from './common';
import {Grid} from './grid';
import {PlotView} from './plotview';
import type {CellValue, SqlResult, SqlSchema} from './protocol';
import {Fold} from './fold';
import {drafted} from './hash';
import {useScope, useView} from './state';
import {useAnswer} from './use';

const FIRST = 'SELECT * FROM kernels LIMIT 100';

/** What the address says of a query that runs: nothing of one that is too long for a link. */
export function linked(text: string): string {
  return drafted(text) === text ? text : '';
}

/** What the address says about a text beside the query that was sent; nothing for an empty one. */
export function draftOf(text: string, sent: string): string {
  return text === (sent || FIRST) ? '' : linked(text);
}

export function SqlView({p, palette}: Given): JSX.Element {
  const scope = useScope();
  const view = useView();
  const [text, setText] = useState(view.draft || view.sql || FIRST);
  const [state, setState] = useState<{result?: SqlResult; error?: Error; running: boolean}>({running: false});
  const given = useRef<AbortController | null>(null);
  const schema = useAnswer<SqlSchema>((signal) => api.sqlSchema(p, signal), [p]);
  const area = useRef<HTMLTextAreaElement>(null);
  const type = (next: string) => {
    setText(next);
    scope.show({draft: draftOf(next, view.sql)}, true);
  };
  const run = (sql: string) => {
    given.current?.abort();
    const mine = new AbortController();
    given.current = mine;
    setState((before) => ({...before, running: true}));
    api.sql(p, sql, mine.signal).then(
      (result) => setState({result, running: false}),
      (error) => {
        if (!mine.signal.aborted) {
          setState({error: error instanceof Error ? error : new Error(String(error)), running: false});
        }
      });
  };
  const start = () => {
    const sql = linked(text);
    if (sql !== view.sql) {
      // What is looked at changes, and that is what asks.
      scope.show({sql, draft: '', order: ''});
    }
    if (sql !== text || sql === view.sql) {
      run(text);
    }
  };
  // A link shows its answer without a further press.
  useEffect(() => {
    if (view.sql !== '') {
      setText(view.draft || view.sql);
      run(view.sql);
    }
  }, [p, view.sql]);
  useEffect(() => () => given.current?.abort(), [p]);
  useEffect(() => {
    // The way back, or another link in this tab: what is typed here says the same already.
    if (view.draft !== draftOf(text, view.sql)) {
      setText(view.draft || view.sql || FIRST);
    }
  }, [view.draft]);
  const tooLong = text !== view.sql && linked(text) !== text;
  useEffect(() => {
    scope.leftOut = tooLong ? 'the query' : '';
    return () => {
      scope.leftOut = '';
    };
  }, [tooLong]);
  const {result, error, running} = state;
  return (
    <div class="sql-pane">
      <div class="sql-main">
        <textarea ref={area} aria-label="SQL" spellcheck={false} rows={5} value={text} onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              start();
              event.preventDefault();
            }
          }} />
        <div class="toolbar">
          <button type="button" class="primary" onClick={start} disabled={running} title="Ctrl Enter">{running ? 'Running…' : 'Run'}</button>
          {running ? <button type="button" onClick={() => {
            given.current?.abort();
            setState({running: false});
          }}>Stop</button> : null}
          {result ? <output class="found">{plural(result.rows_total, 'row')} in {formatCount(result.elapsed_ms)} ms{result.rows_hidden > 0 ? `; ${formatCount(result.rows_hidden)} more are not shown` : ''}</output> : null}
          <span class="spring" />
          {tooLong ? <span class="muted">too long for a link</span> : null}
          {result ? <Choice label="Shown as" value={view.chart === '' ? 'table' : 'chart'} options={[{id: 'table', label: 'Table'}, {id: 'chart', label: 'Chart'}]} onChange={(as) => scope.show({chart: as === 'table' ? '' : chartOf(result, '').join('~')})} /> : null}
          {result ? <button type="button" onClick={() => void copyText(csvOf(result))}>Copy as CSV</button> : null}
        </div>
        {error ? <Trouble error={error} /> : null}
        {result && view.chart === '' ? <ResultGrid result={result} /> : null}
        {result && view.chart !== '' ? <ResultChart result={result} palette={palette} /> : null}
      </div>
      <SchemaList schema={schema.value} pick={(name) => {
        type(`SELECT * FROM ${name} LIMIT 100`);
        area.current?.focus();
      }} />
    </div>
  );
}

function text(value: CellValue): string {
  return value === null ? '' : String(value);
}

function ResultGrid({result}: {result: SqlResult}): JSX.Element {
  const scope = useScope();
  const sort = useView().order;
  const column = result.columns.findIndex((_, i) => sort === String(i) || sort === '-' + i);
  const sign = sort.startsWith('-') ? -1 : 1;
  const order = result.rows.map((_, i) => i);
  if (column >= 0) {
    order.sort((a, b) => sign * compareCells(result.rows[a][column], result.rows[b][column], result.columns[column].numeric) || a - b);
  }
  const columns = result.columns.map((each, i) => ({
    id: String(i), label: shown(each.name, 60), numeric: each.numeric, title: each.type,
    wide: Math.min(each.numeric ? 20 : 50, result.rows.slice(0, 60).reduce((most, row) => Math.max(most, text(row[i]).length), each.name.length + 2)),
  }));
  return <Grid label="Answer" columns={columns} rows={result.rows.length} sort={sort} onSort={(order) => scope.show({order})}
    row={(i) => result.rows[order[i]].map((value, c) => (result.columns[c].numeric && typeof value === 'number' ? formatNumber(value) : <span title={shown(text(value), 1000)}><Name text={text(value)} /></span>))} />;
}

/** Numbers beyond 2^53, and those that are none, come as text in a column of numbers. */
export function compareCells(a: CellValue, b: CellValue, numeric: boolean): number {
  if (a === null || b === null) {
    return a === b ? 0 : a === null ? -1 : 1;
  }
  const [x, y] = [Number(a), Number(b)];
  if (numeric && x !== y && !(Number.isNaN(x) && Number.isNaN(y))) {
    return Number.isNaN(y) || x < y ? -1 : 1;
  }
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

/** Kind, column of x, column of y. */
function chartOf(result: SqlResult, chosen: string): [string, string, string] {
  const [kind, x, y] = chosen.split('~');
  const numbers = result.columns.flatMap((column, i) => (column.numeric ? [i] : []));
  const first = result.columns.findIndex((column) => !column.numeric);
  const across = x !== undefined && Number(x) < result.columns.length ? Number(x) : first >= 0 ? first : numbers[0] ?? 0;
  const up = y !== undefined && numbers.includes(Number(y)) ? Number(y) : numbers.find((i) => i !== across) ?? numbers[0] ?? 0;
  return [kind || 'bars', String(across), String(up)];
}

function ResultChart({result, palette}: {result: SqlResult; palette: Given['palette']}): JSX.Element {
  const scope = useScope();
  const view = useView();
  const [kind, xText, yText] = chartOf(result, view.chart);
  const [x, y] = [Number(xText), Number(yText)];
  if (!result.columns.some((column) => column.numeric) || result.rows.length === 0) {
    return <p class="muted pad">A chart needs rows and a column of numbers.</p>;
  }
  const named = !result.columns[x].numeric;
  const places = result.rows.map((row, i) => (named ? i : Number(row[x] ?? NaN)));
  const values = result.rows.map((row) => Number(row[y] ?? NaN));
  const unitOf = (name: string) => (/_ns$|^ns$/.test(name) ? 'ns' : /bytes$/.test(name) ? 'bytes' : '');
  const chart: Chart = {
    series: [{kind: kind === 'dots' ? 'dots' : kind === 'line' ? 'line' : 'bars', label: result.columns[y].name, color: palette.shade(GROUP_COLORS[0], 0), x: places, y: values}],
    x: {label: shown(result.columns[x].name, 60), unit: named ? '' : unitOf(result.columns[x].name), names: named ? result.rows.map((row) => shown(text(row[x]), 40)) : undefined},
    y: {label: shown(result.columns[y].name, 60), unit: unitOf(result.columns[y].name)},
  };
  const set = (next: [string, number, number]) => scope.show({chart: next.join('~')}, true);
  const choices = result.columns.map((column, i) => ({id: String(i), label: column.name}));
  return (
    <div class="chart-pane">
      <div class="toolbar">
        <Choice label="Kind of chart" value={kind} options={[{id: 'bars', label: 'Bars'}, {id: 'line', label: 'Line'}, {id: 'dots', label: 'Dots'}]} onChange={(next) => set([next, x, y])} />
        <Select label="Across" value={xText} options={choices} onChange={(next) => set([kind, Number(next), y])} />
        <Select label="Up" value={yText} options={choices.filter((_, i) => result.columns[i].numeric)} onChange={(next) => set([kind, x, Number(next)])} />
      </div>
      <PlotView chart={chart} palette={palette} name="query" label={`${chart.y.label} over ${chart.x.label}`}
        describe={(_, i) => [text(result.rows[i][x]), `${chart.y.label}: ${text(result.rows[i][y])}`]} />
    </div>
  );
}

function SchemaList({schema, pick}: {schema: SqlSchema | undefined; pick: (table: string) => void}): JSX.Element {
  return (
    <aside class="details schema" aria-label="Tables to ask">
      <h2>Tables</h2>
      {(schema?.tables ?? []).map((table) => (
        <Fold key={table.name} name={'sql-' + table.name} title={table.meaning ?? table.description}
          summary={<>{table.name} <span class="muted">{table.rows === null || table.rows === undefined ? '' : formatCount(table.rows)}</span></>}>
          <p class="muted">{table.meaning ?? table.description ?? ''} <button type="button" class="link" onClick={() => pick(table.name)}>ask</button></p>
          <dl>{table.columns.map((column) => <div key={column.name}><dt>{column.name} <span class="muted">{column.type}{column.unit ? ', ' + column.unit : ''}</span></dt><dd class="muted">{column.meaning ?? column.description ?? ''}</dd></div>)}</dl>
        </Fold>
      ))}
    </aside>
  );
}

export function csvOf(result: SqlResult): string {
  const quoted = (value: string) => (/[",\n\r]/.test(value) ? '"' + value.replace(/"/g, '""') + '"' : value);
  return [result.columns.map((column) => column.name), ...result.rows.map((row) => row.map(text))].map((row) => row.map(quoted).join(',')).join('\n') + '\n';
}
