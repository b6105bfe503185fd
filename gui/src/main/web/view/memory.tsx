// Memory over time, and what is alive at a moment.

import type {JSX} from 'preact';
import {formatBytes, formatCount, formatExact, formatNs, formatShare, plural} from '../base/format';
import {GROUP_COLORS} from '../base/colors';
import {baseName, clipped, shortName, shown, visible} from '../base/names';
import type {Chart, Series} from '../draw/plot';
import {api} from './api';
import type {Given} from './common';
import {Empty, Name, Select, Trouble} from './common';
import {Grid} from './grid';
import {PlotView} from './plotview';
import type {Alive, Counters, Memory, MemoryDevice, Tracks} from './protocol';
import {rangeOf, useScope, useView} from './state';
import {useAnswer} from './use';

type LineOfCounter = Pick<Counters['tracks'][number], 't' | 'max' | 'last'>;

const PIXELS = 1600;

export function MemoryView({p, overview, palette}: Given): JSX.Element {
  const scope = useScope();
  const view = useView();
  const range = rangeOf(view);
  const asked = useAnswer<Memory>((signal) => api.memory({p, ...range}, signal), [p, range.from, range.to]);
  const devices = asked.value?.devices ?? [];
  // Unless somebody chose: the device that held most.
  const device = devices.find((each) => String(each.device) === view.device)
    ?? devices.reduce<MemoryDevice | undefined>((most, each) => (most === undefined || (each.peak_bytes ?? 0) > (most.peak_bytes ?? 0) ? each : most), undefined);
  const tracks = useAnswer<Tracks>((signal) => (overview.has.timeline ? api.tracks(p, signal) : undefined), [p]);
  const t0 = view.from === '' ? 0 : Number(view.from);
  // Memory is given and taken also after the last slice.
  const t1 = view.to === '' ? Math.max(1, overview.span_ns, tracks.value?.end ?? 0) : Number(view.to);
  const names = device ? Object.keys(device.tracks).filter((name) => device.tracks[name] !== null) : [];
  const lines = useAnswer<Counters>(
    (signal) => (device && names.length > 0 ? api.counters({p, t0, t1, px: PIXELS, tracks: names.map((name) => device.tracks[name]).join(',')}, signal) : undefined),
    [p, device?.device, t0, t1]);
  const moment = view.moment === '' ? device?.peak_t ?? null : Number(view.moment);
  const alive = useAnswer<Alive>((signal) => (device && moment !== null ? api.alive({p, device: device.device, t: moment}, signal) : undefined), [p, device?.device, moment]);
  if (asked.error) {
    return <Trouble error={asked.error} />;
  }
  if (!asked.value) {
    return <p class="muted pad">Reading…</p>;
  }
  if (!device) {
    return <Empty title="No memory timeline">Nothing here recorded allocations. PyTorch's profiler does with profile_memory=True.</Empty>;
  }
  const labels = withoutCommonStart(devices.map((each) => each.label));
  const series: Series[] = (lines.value?.tracks ?? []).map((line, i) => ({
    kind: i === 0 ? 'area' : 'steps',
    label: names.find((name) => device.tracks[name] === line.track) ?? '',
    color: palette.shade(GROUP_COLORS[i === 0 ? 5 : 1], 0),
    ...withPeaks(line, Math.max(1, (t1 - t0) / PIXELS)),
  }));
  const chart: Chart = {
    series,
    x: {label: 'time; press to see what is alive then', unit: 'ns', include: [t0, t1]},
    y: {label: 'memory', unit: 'bytes', include: [0]},
    moments: moment === null ? [] : [{x: moment, label: view.moment === '' ? 'peak' : formatNs(moment)}],
  };
  return (
    <div class="chart-pane">
      <div class="toolbar">
        {devices.length > 1 ? <Select label="Device" value={String(device.device)} onChange={(id) => scope.show({device: id, moment: ''})} options={devices.map((each, i) => ({id: String(each.device), label: labels[i]}))} /> : <b><Name text={device.label} /></b>}
        {device.peak_bytes === null || device.peak_t === null ? null : <span>peak {formatBytes(device.peak_bytes)} at {formatNs(device.peak_t)}</span>}
        <span class="muted">{plural(device.allocations, 'allocation')}</span>
        {series.map((each) => <span class="chip-text" key={each.label}><span class="swatch" style={{backgroundColor: each.color}} />{each.label}</span>)}
        {view.moment === '' ? null : <button type="button" onClick={() => scope.show({moment: ''})}>Peak</button>}
      </div>
      {lines.error ? <Trouble error={lines.error} /> : null}
      <PlotView chart={chart} palette={palette} name="memory" label={`Memory of ${shown(device.label, 100)} over time` + (device.peak_bytes === null ? '' : `, peak ${formatBytes(device.peak_bytes)}`)}
        describe={(s, i) => [series[s].label, formatBytes(series[s].y[i]), 'at ' + formatNs(series[s].x[i])]}
        onPick={(_s, _i, x) => scope.show({moment: String(Math.round(Math.max(0, x)))})} />
      {alive.error ? <Trouble error={alive.error} /> : null}
      {alive.value ? <AliveTables alive={alive.value} /> : null}
    </div>
  );
}

/** Highest values of pixels are drawn, however short they are: they are what a device must hold. */
export function withPeaks({t, max, last}: LineOfCounter, pixelNs: number): {x: number[]; y: number[]} {
  const x: number[] = [];
  const y: number[] = [];
  t.forEach((time, i) => {
    x.push(time);
    y.push(max[i]);
    if (max[i] !== last[i]) {
      x.push(Math.min(time + pixelNs, t[i + 1] ?? Infinity));
      y.push(last[i]);
    }
  });
  return {x, y};
}

/** Labels without the rank that all of them begin with. */
function withoutCommonStart(labels: string[]): string[] {
  const start = /^.*, /.exec(labels[0] ?? '')?.[0] ?? '';
  return labels.length > 1 && labels.every((each) => each.startsWith(start)) ? labels.map((each) => each.slice(start.length)) : labels;
}

/** Layers in which a reader knows their own program; what is below says how memory is got anywhere. */
const TELLING = new Set(['python', 'module', 'operator', 'annotation', 'java']);

/** The last frames of a path that tell who wanted the memory. */
export function callersOf({path, kinds, places}: Pick<Alive['contexts'][number], 'path' | 'kinds' | 'places'>): string[] {
  const labels = path.map((name, i) => {
    const label = shortName(name, kinds?.[i] ?? '');
    const place = baseName(places?.[i] ?? '');
    // Slices have it in their names.
    return clipped(label, 60) + (place === '' || label.endsWith(place) ? '' : ' ' + visible(place));
  });
  const telling = labels.filter((_, i) => TELLING.has(kinds?.[i] ?? ''));
  return (telling.length > 0 ? telling : labels).slice(-4);
}

function AliveTables({alive}: {alive: Alive}): JSX.Element {
  const scope = useScope();
  return (
    <>
      <p>At {formatNs(alive.t)}: <b title={formatExact(alive.bytes, 'bytes')}>{formatBytes(alive.bytes)}</b> in {plural(alive.blocks, 'block')} alive
        {alive.total_allocated === null ? '' : ` of ${formatBytes(alive.total_allocated)} allocated`}
        {alive.unknown_bytes === null || alive.unknown_bytes === 0 ? '' : alive.unknown_bytes > 0 ? `; ${formatBytes(alive.unknown_bytes)} were allocated before the recording began`
          : ' as the allocator itself counts: the recording lacks the frees of the rest, or has several devices as one'}
        {alive.addressless ? `; ${plural(alive.addressless, 'event')} of the recording name no address, so what they allocated is in no block` : ''}.</p>
      <Grid label="What is alive, by where it was allocated" rows={alive.contexts.length}
        columns={[{id: 'b', label: 'Bytes', numeric: true, wide: 10}, {id: 's', label: 'Share', numeric: true, wide: 8}, {id: 'n', label: 'Blocks', numeric: true, wide: 8}, {id: 'o', label: 'Oldest', numeric: true, wide: 9}, {id: 'p', label: 'Allocated in', numeric: false, wide: 60}]}
        row={(i) => {
          const each = alive.contexts[i];
          const path = callersOf(each).join(' › ');
          return [formatBytes(each.bytes), formatShare(each.bytes, alive.bytes), formatCount(each.blocks), formatNs(each.oldest_t), <span title={each.path.map((name) => shown(name, 200)).join('\n')}><bdi>{path}</bdi></span>];
        }} />
      {alive.largest.length > 0 ? (
        <Grid label="The largest blocks" rows={alive.largest.length}
          columns={[{id: 'b', label: 'Largest blocks', numeric: true, wide: 14}, {id: 't', label: 'Allocated at', numeric: true, wide: 12}, {id: 'f', label: 'Freed at', numeric: true, wide: 12}, {id: 'l', label: 'Lived', numeric: true, wide: 10}, {id: 's', label: 'Timeline', numeric: false, wide: 20}]}
          row={(i) => {
            const each = alive.largest[i];
            return [formatBytes(each.bytes), formatNs(each.t), each.freed_t === null ? 'not freed' : formatNs(each.freed_t), each.freed_t === null ? '–' : formatNs(each.freed_t - each.t),
              each.slice >= 0 ? <button type="button" class="link" onClick={() => scope.show({view: 'timeline', slice: String(each.slice), t0: '', t1: ''})}>show</button> : ''];
          }} />
      ) : null}
    </>
  );
}
