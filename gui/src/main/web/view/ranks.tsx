// The ranks against each other: how far each is from the middle, as a heat map.

import type {JSX} from 'preact';
import type {Palette} from '../base/colors';
import {formatValue} from '../base/format';
import {shown} from '../base/names';
import type {Drawing} from '../draw/drawing';
import {api} from './api';
import type {Given} from './common';
import {Empty, Name, Trouble, copyText} from './common';
import {LEAST_FULL, depthOf, heatsOf} from './heat';
import type {Heat} from './heat';
import type {Ranks} from './protocol';
import {useScrolledPane} from './scrolled';
import {rangeOf, useScope, useView} from './state';
import {useAnswer} from './use';
import {useEffect} from 'preact/hooks';

/** Percents have one digit behind the point. */
const LEAST_TOLD = 0.0005;
const LARGEST = 'largest difference';
const LEGEND = `Each metric has its own scale: the rank farthest from the median has the full colour, at ${100 * LEAST_FULL} % or more.`;

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
      <p class="legend"><span class="chip-text"><span class="swatch more" />above the median of the ranks</span><span class="chip-text"><span class="swatch less" />below</span><span class="muted">{LEGEND}</span>
        <button type="button" class="small" onClick={() => void copyText(csvOf(heats))}>Copy as CSV</button></p>
      {heats.map((heat) => <HeatTable key={heat.title} heat={heat} palette={palette} />)}
    </div>
  );
}

function colorOf(heat: Heat, row: number, column: number, palette: Palette): string {
  const depth = depthOf(heat, row, column);
  return depth === 0 ? palette.panel : palette.difference(depth);
}

function HeatTable({heat, palette}: {heat: Heat; palette: Palette}): JSX.Element {
  const largest = (i: number) => <td class="muted" title="The largest distance from the median: it has the full colour">{largestText(heat.largest[i])}</td>;
  return (
    <table class="heat">
      <caption>{heat.title}</caption>
      <thead><tr><td />{heat.columns.map((column, i) => <th key={i} scope="col"><Name text={column.label} most={40} /></th>)}{heat.metrics === 'rows' ? <th scope="col">{LARGEST}</th> : null}</tr></thead>
      <tbody>
        {heat.rows.map((label, i) => (
          <tr key={i}>
            <th scope="row" title={shown(label)}><Name text={label} most={300} /></th>
            {heat.columns.map((_, j) => <HeatCell key={j} heat={heat} row={i} column={j} palette={palette} />)}
            {heat.metrics === 'rows' ? largest(i) : null}
          </tr>
        ))}
        {heat.metrics === 'columns' ? <tr><th scope="row">{LARGEST}</th>{heat.columns.map((_, i) => largest(i))}</tr> : null}
      </tbody>
    </table>
  );
}

function HeatCell({heat, row, column, palette}: {heat: Heat; row: number; column: number; palette: Palette}): JSX.Element {
  const value = heat.values[row][column];
  const deviation = heat.deviation[row][column];
  const color = colorOf(heat, row, column, palette);
  const against = deviation === null ? undefined : deviation === Infinity ? 'The median of the ranks is 0' : signedPercent(deviation) + ' against the median of the ranks';
  return (
    <td style={{backgroundColor: color, color: palette.inkOn(color)}} title={against}>
      {value === null ? '–' : formatValue(value, heat.columns[column].unit)}{deviation !== null && Number.isFinite(deviation) && Math.abs(deviation) >= LEAST_TOLD ? <small> {signedPercent(deviation)}</small> : null}
    </td>
  );
}

function largestText(share: number): string {
  return share < LEAST_TOLD ? '–' : '±' + (100 * share).toFixed(1) + ' %';
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
  const height = heats.reduce((sum, heat) => sum + (heat.rows.length + 3) * cell.height, cell.height);
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
            const color = colorOf(heat, i, j, palette);
            pen.rect(label + j * cell.width, y - cell.height / 2, cell.width - 1, cell.height - 1, color);
            const value = heat.values[i][j];
            pen.text(value === null ? '–' : formatValue(value, column.unit), label + (j + 1) * cell.width - 6, y, palette.inkOn(color), 'right');
          });
        });
        y += 2 * cell.height;
      }
      pen.text('Orange above the median of the ranks, blue below. ' + LEGEND, 6, y, palette.muted);
    },
  };
}
