// Charts: bars, lines, areas and dots between two axes.

import type {Palette} from '../base/colors';
import {formatNs, formatBytes, formatTick, ticks} from '../base/format';
import type {Pen} from './pen';

export interface Series {
  /** Whether a line has no dots on it. */
  bare?: boolean;
  kind: 'bars' | 'line' | 'steps' | 'area' | 'dots';
  label: string;
  color: string;
  x: ArrayLike<number>;
  /** NaN where there is none. */
  y: ArrayLike<number>;
  /** Colour of single bars or dots, where it is another one. */
  colors?: (string | undefined)[];
  /** Radius of single dots, where it is another one. */
  radii?: number[];
}

export interface Axis {
  label: string;
  unit: string;
  log?: boolean;
  /** Whether there is nothing between whole numbers. */
  whole?: boolean;
  /** Values that must be in sight. */
  include?: number[];
  /** Names of the places 0, 1, 2 … */
  names?: string[];
}

export interface Chart {
  series: Series[];
  x: Axis;
  y: Axis;
  /** Horizontal lines. */
  limits?: {y: number; label: string}[];
  /** Vertical lines. */
  moments?: {x: number; label: string}[];
  small?: boolean;
}

interface Scale {
  min: number;
  max: number;
  log: boolean;
}

/** What a value is called on an axis. */
function axisText(value: number, step: number, unit: string): string {
  if (unit === 'ns') {
    return step > 0 ? formatTick(value, step) : formatNs(value);
  }
  if (unit === 'bytes') {
    return formatBytes(value);
  }
  const size = Math.abs(value);
  const [divisor, prefix] = size >= 1e12 ? [1e12, 'T'] : size >= 1e9 ? [1e9, 'G'] : size >= 1e6 ? [1e6, 'M'] : size >= 1e4 ? [1e3, 'k'] : [1, ''];
  return String(Number((value / divisor).toPrecision(6))) + prefix;
}

/** Bytes are counted in powers of two. */
function axisTicks(scale: Scale, about: number, unit: string): number[] {
  if (scale.log) {
    const places = [];
    for (let power = Math.ceil(Math.log10(scale.min) - 1e-9); power <= Math.log10(scale.max) + 1e-9; power++) {
      places.push(10 ** power);
    }
    const every = Math.ceil(places.length / Math.max(1, about));
    return places.filter((_, i) => i % every === 0);
  }
  if (unit === 'bytes' && scale.max - scale.min > 1024) {
    const size = 1024 ** Math.floor(Math.log2(scale.max - scale.min) / 10);
    return ticks(scale.min / size, scale.max / size, about).map((each) => each * size);
  }
  return ticks(scale.min, scale.max, about);
}

/** How many presses of a key for pages lead from one end of a chart to the other. */
const PAGES = 20;

export class Plot {
  private readonly xs: Scale;
  private readonly ys: Scale;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;

  constructor(readonly chart: Chart, readonly width: number, readonly height: number, em: number) {
    this.left = chart.small ? 2 : em * 5.6;
    this.right = width - (chart.small ? 2 : em * 1.2);
    this.top = chart.small ? 3 : em * 0.9;
    this.bottom = height - (chart.small ? 2 : em * 2.9);
    this.xs = scaleOf(chart.series.map((each) => each.x), chart.x, false);
    this.ys = scaleOf(chart.series.map((each) => each.y), chart.y, chart.series.some((each) => each.kind !== 'dots' && each.kind !== 'line'));
    if (chart.series.some((each) => each.kind === 'bars') && !this.xs.log) {
      // Half a bar of room at both ends.
      const count = chart.series.reduce((most, each) => Math.max(most, each.x.length), 1);
      const half = count > 1 ? (this.xs.max - this.xs.min) / (count - 1) / 2 : 0.5;
      const last = count > 1 ? this.xs.max : this.xs.min;
      this.xs = {...this.xs, min: this.xs.min - half, max: last + half};
    }
  }

  x(value: number): number {
    return this.left + share(value, this.xs) * (this.right - this.left);
  }

  y(value: number): number {
    return this.bottom - share(value, this.ys) * (this.bottom - this.top);
  }

  /** The value of x at a place. */
  xAt(place: number): number {
    const part = (place - this.left) / Math.max(1, this.right - this.left);
    const {min, max, log} = this.xs;
    return log ? min * (max / min) ** part : min + part * (max - min);
  }

  /** Series and index of what is nearest to a place; -1 for none. */
  nearest(placeX: number, placeY: number): {series: number; index: number} {
    let best = {series: -1, index: -1};
    let bestDistance = Infinity;
    this.chart.series.forEach((series, s) => {
      for (let i = 0; i < series.x.length && !series.bare; i++) {
        if (Number.isNaN(series.y[i])) {
          continue;
        }
        const dx = this.x(series.x[i]) - placeX;
        const dy = series.kind === 'dots' ? this.y(series.y[i]) - placeY : 0;
        const distance = dx * dx + dy * dy;
        if (distance < bestDistance) {
          best = {series: s, index: i};
          bestDistance = distance;
        }
      }
    });
    return this.chart.series[best.series]?.kind === 'dots' && bestDistance > 400 ? {series: -1, index: -1} : best;
  }

  /**
   * Series and index of the point that a key leads to, among those that are drawn; undefined if the
   * key leads nowhere.
   *
   * @param series -1 where no point has been looked at yet
   */
  beside(series: number, index: number, key: string): {series: number; index: number} | undefined {
    const all = this.chart.series.flatMap((each, s) => (each.bare ? [] : [s]));
    const s = series < 0 ? all[0] : series;
    const points = s === undefined ? [] : Array.from(this.chart.series[s].y, (y, i) => (Number.isNaN(y) ? -1 : i)).filter((i) => i >= 0);
    const last = points.length - 1;
    const far = Math.max(1, Math.round(points.length / PAGES));
    const step = {ArrowRight: 1, ArrowLeft: -1, PageDown: far, PageUp: -far, End: Infinity, Home: -Infinity}[key];
    if (key === 'ArrowUp' || key === 'ArrowDown') {
      const other = all[all.indexOf(s) + (key === 'ArrowUp' ? -1 : 1)];
      return series < 0 || other === undefined || index >= this.chart.series[other].y.length || Number.isNaN(this.chart.series[other].y[index]) ? undefined : {series: other, index};
    }
    if (step === undefined || last < 0) {
      return undefined;
    }
    const at = points.indexOf(index);
    return {series: s, index: points[series < 0 || at < 0 ? (step > 0 && step !== Infinity ? 0 : step === -Infinity ? 0 : last) : Math.max(0, Math.min(last, at + step))]};
  }

  draw(pen: Pen, palette: Palette): void {
    const {chart, left, right, top, bottom} = this;
    pen.rect(0, 0, this.width, this.height, palette.panel);
    if (!chart.small) {
      this.drawAxes(pen, palette);
    }
    pen.clip(left - 1, top - 2, right - left + 2, bottom - top + 3, () => {
      for (const series of chart.series) {
        this.drawSeries(pen, series);
      }
    });
    for (const limit of chart.limits ?? []) {
      const y = this.y(limit.y);
      if (y >= top && y <= bottom) {
        pen.line([left, y, right, y], palette.accent, 1, true);
        if (!chart.small) {
          pen.text(limit.label, right - 2, y - 8, palette.accent, 'right');
        }
      }
    }
    for (const moment of chart.moments ?? []) {
      const x = this.x(moment.x);
      pen.line([x, top, x, bottom], palette.accent, 1.5);
      const fits = x + 60 < right;
      pen.text(moment.label, fits ? x + 4 : x - 4, top + 6, palette.accent, fits ? 'left' : 'right');
    }
    pen.rect(left, bottom, right - left, 1, palette.muted);
  }

  private drawAxes(pen: Pen, palette: Palette): void {
    const {chart, left, right, top, bottom} = this;
    const upward = axisTicks(this.ys, Math.max(2, (bottom - top) / 45), chart.y.unit);
    const yStep = upward.length > 1 ? upward[1] - upward[0] : 0;
    for (const value of upward) {
      const y = Math.round(this.y(value)) + 0.5;
      pen.rect(left, y, right - left, 1, palette.line);
      pen.text(axisText(value, this.ys.log ? 0 : yStep, chart.y.unit), left - 6, y, palette.muted, 'right');
    }
    if (chart.x.names) {
      const every = Math.max(1, Math.ceil(chart.x.names.length / Math.max(1, (right - left) / 110)));
      chart.x.names.forEach((name, i) => {
        if (i % every === 0) {
          const text = name.length > 16 ? name.slice(0, 15) + '\u2026' : name;
          const half = text.length * 3.3;
          pen.text(text, Math.max(half + 2, Math.min(this.width - half - 2, this.x(i))), bottom + 12, palette.muted, 'center');
        }
      });
    } else {
      const across = axisTicks(this.xs, Math.max(2, (right - left) / 110), chart.x.unit).filter((value) => !chart.x.whole || Number.isInteger(value));
      const xStep = across.length > 1 ? across[1] - across[0] : 0;
      for (const value of across) {
        const x = Math.round(this.x(value)) + 0.5;
        if (x > right + 1) {
          continue;
        }
        pen.rect(x, bottom, 1, 4, palette.muted);
        const text = axisText(value, this.xs.log ? 0 : xStep, chart.x.unit);
        pen.text(text, Math.min(this.width - text.length * 3.3 - 2, x), bottom + 12, palette.muted, 'center');
      }
    }
    pen.text(chart.x.label, (left + right) / 2, this.height - 8, palette.muted, 'center');
    pen.upwards(chart.y.label, 9, (top + bottom) / 2, palette.muted);
  }

  private drawSeries(pen: Pen, series: Series): void {
    const {x, y, color, colors} = series;
    switch (series.kind) {
      case 'bars': {
        const each = (this.right - this.left) / Math.max(1, series.x.length);
        const wide = Math.max(1, each - (each > 4 ? 1 : 0));
        const zero = Math.min(this.bottom, this.y(Math.max(0, this.ys.min)));
        for (let i = 0; i < x.length; i++) {
          const high = this.y(y[i]);
          if (Number.isNaN(high)) {
            continue;
          }
          pen.rect(this.x(x[i]) - wide / 2, Math.min(high, zero), wide, Math.abs(zero - high), colors?.[i] ?? color);
        }
        return;
      }
      case 'dots':
        for (let i = 0; i < x.length; i++) {
          if (!Number.isNaN(y[i])) {
            pen.circle(this.x(x[i]), this.y(y[i]), series.radii?.[i] ?? 4, colors?.[i] ?? color, 'rgba(0, 0, 0, 0.35)');
          }
        }
        return;
      default:
        this.drawLine(pen, series);
    }
  }

  private drawLine(pen: Pen, series: Series): void {
    const {x, y, color, kind} = series;
    let points: number[] = [];
    const flush = () => {
      if (points.length >= 4) {
        if (kind === 'area') {
          pen.alpha(0.45);
          pen.polygon([points[0], this.bottom, ...points, points[points.length - 2], this.bottom], color);
          pen.alpha(1);
        }
        pen.line(points, color, 1.75);
      }
      points = [];
    };
    for (let i = 0; i < x.length; i++) {
      if (Number.isNaN(y[i])) {
        flush();
        continue;
      }
      const at = this.x(x[i]);
      if (kind !== 'line' && points.length > 0) {
        // Holds its value until it changes.
        points.push(at, points[points.length - 1]);
      }
      points.push(at, this.y(y[i]));
    }
    if (kind !== 'line' && points.length > 0) {
      points.push(this.right, points[points.length - 1]);
    }
    flush();
    if (kind === 'line' && !series.bare && x.length < 60) {
      for (let i = 0; i < x.length; i++) {
        if (!Number.isNaN(y[i])) {
          pen.circle(this.x(x[i]), this.y(y[i]), 2.5, color);
        }
      }
    }
  }
}

function share(value: number, {min, max, log}: Scale): number {
  return log ? Math.log(Math.max(value, min) / min) / Math.log(max / min) : (value - min) / (max - min);
}

function scaleOf(columns: ArrayLike<number>[], axis: Axis, fromZero: boolean): Scale {
  const log = axis.log === true;
  let min = Infinity;
  let max = -Infinity;
  for (const column of [...columns, axis.include ?? []]) {
    for (let i = 0; i < column.length; i++) {
      const value = column[i];
      if (!Number.isNaN(value) && (!log || value > 0)) {
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
  }
  if (min === Infinity) {
    return {min: log ? 1 : 0, max: log ? 10 : 1, log};
  }
  if (log) {
    return {min: min / 1.6, max: max * 1.6, log};
  }
  if (fromZero) {
    min = Math.min(0, min);
    max = Math.max(0, max);
  }
  if (min === max) {
    max = min + (min === 0 ? 1 : Math.abs(min) * 0.1);
  }
  return {min, max: fromZero ? max * 1.04 : max, log};
}
