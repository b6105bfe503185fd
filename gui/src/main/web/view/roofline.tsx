// Kernels and operators by work for each byte and work for each second, under what the device can do.

import type {JSX} from 'preact';
import {formatLarge, formatNs} from '../base/format';
import type {Chart} from '../draw/plot';
import {api} from './api';
import type {Given} from './common';
import {Empty, Trouble} from './common';
import {PlotView} from './plotview';
import type {Table} from './protocol';
import {exactly, rangeOf, useScope, useView} from './state';
import {firstText} from './tables';
import {useAnswer} from './use';

/** Tables that may have the columns flops, bytes and a time. */
const TABLES = ['roofline', 'kernels', 'operators'];
const MOST_DOTS = 1000;

export interface Dot {
  name: string;
  flops: number;
  bytes: number;
  ns: number;
}

/** Rows with work, traffic and time. */
export function dotsOf(table: Table): Dot[] {
  const at = (...ids: string[]) => table.columns.findIndex((column) => ids.includes(column.id));
  const [flops, bytes, ns] = [at('flops'), at('bytes', 'dram_bytes', 'bytes_moved'), at('device_ns', 'kernel_ns', 'ns')];
  if (flops < 0 || bytes < 0 || ns < 0) {
    return [];
  }
  return table.rows.flatMap((row) => {
    const dot = {name: String(row[firstText(table.columns)]), flops: Number(row[flops] ?? 0), bytes: Number(row[bytes] ?? 0), ns: Number(row[ns] ?? 0)};
    return dot.flops > 0 && dot.bytes > 0 && dot.ns > 0 ? [dot] : [];
  });
}

export function RooflineView({p, overview, palette}: Given): JSX.Element {
  const scope = useScope();
  const view = useView();
  const range = rangeOf(view);
  const asked = useAnswer<Dot[]>(async (signal) => {
    for (const table of TABLES.filter((each) => overview.tables.includes(each))) {
      const dots = dotsOf(await api.table({p, table, limit: MOST_DOTS, ...range}, signal));
      if (dots.length > 0) {
        return dots;
      }
    }
    return [];
  }, [p, range.from, range.to]);
  if (asked.error) {
    return <Trouble error={asked.error} />;
  }
  const dots = asked.value;
  if (!dots) {
    return <p class="muted pad">Reading…</p>;
  }
  if (dots.length === 0) {
    return <Empty title="No roofline">The profile does not say how much its kernels compute and move. Shapes of operators (record_shapes=True) or metrics of Nsight Compute do.</Empty>;
  }
  const chart: Chart = {
    series: [{kind: 'dots', label: 'work', color: palette.shade('#ee8459', 0), x: dots.map((dot) => dot.flops / dot.bytes), y: dots.map((dot) => dot.flops / dot.ns * 1e9)}],
    x: {label: 'operations for each byte', unit: '', log: true},
    y: {label: 'operations a second', unit: '', log: true},
  };
  return (
    <div class="chart-pane">
      <PlotView chart={chart} palette={palette} name="roofline" label={`Roofline of ${dots.length} kernels or operators`}
        describe={(_, i) => [dots[i].name, `${formatLarge(dots[i].flops / dots[i].ns * 1e9)}FLOP/s, ${(dots[i].flops / dots[i].bytes).toFixed(2)} FLOP/B`, formatNs(dots[i].ns)]}
        onPick={(_, i) => scope.show({view: 'flame', search: exactly(dots[i].name), root: '', box: ''})} />
    </div>
  );
}
