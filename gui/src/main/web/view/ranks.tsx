// The ranks against each other: how far each is from the middle, as a heat map.

import type {JSX} from 'preact';
import type {Palette} from '../base/colors';
import {formatValue} from '../base/format';
import {shown} from '../base/names';
import type {Drawing} from '../draw/drawing';
import {api} from './api';
import type {Given} from './common';
import {Empty, Name, Trouble, copyText} from './common';
import type {Ranks} from './protocol';
import {useScrolledPane} from './scrolled';
import {rangeOf, useScope, useView} from './state';
import {useAnswer} from './use';
import {useEffect} from 'preact/hooks';

/** A deviation of this much, or more, has the full colour. */
const FULL = 0.5;

interface Heat {
  title: string;
  rows: string[];
  columns: {label: string; unit: string}[];
  values: (number | null)[][];
  deviation: (number | null)[][];
}

export function RanksView({p, palette}: Given): JSX.Element {
  const scope = useScope();
  const view = useView();
  const range = rangeOf(view);
  const asked = useAnswer<Ranks>((signal) => api.ranks({p, ...range}, signal), [p, range.from, range.to]);
  const value = asked.value;
  const pane = useScrolledPane('ranks');
  const heats = value ? heatsOf(value) : [];
  useEffect(() => {
    if (heats.length > 0) {
      scope.exportable.value = {name: 'ranks', drawing: () => drawingOf(heats, palette)};
    }
    return () => {
      scope.exportable.value = null;
    };
  }, [value, palette]);
  if (asked.error) {
    return <Trouble error={asked.error} />;
  }
  if (!value) {
    return <p class="muted pad">Reading…</p>;
  }
  if (value.rows.length < 2) {
    return <Empty title="One rank">Give the files of all ranks to compare them: plumb view rank*.json.gz</Empty>;
  }
  return (
    <div class="chart-pane scrolls" ref={pane}>
      <p class="legend"><span class="chip-text"><span class="swatch more" />above the median of the ranks</span><span class="chip-text"><span class="swatch less" />below</span><span class="muted">Full colour from {100 * FULL} % on.</span>
        <button type="button" class="small" onClick={() => void copyText(csvOf(heats))}>Copy as CSV</button></p>
      {heats.map((heat) => <HeatTable key={heat.title} heat={heat} palette={palette} />)}
    </div>
  );
}

function heatsOf(value: Ranks): Heat[] {
  // What no rank has says nothing.
  const kept = value.columns.map((_, i) => i).filter((i) => value.values.some((row) => row[i] !== null && row[i] !== 0));
  const only = <T,>(row: T[]) => kept.map((i) => row[i]);
  const heats: Heat[] = [{title: 'By rank', rows: value.rows, columns: only(value.columns), values: value.values.map(only), deviation: value.deviation.map(only)}];
  const {names, values} = value.kernels;
  if (names.length > 0) {
    // One row a kernel: their names need the room.
    const medians = values.map((row) => medianOf(row));
    heats.push({
      title: 'Kernels',
      rows: names,
      columns: value.rows.map((label) => ({label, unit: 'ns'})),
      values,
      deviation: values.map((row, i) => row.map((each) => (each === null || !(medians[i] > 0) ? null : each / medians[i] - 1))),
    });
  }
  return heats;
}

function medianOf(values: (number | null)[]): number {
  const sorted = values.filter((each) => each !== null).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length === 0 ? NaN : sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function colorOf(deviation: number | null, palette: Palette): string {
  return deviation === null || deviation === 0 ? palette.panel : palette.difference(Math.max(-1, Math.min(1, deviation / FULL)));
}

function HeatTable({heat, palette}: {heat: Heat; palette: Palette}): JSX.Element {
  return (
    <table class="heat">
      <caption>{heat.title}</caption>
      <thead><tr><td />{heat.columns.map((column, i) => <th key={i} scope="col"><Name text={column.label} most={40} /></th>)}</tr></thead>
      <tbody>
        {heat.rows.map((label, i) => (
          <tr key={i}>
            <th scope="row" title={shown(label)}><Name text={label} most={70} /></th>
            {heat.columns.map((column, j) => {
              const value = heat.values[i][j];
              const deviation = heat.deviation[i][j];
              const color = colorOf(deviation, palette);
              return (
                <td key={j} style={{backgroundColor: color, color: palette.inkOn(color)}} title={deviation === null ? undefined : signedPercent(deviation) + ' against the median'}>
                  {value === null ? '–' : formatValue(value, column.unit)}{deviation !== null && Math.abs(deviation) >= 0.005 ? <small> {signedPercent(deviation)}</small> : null}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function signedPercent(share: number): string {
  return (share > 0 ? '+' : '−') + Math.abs(100 * share).toFixed(1) + ' %';
}

function csvOf(heats: Heat[]): string {
  const quoted = (text: string) => '"' + text.replace(/"/g, '""') + '"';
  return heats.map((heat) => [[heat.title, ...heat.columns.map((column) => column.label)], ...heat.rows.map((row, i) => [row, ...heat.values[i].map(String)])]
    .map((cells) => cells.map(quoted).join(',')).join('\n')).join('\n\n') + '\n';
}

function drawingOf(heats: Heat[], palette: Palette): Drawing {
  const cell = {width: 110, height: 22};
  const label = 320;
  const width = label + cell.width * Math.max(...heats.map((heat) => heat.columns.length)) + 10;
  const height = heats.reduce((sum, heat) => sum + (heat.rows.length + 3) * cell.height, 0);
  return {
    width,
    height,
    font: '12px system-ui, sans-serif',
    ground: palette.panel,
    draw: (pen) => {
      let y = cell.height / 2;
      for (const heat of heats) {
        pen.text(heat.title, 6, y, palette.text);
        heat.columns.forEach((column, j) => pen.text(shown(column.label, 16), label + (j + 1) * cell.width - 6, y, palette.muted, 'right'));
        heat.rows.forEach((row, i) => {
          y += cell.height;
          pen.text(shown(row, 46), 6, y, palette.text);
          heat.columns.forEach((column, j) => {
            const color = colorOf(heat.deviation[i][j], palette);
            pen.rect(label + j * cell.width, y - cell.height / 2, cell.width - 1, cell.height - 1, color);
            const value = heat.values[i][j];
            pen.text(value === null ? '–' : formatValue(value, column.unit), label + (j + 1) * cell.width - 6, y, palette.inkOn(color), 'right');
          });
        });
        y += 2 * cell.height;
      }
    },
  };
}
