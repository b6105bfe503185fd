// The runs of a folder, with their headline numbers and how they changed.

import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {GROUP_COLORS} from '../base/colors';
import type {Palette} from '../base/colors';
import {formatCount, formatValue, plural} from '../base/format';
import {Cell} from '../base/store';
import {shown} from '../base/names';
import type {Chart} from '../draw/plot';
import {api, Refused} from './api';
import {Empty, Name, Trouble} from './common';
import {asking} from './pending';
import {PlotView} from './plotview';
import type {RunColumn, RunRow, Runs} from './protocol';
import {useScrolledPane} from './scrolled';
import {useScope, useView} from './state';

/** Goes up when the server has opened a profile. */
export const sessionVersion = new Cell(0);

const ASK_AGAIN_MS = 700;
/** Changes smaller than this are noise. */
const NOTABLE = 0.02;

export function RunsView({palette}: {palette: Palette}): JSX.Element {
  const scope = useScope();
  const [runs, setRuns] = useState<Runs | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [opening, setOpening] = useState(-1);
  const chosen = useView().trend;
  const pane = useScrolledPane('runs');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const given = new AbortController();
    const ask = () => {
      asking(1);
      api.runs(given.signal).finally(() => asking(-1)).then((value) => {
        setRuns(value);
        if (value.reading) {
          timer = setTimeout(ask, ASK_AGAIN_MS);
        }
      }, (e) => {
        if (!given.signal.aborted) {
          setError(e instanceof Error ? e : new Error(String(e)));
        }
      });
    };
    ask();
    return () => {
      clearTimeout(timer);
      given.abort();
    };
  }, []);
  if (!runs) {
    return error ? <Trouble error={error} /> : <p class="muted pad">Reading…</p>;
  }
  if (runs.runs.length === 0) {
    return <Empty title="No runs">{runs.reading ? 'Still looking.' : 'The folder has no file that Plumb can read.'}</Empty>;
  }
  const open = (run: RunRow) => {
    setOpening(run.run);
    setError(null);
    openPatiently(run.run).then(({p}) => {
      setOpening(-1);
      // The session has one profile more.
      sessionVersion.value++;
      scope.showProfile(p, {view: 'overview'});
    }, (e) => {
      setOpening(-1);
      setError(e instanceof Error ? e : new Error(String(e)));
    });
  };
  const trend = Math.max(0, runs.columns.findIndex(({id}) => id === chosen));
  const column = runs.columns[trend];
  return (
    <div class="chart-pane scrolls runs-pane" ref={pane}>
      {error ? <Trouble error={error} /> : null}
      <h2><Name text={runs.folder} /> <span class="muted">{plural(runs.runs.length, 'run')}{runs.reading ? ', reading' : ''}</span></h2>
      {column && runs.runs.length > 1 ? <Trend runs={runs} column={trend} palette={palette} /> : null}
      <table class="runs" aria-label="Runs, oldest first">
        <thead><tr><th class="name" scope="col">Run</th><th scope="col" title="When the newest file of the run was written, in UTC">Written</th>{runs.columns.map((each, i) => (
          <th key={each.id} scope="col"><button type="button" class={i === trend ? 'link current' : 'link'} aria-pressed={i === trend} title="Show as the trend" onClick={() => scope.show({trend: each.id})}>{each.label}</button></th>
        ))}</tr></thead>
        <tbody>
          {readable(runs.runs).map((run) => (
            <tr key={run.run}>
              <td class="name" title={run.message === null ? undefined : shown(run.message, 600)}><button type="button" class="link" disabled={run.state === 'failed' || opening >= 0} onClick={() => open(run)}><Name text={run.label} /></button>
                {opening === run.run ? <span class="muted"> opening…</span> : run.state === 'ready' ? null : <span class={run.state === 'failed' ? 'warn' : 'muted'}> {run.state === 'failed' ? 'cannot be read' : run.state}</span>}
                {run.unlike !== null ? <small class="muted" title="They have less than 60 % of their operators in common, and less than 60 % of their kernels' time">another program than <Name text={labelOf(runs.runs, run.unlike)} most={60} />: not comparable with the runs before</small>
                  : otherwise(run, runs.runs) ? <small class="muted">recorded otherwise ({run.kind}): not compared with the runs before</small> : null}
                {run.state === 'failed' && run.message !== null ? <small class="muted"><Name text={run.message} most={300} /></small> : null}</td>
              <td class="muted">{new Date(run.modified_ms).toISOString().slice(0, 16).replace('T', ' ')}</td>
              {runs.columns.map((each, i) => <td key={each.id}>{run.values[i] === null || run.values[i] === undefined ? '–' : formatRun(run.values[i], each)}<Change change={run.change[i]} better={each.better} against={labelOf(runs.runs, run.against)} /></td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Opens a run that the address names. */
export function OpenRun({run}: {run: number}): JSX.Element {
  const scope = useScope();
  const [error, setError] = useState<Error | null>(null);
  useEffect(() => {
    openPatiently(run).then(() => {
      sessionVersion.value++;
    }, (e) => setError(e instanceof Error ? e : new Error(String(e))));
  }, [run]);
  return error === null ? <p class="muted pad">Reading the run…</p> : (
    <div class="pad">
      <Trouble error={error} />
      <button type="button" onClick={() => scope.show({view: 'runs'})}>All runs</button>
    </div>
  );
}

/** The server lets nobody wait for long: a large run is asked for until it is there. */
async function openPatiently(run: number): Promise<{p: number}> {
  for (;;) {
    try {
      return await api.open(run);
    } catch (e) {
      if (!(e instanceof Refused && e.code === 'timeout')) {
        throw e;
      }
    }
  }
}

/** What cannot be read comes last. */
function readable(runs: RunRow[]): RunRow[] {
  return [...runs.filter((run) => run.state !== 'failed'), ...runs.filter((run) => run.state === 'failed')];
}

function formatRun(value: number, column: RunColumn): string {
  return column.unit === 'share' ? (100 * value).toFixed(1) + ' %' : formatValue(value, column.unit);
}

/** Whether there are runs before, but none that recorded the same. */
function otherwise(run: RunRow, runs: RunRow[]): boolean {
  return run.kind !== null && run.against === null && runs.slice(0, runs.indexOf(run)).some((each) => each.kind !== null);
}

function labelOf(runs: RunRow[], number: number | null): string {
  return runs.find(({run}) => run === number)?.label ?? '';
}

/** Worse is told from better by a word for those who see no colours. */
function Change({change, better, against}: {change: number | null | undefined; better: string | null; against: string}): JSX.Element | null {
  if (change === null || change === undefined || Math.abs(change) < NOTABLE) {
    return null;
  }
  const worse = better === 'less' ? change > 0 : better === 'more' ? change < 0 : null;
  const percent = change >= 9 ? '×' + (change >= 99 ? formatCount(change + 1) : (change + 1).toPrecision(3)) : (change > 0 ? '+' : '−') + Math.abs(100 * change).toFixed(1) + ' %';
  const verdict = worse === null ? '' : worse ? 'worse' : 'better';
  return <small class={verdict || 'muted'} title={(verdict ? verdict + ' than ' : 'against ') + shown(against, 200)}> {percent} {verdict}</small>;
}

function Trend({runs, column, palette}: {runs: Runs; column: number; palette: Palette}): JSX.Element {
  const {label, unit} = runs.columns[column];
  const shownRuns = runs.runs.filter((run) => run.state !== 'failed');
  const color = palette.shade(GROUP_COLORS[0], 0);
  const valueAt = (at: number) => shownRuns[at].values[column] ?? NaN;
  const most = shownRuns.reduce((max, run) => Math.max(max, run.values[column] ?? 0), 0);
  const chart: Chart = {
    series: [
      ...comparable(shownRuns).map((line) => ({kind: 'line' as const, bare: true, label, color, x: line, y: line.map(valueAt)})),
      {kind: 'dots', label, color, x: shownRuns.map((_, at) => at), y: shownRuns.map((_, at) => valueAt(at))},
    ],
    // Room for the dots at the edges.
    x: {label: 'runs, oldest first', unit: '', names: shownRuns.map((run) => shown(run.label, 40)), include: [-0.3, shownRuns.length - 0.7]},
    y: {label, unit, include: [0, 1.04 * most]},
  };
  return <PlotView chart={chart} palette={palette} name="trend" label={`${label} of ${plural(shownRuns.length, 'run')}; lines join runs that are compared`} describe={(_, i) => [shownRuns[i].label, formatRun(shownRuns[i].values[column] ?? 0, runs.columns[column])]} />;
}

/** The places of runs that are compared with each other: from line to line there is no trend. */
export function comparable(runs: Pick<RunRow, 'run' | 'against'>[]): number[][] {
  const lines: number[][] = [];
  const lineOf = new Map<number, number[]>();
  runs.forEach(({run, against}, at) => {
    const line = (against === null ? undefined : lineOf.get(against)) ?? [];
    if (line.length === 0) {
      lines.push(line);
    }
    line.push(at);
    lineOf.set(run, line);
  });
  return lines;
}
