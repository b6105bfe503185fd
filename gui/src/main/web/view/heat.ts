// The ranks against each other as numbers: how far each is from the median of all, metric by metric.

import type {Ranks} from './protocol';

export interface Heat {
  title: string;
  rows: string[];
  columns: {label: string; unit: string}[];
  values: (number | null)[][];
  /** Against the median of the ranks, as a share of it; infinite where that is 0 and this is not. */
  deviation: (number | null)[][];
  /** What a metric is here, the ranks are the other. */
  metrics: 'columns' | 'rows';
  /** Of each metric the largest deviation, where the colour is full; 0 where the ranks are alike. */
  largest: number[];
}

/** What has the full colour at least: where ranks differ by less, they do not look as if it mattered. */
export const LEAST_FULL = 0.01;

export function heatsOf({rows, columns, values, median, kernels}: Ranks): Heat[] {
  // What no rank has says nothing.
  const kept = columns.map((_, i) => i).filter((i) => values.some((row) => row[i] !== null && row[i] !== 0));
  const only = <T,>(row: T[]) => kept.map((i) => row[i]);
  const byRank = values.map((row) => only(row.map((value, i) => deviationOf(value, median[i]))));
  const heats: Heat[] = [{
    title: 'By rank', rows, columns: only(columns), values: values.map(only), deviation: byRank,
    metrics: 'columns', largest: kept.map((_, i) => largestOf(byRank.map((row) => row[i]))),
  }];
  if (kernels.names.length > 0) {
    // One row a kernel: their names need the room.
    const byKernel = kernels.values.map((row) => row.map((value) => deviationOf(value, medianOf(row))));
    heats.push({
      title: 'Kernels', rows: kernels.names, columns: rows.map((label) => ({label, unit: 'ns'})), values: kernels.values, deviation: byKernel,
      metrics: 'rows', largest: byKernel.map(largestOf),
    });
  }
  return heats;
}

function deviationOf(value: number | null, median: number | null): number | null {
  return value === null || median === null ? null : value === median ? 0 : median > 0 ? value / median - 1 : Infinity;
}

function medianOf(values: (number | null)[]): number | null {
  const sorted = values.filter((each) => each !== null).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length === 0 ? null : sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function largestOf(deviations: (number | null)[]): number {
  return deviations.reduce<number>((most, each) => (each !== null && Number.isFinite(each) ? Math.max(most, Math.abs(each)) : most), 0);
}

/** How deep the colour of a cell is, from -1 to 1. */
export function depthOf(heat: Heat, row: number, column: number): number {
  const deviation = heat.deviation[row][column] ?? 0;
  const largest = heat.largest[heat.metrics === 'rows' ? row : column];
  return Math.max(-1, Math.min(1, deviation / Math.max(LEAST_FULL, largest)));
}
