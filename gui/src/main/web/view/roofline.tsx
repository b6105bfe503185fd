// Operators by operations for each byte and operations a second, under what their device can do.

import type {JSX} from 'preact';
import {formatCount, formatLarge, formatNs, formatShare, plural} from '../base/format';
import {GROUP_COLORS, NO_GROUP} from '../base/colors';
import {named} from '../base/names';
import type {Chart, Series} from '../draw/plot';
import {api} from './api';
import type {Given} from './common';
import {Empty, Name, Trouble, deviceWord} from './common';
import {Grid} from './grid';
import {PlotView} from './plotview';
import type {Roofline, RooflineDot} from './protocol';
import {exactly, rangeOf, useScope, useView} from './state';
import {useAnswer} from './use';

const COMPUTE = '#ee8459';
const MEMORY = '#80b0eb';
const UNKNOWN = NO_GROUP;
const LEAST_RADIUS = 3;
const MOST_RADIUS = 14;

const intensity = (dot: RooflineDot) => dot.flops / dot.bytes;
const rate = (dot: RooflineDot) => dot.flops / dot.device_ns * 1e9;

/** Each roof over the dots under it: the slope of the memory, then what the units can do. */
export function roofLines(value: Roofline): {label: string; x: number[]; y: number[]}[] {
  const all = value.dots.map(intensity);
  return value.roofs.map((roof) => {
    const ridge = roof.flops_per_s / roof.bytes_per_s;
    const from = Math.min(ridge / 4, ...all);
    const to = Math.max(ridge * 4, ...all);
    return {label: `${roof.device}, ${roof.units}`, x: [from, ridge, to], y: [from * roof.bytes_per_s, roof.flops_per_s, roof.flops_per_s]};
  });
}

export function RooflineView({p, palette, overview}: Given): JSX.Element {
  const scope = useScope();
  const range = rangeOf(useView());
  const asked = useAnswer<Roofline>((signal) => api.roofline({p, ...range}, signal), [p, range.from, range.to]);
  if (asked.error) {
    return <Trouble error={asked.error} />;
  }
  const value = asked.value;
  if (!value) {
    return <p class="muted pad">Reading…</p>;
  }
  if (!value.available) {
    return <Empty title="No roofline">Missing: <Name text={value.missing ?? ''} most={600} /></Empty>;
  }
  const {dots} = value;
  const most = Math.max(...dots.map((dot) => dot.device_ns));
  const color = (dot: RooflineDot) => palette.shade(dot.bound === 'compute' ? COMPUTE : dot.bound === null ? UNKNOWN : MEMORY, 0);
  const roofs: Series[] = roofLines(value).map((roof, i) => ({kind: 'line', bare: true, label: roof.label, color: palette.shade(GROUP_COLORS[(i + 5) % GROUP_COLORS.length], 0), x: roof.x, y: roof.y}));
  const chart: Chart = {
    series: [...roofs, {
      kind: 'dots', label: 'operators', color: COMPUTE, x: dots.map(intensity), y: dots.map(rate), colors: dots.map(color),
      radii: dots.map((dot) => LEAST_RADIUS + (MOST_RADIUS - LEAST_RADIUS) * Math.sqrt(dot.device_ns / most)),
    }],
    x: {label: 'arithmetic intensity, FLOP per byte', unit: '', log: true},
    y: {label: 'FLOP/s', unit: '', log: true},
  };
  const find = (dot: RooflineDot) => scope.seek({search: exactly(dot.operator)});
  return (
    <div class="chart-pane">
      <p class="legend">
        <span class="chip-text"><span class="swatch" style={{backgroundColor: palette.shade(COMPUTE, 0)}} />bound by compute</span>
        <span class="chip-text"><span class="swatch" style={{backgroundColor: palette.shade(MEMORY, 0)}} />bound by memory</span>
        {dots.some((dot) => dot.bound === null) ? <span class="chip-text" title="Nobody told what this device can do with numbers of this format: plumb devices lists what is known"><span class="swatch" style={{backgroundColor: palette.shade(UNKNOWN, 0)}} />peak unknown</span> : null}
        {roofs.map((roof) => <span class="chip-text" key={roof.label}><span class="swatch" style={{backgroundColor: roof.color}} /><Name text={roof.label} most={80} /></span>)}
        <span class="muted">Larger dots took more time. {range.from === undefined ? `${formatShare(value.modelled_ns, value.device_ns)} of device time is of operators whose cost is known.` : 'Of the range: calls that start in it.'}</span>
      </p>
      <PlotView chart={chart} palette={palette} name="roofline" label={`Roofline of ${plural(dots.length, 'operator')} by shape`}
        describe={(_, i) => describe(dots[i])} onPick={(_, i) => find(dots[i])} />
      <Grid label="Operators under the roofline" rows={dots.length} onRow={(i) => find(dots[i])}
        columns={[{id: 'o', label: 'Operator', numeric: false, wide: 24}, {id: 's', label: 'Shapes', numeric: false, wide: 30}, {id: 't', label: deviceWord(overview) + ' time', numeric: true, wide: 10}, {id: 'n', label: 'Calls', numeric: true, wide: 7}, {id: 'f', label: 'FLOP/s', numeric: true, wide: 10}, {id: 'i', label: 'FLOP/B', numeric: true, wide: 8}, {id: 'b', label: 'Bound by', numeric: false, wide: 10}, {id: 'e', label: 'Of the roof', numeric: true, wide: 11}]}
        row={(i) => {
          const dot = dots[i];
          return [<Name text={named(dot.operator)} />, <Name text={dot.shapes} most={120} />, formatNs(dot.device_ns), formatCount(dot.calls), formatLarge(rate(dot)), intensity(dot).toFixed(2), dot.bound ?? '–', dot.efficiency === null ? '–' : formatShare(dot.efficiency, 1)];
        }} />
    </div>
  );
}

function describe(dot: RooflineDot): [string, ...string[]] {
  return [`${dot.operator} ${dot.shapes}`, dot.efficiency === null ? 'its device\'s peak is unknown' : `${formatShare(dot.efficiency, 1)} of the roof, bound by ${dot.bound}`, `${formatLarge(rate(dot))}FLOP/s, ${intensity(dot).toFixed(2)} FLOP/B`, `${formatNs(dot.device_ns)} in ${formatCount(dot.calls)} calls`, dot.kernel];
}
