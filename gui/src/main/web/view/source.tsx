// Source files with what each line cost in the margin.

import type {JSX} from 'preact';
import {useEffect, useMemo, useState} from 'preact/hooks';
import {formatCount, formatExact, formatNs, plural} from '../base/format';
import {baseName, shown} from '../base/names';
import {Refused, api} from './api';
import type {Given} from './common';
import {Empty, Name, Trouble, deviceWord, spoken} from './common';
import {Grid} from './grid';
import type {LineCosts, Source, Sources} from './protocol';
import {rangeOf, useScope, useView} from './state';
import {useScrolled} from './scrolled';
import {useAnswer, useSize} from './use';

const OWN = 'What was launched or called from the lines of this file, down to the next line of the program; of libraries, what no line of the program called';

const ownTime = (ns: number) => (ns > 0 ? formatNs(ns) : '–');

export function SourceView(given: Given): JSX.Element {
  const word = deviceWord(given.overview);
  const scope = useScope();
  const view = useView();
  const range = rangeOf(view);
  const asked = useAnswer<Sources>((signal) => api.sources({p: given.p, ...range}, signal), [given.p, range.from, range.to]);
  if (asked.error) {
    return <Trouble error={asked.error} />;
  }
  const files = asked.value?.files ?? [];
  if (asked.value && files.length === 0) {
    return <Empty title="No source files">The profile names no files. PyTorch's profiler records them with with_stack=True; plumb record and py-spy do by themselves, Nsight Systems with --python-backtrace=cuda.</Empty>;
  }
  const onDevice = files.some((each) => each.device_own_ns > 0);
  // Instructions of a device are sampled without a time.
  const bySamples = !onDevice && !files.some((each) => each.cpu_own_ns > 0) && files.some((each) => each.samples > 0);
  const file = view.file || files.find((each) => each.available)?.file || files[0]?.file || '';
  return (
    <div class="source-pane">
      <div class="source-files">
        <Grid label="Source files" rows={files.length} current={files.findIndex((each) => each.file === file)}
          columns={[{id: 'f', label: 'File', numeric: false, wide: 26}, ...onDevice ? [{id: 'g', label: word, title: OWN, numeric: true, wide: 8}] : [], bySamples ? {id: 's', label: 'Samples', numeric: true, wide: 8} : {id: 'c', label: 'CPU', title: OWN, numeric: true, wide: 8}]}
          row={(i) => {
            const each = files[i];
            return [<span class={each.available ? '' : 'muted'} title={shown(each.file) + (each.available ? '' : ': not found below the allowed folders')}><bdi>{shortPath(each.file)}</bdi></span>, ...onDevice ? [ownTime(each.device_own_ns)] : [], bySamples ? formatCount(each.samples) : ownTime(each.cpu_own_ns)];
          }}
          onRow={(i) => scope.show({file: files[i].file, line: ''})} />
      </div>
      {file === '' ? null : <SourceText {...given} file={file} key={file} />}
    </div>
  );
}

function shortPath(path: string): string {
  const parts = path.split(/[/\\]/);
  return shown(parts.length > 3 ? '…/' + parts.slice(-3).join('/') : path, 120);
}

interface LineCost {
  device: number;
  deviceSelf: number;
  cpu: number;
  cpuSelf: number;
  count: number;
  samples: number;
}

/** What lines are told apart by: time of devices, else of the host, else samples that have no time. */
type Measured = 'device' | 'cpu' | 'samples';

export function measuredIn(values: Pick<LineCost, Measured>[]): Measured {
  return (['device', 'cpu', 'samples'] as const).find((each) => values.some((cost) => cost[each] > 0)) ?? 'cpu';
}

function formatCost(value: number, measured: Measured): string {
  return measured === 'samples' ? plural(value, 'sample') : formatNs(value);
}

function costsByLine(costs: LineCosts): Map<number, LineCost> {
  return new Map(costs.line.map((line, i) => [line, {device: costs.device_ns[i], deviceSelf: costs.device_self_ns[i], cpu: costs.cpu_ns[i], cpuSelf: costs.cpu_self_ns[i], count: costs.count[i], samples: costs.samples[i]}]));
}

function SourceText({p, file, session, overview}: Given & {file: string}): JSX.Element {
  const word = deviceWord(overview);
  const scope = useScope();
  const view = useView();
  const range = rangeOf(view);
  const asked = useAnswer<Source>((signal) => api.source({p, file, ...range}, signal), [p, file, range.from, range.to]);
  const refused = asked.error instanceof Refused && asked.error.code === 'no-source' ? asked.error : null;
  const costs = asked.value?.costs ?? (refused?.body.costs as LineCosts | undefined);
  const byLine = useMemo(() => (costs ? costsByLine(costs) : new Map<number, LineCost>()), [costs]);
  const values = [...byLine.values()];
  const measured = measuredIn(values);
  const largest = Math.max(1, ...values.map((each) => each[measured]));
  const go = (line: number) => {
    const at = costs?.line.indexOf(line) ?? -1;
    const frame = at >= 0 ? costs?.frames[at]?.[0] : undefined;
    if (frame !== undefined) {
      const cost = byLine.get(line);
      const metric = cost !== undefined && cost.device === 0 && cost.cpu > 0 ? 'cpu_ns' : '';
      scope.show({view: 'flame', direction: 'up', metric, callers: String(frame), root: String(frame), box: String(frame), base: '', collapsed: '', hide: '', focus: '', drop: '', search: '', finding: ''});
    }
  };
  if (asked.error && !refused) {
    return <Trouble error={asked.error} />;
  }
  const hottest = [...byLine.entries()].filter(([, cost]) => cost[measured] > 0).sort((a, b) => b[1][measured] - a[1][measured]).slice(0, 6);
  return (
    <div class="source-main">
      <div class="toolbar">
        <b><Name text={baseName(file)} /></b>
        <span class="muted"><Name text={asked.value?.relative ?? file} most={200} />{asked.value?.found === 'suffix' ? ' (found by the end of the recorded path)' : ''}{asked.value?.truncated ? ' (only the beginning)' : ''}</span>
        <span class="spring" />
        {hottest.length > 0 ? <span class="muted">most expensive, with all that they call:</span> : null}
        {hottest.map(([line, cost]) => <button type="button" class="link" key={line} onClick={() => scope.show({line: String(line)})}>line {line} · {formatCost(cost[measured], measured)}</button>)}
      </div>
      {refused || asked.value && asked.value.lines === null ? (
        <>
          <div class="notice">{refused ? shown(refused.message, 600) : shown(asked.value?.missing ?? '', 600)} {session.source_roots.length === 0 ? 'No folder was allowed.' : null}</div>
          <CostTable byLine={byLine} measured={measured} word={word} go={go} />
        </>
      ) : asked.value?.lines ? <Lines lines={asked.value.lines} byLine={byLine} largest={largest} measured={measured} word={word} line={Number(view.line)} go={go} choose={(line) => scope.show({line: String(line)}, true)} /> : <p class="muted pad">Reading…</p>}
    </div>
  );
}

/** Costs without the text they belong to. */
function CostTable({byLine, measured, word, go}: {byLine: Map<number, LineCost>; measured: Measured; word: string; go: (line: number) => void}): JSX.Element {
  const lines = [...byLine.entries()].sort((a, b) => b[1].device - a[1].device || b[1].cpu - a[1].cpu || b[1].samples - a[1].samples);
  if (measured === 'samples') {
    return <Grid label="Samples by line" rows={lines.length} onRow={(i) => go(lines[i][0])}
      columns={[{id: 'l', label: 'Line', numeric: true, wide: 8}, {id: 's', label: 'Samples', numeric: true, wide: 10}]}
      row={(i) => [String(lines[i][0]), formatCount(lines[i][1].samples)]} />;
  }
  return <Grid label="Costs by line" rows={lines.length} onRow={(i) => go(lines[i][0])}
    columns={[{id: 'l', label: 'Line', numeric: true, wide: 8}, {id: 'g', label: word + ' time', numeric: true, wide: 10}, {id: 'gs', label: word + ', self', numeric: true, wide: 10}, {id: 'c', label: 'CPU time', numeric: true, wide: 10}, {id: 'cs', label: 'CPU, self', numeric: true, wide: 10}, {id: 'n', label: 'Count', numeric: true, wide: 8}]}
    row={(i) => {
      const [line, cost] = lines[i];
      return [String(line), ownTime(cost.device), ownTime(cost.deviceSelf), ownTime(cost.cpu), ownTime(cost.cpuSelf), cost.count > 0 ? formatCount(cost.count) : '–'];
    }} />;
}

const BEYOND = 30;

function Lines({lines, byLine, largest, measured, word, line, go, choose}: {lines: string[]; byLine: Map<number, LineCost>; largest: number; measured: Measured; word: string; line: number; go: (line: number) => void; choose: (line: number) => void}): JSX.Element {
  const [ref, size] = useSize<HTMLDivElement>();
  const em = ref.current ? parseFloat(getComputedStyle(ref.current).fontSize) : 13;
  const height = Math.round(em * 1.5);
  const [scrolled, setScrolled] = useState(0);
  useEffect(() => {
    if (ref.current && line > 0) {
      ref.current.scrollTop = Math.max(0, (line - 1) * height - ref.current.clientHeight / 3);
    }
  }, [line, size.height > 0]);
  useScrolled(ref.current, 'code', size.height > 0 ? height : 0);
  const first = Math.max(0, Math.floor(scrolled / height) - BEYOND);
  const last = Math.min(lines.length, Math.ceil((scrolled + size.height) / height) + BEYOND);
  /** The next line that cost something, in the direction of a key. */
  const onKey = (event: KeyboardEvent) => {
    const down = event.key === 'ArrowDown';
    if (event.key === 'Enter' && byLine.has(line)) {
      go(line);
    } else if (down || event.key === 'ArrowUp') {
      const ahead = [...byLine.keys()].filter((each) => each <= lines.length && (down ? each > line : each < line));
      if (ahead.length === 0) {
        return;
      }
      const next = down ? Math.min(...ahead) : Math.max(...ahead);
      choose(next);
      const cost = byLine.get(next);
      spoken.value = `line ${next}, ${formatCost(cost?.[measured] ?? 0, measured)}: ${lines[next - 1].trim()}`;
    } else {
      return;
    }
    event.preventDefault();
  };
  return (
    <div class="code" ref={ref} tabIndex={0} role="application" aria-roledescription="source" aria-label="Source with costs: up and down go to lines that cost something, Enter shows who called them" onKeyDown={onKey} onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}>
      <div class="code-sheet" style={{height: lines.length * height + 'px'}}>
        {lines.slice(first, last).map((text, i) => {
          const number = first + i + 1;
          const cost = byLine.get(number);
          const value = cost ? cost[measured] : 0;
          return (
            <div key={number} class={'code-line' + (number === line ? ' current' : '') + (cost ? ' pressable' : '')} style={{top: (number - 1) * height + 'px', height: height + 'px'}} onClick={cost ? () => go(number) : undefined}>
              <span class="cost" title={!cost ? undefined : measured === 'samples' ? `${plural(cost.samples, 'sample')}. Press to see who called it.` : `${word} ${formatExact(cost.device, 'ns')}, of it on this line alone ${formatExact(cost.deviceSelf, 'ns')}; CPU ${formatExact(cost.cpu, 'ns')}; ${formatCount(cost.count)} times. Press to see who called it.`}>
                {cost ? <span class="cost-bar" style={{width: 100 * value / largest + '%'}} /> : null}
                <span class="cost-text">{cost && value > 0 ? formatCost(value, measured) : ''}</span>
                {measured === 'device' ? <span class="cost-text muted">{cost && cost.cpu > 0 ? formatNs(cost.cpu) : ''}</span> : null}
              </span>
              <span class="line-number">{number}</span>
              <code>{shown(text.replace(/\t/g, '    '), 1000)}</code>
            </div>
          );
        })}
      </div>
    </div>
  );
}
