// The timeline on a canvas: lanes of boxes and lines over a window of time. Which lanes there are,
// what is in them and which window is shown is the caller's.

import type {Palette} from '../base/colors';
import {causeColor, groupColor, layerOf} from '../base/colors';
import {formatTick, formatNs, formatValue, ticks} from '../base/format';
import {Inputs} from '../base/inputs';
import {named, shown} from '../base/names';
import {TextWidth} from '../base/textwidth';
import {CanvasPen} from './canvaspen';
import type {Drawing} from './drawing';
import type {Pen} from './pen';
import type {BoxPen} from './boxpen';
import {PixelLines, PixelRows} from './pixelrows';
import {RowPen} from './rowpen';

/** Boxes of a lane as columns; of several slices where `n` is more than one. */
export interface LaneBoxes {
  row: ArrayLike<number>;
  t: ArrayLike<number>;
  d: ArrayLike<number>;
  n: ArrayLike<number>;
  busy: ArrayLike<number>;
  slice: ArrayLike<number>;
  name: ArrayLike<number>;
  kind: ArrayLike<number>;
  match?: ArrayLike<number>;
  lit?: ArrayLike<number>;
  names: string[];
  kinds: string[];
}

export interface LaneLine {
  t: ArrayLike<number>;
  min: ArrayLike<number>;
  max: ArrayLike<number>;
  last: ArrayLike<number>;
}

/** One line of the picture: a heading, boxes in rows, or a counter. */
export interface Lane {
  key: string;
  kind: 'group' | 'boxes' | 'idle' | 'path' | 'steps' | 'counter';
  top: number;
  height: number;
  rowHeight: number;
  rows: number;
  track: number;
  unit: string;
  min: number;
  max: number;
}

/** Where a slice stands. */
export interface Spot {
  track: number;
  row: number;
  t: number;
  d: number;
}

export interface Arrow {
  from: Spot;
  to: Spot;
}

export interface Scene {
  lanes: Lane[];
  boxes: Map<number, LaneBoxes>;
  lines: Map<number, LaneLine>;
  /** Another one whenever there are other boxes or lines in the maps. */
  version: number;
  t0: number;
  t1: number;
  start: number;
  end: number;
  range: [number, number] | null;
  selected: Spot | null;
  arrows: Arrow[];
  /** Slices of the critical path within the window. */
  critical: Spot[];
  /** Whether boxes that do not match are to be faint. */
  searching: boolean;
  lighting: boolean;
}

export interface TimelineHit {
  lane: Lane;
  time: number;
  row: number;
  /** Index in the lane's boxes; -1 for none. */
  box: number;
}

const LEAST_WIDTH_FOR_TEXT = 24;
const LEAST_HEIGHT_FOR_TEXT = 11;
const PADDING = 3;

export class TimelineView {
  scene: Scene | null = null;
  hovered: TimelineHit | null = null;
  lastDrawMs = 0;
  lastBoxes = 0;
  private font = '';
  private width = 0;
  private height = 0;
  private text: TextWidth;
  private readonly base: CanvasPen;
  private readonly marks: CanvasPen;
  private readonly ruler: CanvasPen;
  private readonly lines = new PixelLines();
  private readonly laneOf = new Map<number, Lane>();
  private pending = false;
  private readonly pictured = new Inputs();
  private readonly marked = new Inputs();
  /** Size of the canvas of marks while there are none on it. */
  private blank = '';
  /** A number for each name, so that neighbours differ and a name keeps its shade. */
  private readonly shades = new WeakMap<string[], Int32Array>();

  constructor(readonly window: HTMLElement, readonly rulerBox: HTMLElement, private readonly scroller: HTMLElement, private palette: Palette) {
    this.base = new CanvasPen(document.createElement('canvas'), false);
    this.marks = new CanvasPen(document.createElement('canvas'), true);
    this.ruler = new CanvasPen(document.createElement('canvas'), false);
    window.replaceChildren(this.base.canvas, this.marks.canvas);
    rulerBox.replaceChildren(this.ruler.canvas);
    this.text = new TextWidth(this.base.context);
  }

  /** Takes over another scene, palette or size, and draws what that changes. */
  show(scene: Scene, palette: Palette, width: number, height: number): void {
    const size = parseFloat(getComputedStyle(this.window).fontSize);
    const font = Math.round(size * 0.82 * 2) / 2 + 'px system-ui, sans-serif';
    this.scene = scene;
    this.palette = palette;
    this.width = width;
    this.height = height;
    this.laneOf.clear();
    for (const lane of scene.lanes) {
      if (lane.track >= 0) {
        this.laneOf.set(lane.track, lane);
      }
    }
    if (font !== this.font) {
      this.font = font;
      this.base.context.font = font;
      this.text = new TextWidth(this.base.context);
    }
    const place = [palette, width, height, font, devicePixelRatio, this.scroller.scrollTop, scene.lanes, scene.version, scene.t0, scene.t1];
    const marked = this.marked.changed([...place, scene.selected, scene.arrows, scene.critical]);
    if (this.pictured.changed([...place, scene.start, scene.end, scene.range?.[0], scene.range?.[1], scene.searching, scene.lighting])) {
      this.draw();
    } else if (marked) {
      this.drawMarks();
    }
  }

  /** Draws before the next frame, once however often it is asked for. */
  draw(): void {
    if (!this.pending) {
      this.pending = true;
      requestAnimationFrame(() => {
        this.pending = false;
        this.drawNow();
      });
    }
  }

  private drawNow(): void {
    const {scene} = this;
    if (!scene || this.width < 1) {
      return;
    }
    const start = performance.now();
    const ratio = devicePixelRatio || 1;
    this.base.start(this.width, this.height, ratio, this.font);
    this.lastBoxes = this.drawLanes(this.base, new PixelRows(this.base, this.lines, ratio, this.palette.accent), scene, this.scroller.scrollTop, this.height, ratio);
    this.drawMarks();
    const rulerHeight = this.rulerBox.clientHeight;
    this.ruler.start(this.width, rulerHeight, ratio, this.font);
    this.drawRuler(this.ruler, scene, rulerHeight);
    this.lastDrawMs = performance.now() - start;
  }

  private drawLanes(pen: Pen, into: BoxPen, scene: Scene, scrolled: number, height: number, ratio: number): number {
    const {palette, width} = this;
    pen.rect(0, 0, width, height, palette.panel);
    let boxes = 0;
    for (const lane of scene.lanes) {
      const y = lane.top - scrolled;
      if (y + lane.height < 0 || y > height) {
        continue;
      }
      if (lane.kind === 'group') {
        pen.rect(0, y, width, lane.height, palette.ground);
      } else if (lane.kind === 'counter') {
        this.drawCounter(pen, scene, lane, y);
      } else {
        boxes += this.drawBoxes(pen, into, scene, lane, y, ratio);
      }
      pen.rect(0, y + lane.height - 1, width, 1, palette.line);
    }
    into.finish();
    this.drawOutside(pen, scene, height);
    return boxes;
  }

  private x(time: number): number {
    const {t0, t1} = this.scene as Scene;
    return (time - t0) / (t1 - t0) * this.width;
  }

  private drawBoxes(pen: Pen, into: BoxPen, scene: Scene, lane: Lane, top: number, ratio: number): number {
    const boxes = scene.boxes.get(lane.track);
    if (!boxes) {
      return 0;
    }
    const {palette, width} = this;
    const {t, d, n, row, kind, name, names, kinds} = boxes;
    const scale = width / (scene.t1 - scene.t0);
    const shade = this.shadesOf(names);
    const high = Math.max(1, lane.rowHeight - (lane.rowHeight > 5 ? 1 : 0));
    const least = 1 / ratio;
    const kindColors = kinds.map((each) => layerOf(each).color);
    let drawn = 0;
    for (let i = 0; i < t.length; i++) {
      if (i > 0 && row[i] !== row[i - 1]) {
        into.end();
      }
      const left = (t[i] - scene.t0) * scale;
      const right = left + d[i] * scale;
      if (right < 0 || left > width) {
        continue;
      }
      const y = top + row[i] * lane.rowHeight;
      if (y + lane.rowHeight < 0 || y > this.height + lane.rowHeight && this.height > 0 && pen === this.base) {
        continue;
      }
      drawn++;
      const from = Math.max(-2, left);
      const wide = Math.max(least, Math.min(width + 2, right) - from - (right - left >= 3 ? 1 : 0));
      const dimmed = scene.searching && boxes.match !== undefined && boxes.match[i] === 0
        || scene.lighting && boxes.lit !== undefined && boxes.lit[i] === 0;
      const idle = lane.kind === 'idle';
      const byCause = idle || lane.kind === 'path';
      const color = dimmed ? palette.faint
        : byCause ? palette.shade(causeColor(names[name[i]]), 0)
        : palette.shade(kindColors[kind[i]], shade[name[i]]);
      // Of several slices: as deep as the part of the time that they take.
      into.box(from, y, wide, high, color, n[i] > 1 ? 0.3 + 0.7 * Math.min(1, d[i] > 0 ? boxes.busy[i] / d[i] : 1) : 1);
      if (!dimmed && (scene.searching || scene.lighting) && high > 4) {
        into.stripe(from, y + high - 2, wide, 2);
      }
      if (idle && wide >= 4) {
        into.later(() => pen.hatch(from, y, wide, high));
      }
      if (wide >= LEAST_WIDTH_FOR_TEXT && high >= LEAST_HEIGHT_FOR_TEXT) {
        const start = Math.max(0, from);
        const label = n[i] > 1 ? n[i] + ' slices' : shown(named(names[name[i]]));
        const fitted = this.text.fit(label, from + wide - start - 2 * PADDING);
        if (fitted) {
          into.later(() => pen.text(fitted, start + PADDING, y + high / 2 + 0.5, dimmed ? palette.faintInk : palette.ink));
        }
      }
    }
    into.end();
    return drawn;
  }

  private shadesOf(names: string[]): Int32Array {
    let shades = this.shades.get(names);
    if (!shades) {
      shades = Int32Array.from(names, (name) => {
        let hash = 17;
        for (let i = 0; i < name.length && i < 60; i++) {
          hash = Math.imul(hash, 31) + name.charCodeAt(i) | 0;
        }
        return hash;
      });
      this.shades.set(names, shades);
    }
    return shades;
  }

  private drawCounter(pen: Pen, scene: Scene, lane: Lane, top: number): void {
    const line = scene.lines.get(lane.track);
    const {palette, width} = this;
    if (!line || line.t.length === 0) {
      return;
    }
    const low = Math.min(0, lane.min);
    const span = Math.max(lane.max - low, Number.MIN_VALUE);
    const bottom = top + lane.height - 2;
    const room = lane.height - 5;
    const place = (value: number) => bottom - (value - low) / span * room;
    const fill = palette.shade(groupColor(lane.key), 1);
    const area: number[] = [];
    for (let i = 0; i < line.t.length; i++) {
      const x = Math.max(0, this.x(line.t[i]));
      const next = i + 1 < line.t.length ? this.x(line.t[i + 1]) : width;
      if (next < 0) {
        continue;
      }
      if (x > width) {
        break;
      }
      const y = place(line.last[i]);
      if (area.length === 0) {
        area.push(x, bottom);
      }
      area.push(x, y, Math.min(width, next), y);
      const highest = place(line.max[i]);
      const lowest = place(line.min[i]);
      if (lowest - highest > 1.5) {
        pen.rect(x, highest, 1, lowest - highest, fill);
      }
    }
    if (area.length > 0) {
      area.push(area[area.length - 2], bottom);
      pen.alpha(0.55);
      pen.polygon(area, fill);
      pen.alpha(1);
      pen.line(area.slice(2, -2), palette.dark ? fill : palette.muted, 1);
    }
  }

  /** What is before and after the run, and outside of the chosen range. */
  private drawOutside(pen: Pen, scene: Scene, height: number): void {
    const {palette, width} = this;
    const veil = (from: number, to: number, color: string, alpha: number) => {
      const left = Math.max(0, from);
      const right = Math.min(width, to);
      if (right > left) {
        pen.alpha(alpha);
        pen.rect(left, 0, right - left, height, color);
        pen.alpha(1);
      }
    };
    veil(0, this.x(scene.start), palette.ground, 0.8);
    veil(this.x(scene.end), width, palette.ground, 0.8);
    if (scene.range) {
      const [from, to] = scene.range.map((time) => this.x(time));
      veil(0, from, palette.ground, 0.62);
      veil(to, width, palette.ground, 0.62);
      for (const x of [from, to]) {
        if (x >= 0 && x <= width) {
          pen.rect(x - 0.5, 0, 1.5, height, palette.accent);
        }
      }
    }
  }

  private spotPlace(spot: Spot, scrolled: number): {x: number; y: number; width: number; height: number} | undefined {
    const lane = this.laneOf.get(spot.track);
    if (!lane || spot.row >= lane.rows) {
      return undefined;
    }
    const x = this.x(spot.t);
    return {x, y: lane.top - scrolled + spot.row * lane.rowHeight, width: Math.max(1.5, this.x(spot.t + spot.d) - x), height: Math.max(2, lane.rowHeight - 1)};
  }

  /** Outlines and arrows, on a canvas of their own. */
  drawMarks(): void {
    const {scene, marks} = this;
    if (!scene) {
      return;
    }
    // A browser takes over every pixel of a canvas that was touched, and there is mostly nothing on this one.
    const any = this.hovered !== null || scene.selected !== null || scene.arrows.length > 0 || scene.critical.length > 0;
    const blank = any ? '' : [this.width, this.height, devicePixelRatio].join(' ');
    if (!any && blank === this.blank) {
      return;
    }
    this.blank = blank;
    marks.start(this.width, this.height, devicePixelRatio || 1, this.font);
    this.drawMarksInto(marks, scene, this.scroller.scrollTop);
  }

  private drawMarksInto(pen: Pen, scene: Scene, scrolled: number): void {
    const {palette, hovered} = this;
    for (const spot of scene.critical) {
      const at = this.spotPlace(spot, scrolled);
      if (at) {
        pen.rect(at.x, at.y, at.width, 3, palette.accent);
      }
    }
    for (const arrow of scene.arrows) {
      const from = this.spotPlace(arrow.from, scrolled);
      const to = this.spotPlace(arrow.to, scrolled);
      if (from && to) {
        this.drawArrow(pen, from, to);
      }
    }
    if (hovered && hovered.box >= 0) {
      const boxes = scene.boxes.get(hovered.lane.track);
      if (boxes && hovered.box < boxes.t.length) {
        this.outline(pen, {track: hovered.lane.track, row: boxes.row[hovered.box], t: boxes.t[hovered.box], d: boxes.d[hovered.box]}, scrolled, 1);
      }
    }
    if (scene.selected) {
      this.outline(pen, scene.selected, scrolled, 2);
    }
    if (hovered) {
      pen.line([this.x(hovered.time), 0, this.x(hovered.time), this.height], palette.muted, 1, true);
    }
  }

  private outline(pen: Pen, spot: Spot, scrolled: number, line: number): void {
    const at = this.spotPlace(spot, scrolled);
    if (at) {
      const left = Math.max(-3, at.x);
      const right = Math.min(this.width + 3, at.x + at.width);
      if (right > left) {
        pen.frame(left, at.y, right - left, at.height, this.palette.outline, line);
      }
    }
  }

  private drawArrow(pen: Pen, from: {x: number; y: number; width: number; height: number}, to: {x: number; y: number; height: number}): void {
    const x1 = from.x;
    const y1 = from.y + from.height / 2;
    const x2 = to.x;
    const y2 = to.y + to.height / 2;
    const bend = Math.max(18, Math.abs(x2 - x1) / 2);
    const points = [];
    for (let i = 0; i <= 20; i++) {
      const s = i / 20;
      const r = 1 - s;
      points.push(
        r * r * r * x1 + 3 * r * r * s * (x1 + bend) + 3 * r * s * s * (x2 - bend) + s * s * s * x2,
        r * r * r * y1 + 3 * r * r * s * y1 + 3 * r * s * s * y2 + s * s * s * y2);
    }
    pen.line(points, this.palette.outline, 1.5);
    pen.polygon([x2, y2, x2 - 7, y2 - 3.5, x2 - 7, y2 + 3.5], this.palette.outline);
  }

  private drawRuler(pen: Pen, scene: Scene, height: number): void {
    const {palette, width} = this;
    pen.rect(0, 0, width, height, palette.ground);
    const places = ticks(scene.t0, scene.t1, Math.max(2, width / 120));
    const step = places.length > 1 ? places[1] - places[0] : scene.t1 - scene.t0;
    const chosen = this.lengthOf(scene);
    for (const place of places) {
      const x = Math.round(this.x(place)) + 0.5;
      const label = formatTick(place, step);
      pen.rect(x, height - 6, 1, 6, palette.muted);
      // Half a time under the length of the range would be another time.
      if (!chosen || x + 4 + this.text.of(label) < chosen.left || x > chosen.left + chosen.width) {
        pen.text(label, x + 4, height / 2, palette.muted);
      }
    }
    if (scene.range) {
      const [from, to] = scene.range.map((time) => this.x(time));
      const left = Math.max(0, from);
      const right = Math.min(width, to);
      if (right > left) {
        pen.alpha(0.25);
        pen.rect(left, 0, right - left, height, palette.accent);
        pen.alpha(1);
        pen.rect(left, height - 3, right - left, 3, palette.accent);
      }
    }
    if (chosen) {
      pen.rect(chosen.left, 2, chosen.width, height - 7, palette.ground);
      pen.text(chosen.label, chosen.left + 4, height / 2 - 1, palette.text);
    }
  }

  /** How long the range is, in words, and where they stand on the ruler. */
  private lengthOf(scene: Scene): {label: string; left: number; width: number} | null {
    if (!scene.range) {
      return null;
    }
    const [from, to] = scene.range.map((time) => this.x(time));
    const left = Math.max(0, from) + 3;
    const room = Math.min(this.width, to) - left - 3;
    const label = room > 0 ? this.text.fit(formatNs(scene.range[1] - scene.range[0]), room - 8) : '';
    return label === '' ? null : {label, left, width: Math.min(room, this.text.of(label) + 8)};
  }

  /** The time at a place of the window. */
  timeAt(clientX: number): number {
    const bounds = this.base.canvas.getBoundingClientRect();
    const {t0, t1} = this.scene as Scene;
    return t0 + (clientX - bounds.left) / Math.max(1, this.width) * (t1 - t0);
  }

  /** What is under a pointer. */
  hit(event: MouseEvent): TimelineHit | null {
    const {scene} = this;
    if (!scene) {
      return null;
    }
    const bounds = this.base.canvas.getBoundingClientRect();
    const y = event.clientY - bounds.top + this.scroller.scrollTop;
    const lane = scene.lanes.find((each) => y >= each.top && y < each.top + each.height);
    if (!lane) {
      return null;
    }
    const time = this.timeAt(event.clientX);
    const row = lane.rowHeight > 0 ? Math.floor((y - lane.top) / lane.rowHeight) : 0;
    return {lane, time, row, box: this.boxAt(scene, lane, row, time)};
  }

  /** The box of a row at a time, or one so near that it is meant. */
  private boxAt(scene: Scene, lane: Lane, row: number, time: number): number {
    const boxes = scene.boxes.get(lane.track);
    if (!boxes) {
      return -1;
    }
    const slack = 2 * (scene.t1 - scene.t0) / Math.max(1, this.width);
    let best = -1;
    let bestDistance = slack;
    for (let i = 0; i < boxes.t.length; i++) {
      if (boxes.row[i] !== row) {
        continue;
      }
      const before = boxes.t[i] - time;
      const after = time - boxes.t[i] - boxes.d[i];
      const distance = Math.max(before, after, 0);
      if (distance < bestDistance || distance === 0) {
        best = i;
        bestDistance = distance;
      }
    }
    return best;
  }

  /** Value of a counter at a time; null where it has none yet. */
  valueAt(lane: Lane, time: number): string | null {
    const line = this.scene?.lines.get(lane.track);
    if (!line) {
      return null;
    }
    let value: number | null = null;
    for (let i = 0; i < line.t.length && line.t[i] <= time; i++) {
      value = line.last[i];
    }
    return value === null ? null : formatValue(value, lane.unit);
  }

  lane(track: number): Lane | undefined {
    return this.laneOf.get(track);
  }

  /** What is in view, with the names of the lanes at the left. */
  drawing(labelOf: (lane: Lane) => string, gutter: number): Drawing {
    const {palette, scene, scroller, text} = this;
    const rulerHeight = this.rulerBox.clientHeight;
    return {
      width: gutter + this.width,
      height: rulerHeight + this.height,
      font: this.font,
      ground: palette.ground,
      draw: (pen, ratio) => {
        if (!scene) {
          return;
        }
        const moved = new Moved(pen, gutter, 0);
        this.drawRuler(moved, scene, rulerHeight);
        const lower = new Moved(pen, gutter, rulerHeight);
        pen.clip(0, rulerHeight, gutter + this.width, this.height, () => {
          this.drawLanes(lower, new RowPen(lower, palette.accent), scene, scroller.scrollTop, this.height, ratio);
          this.drawMarksInto(lower, scene, scroller.scrollTop);
          for (const lane of scene.lanes) {
            const y = rulerHeight + lane.top - scroller.scrollTop;
            if (y + lane.height > rulerHeight && y < rulerHeight + this.height) {
              pen.rect(0, y, gutter, lane.height, lane.kind === 'group' ? palette.ground : palette.panel);
              pen.text(text.fit(labelOf(lane), gutter - 12), 6, y + Math.min(lane.height, 22) / 2, palette.text);
            }
          }
        });
      },
    };
  }
}

/** A pen that draws somewhere else. */
class Moved implements Pen {
  constructor(private readonly pen: Pen, private readonly dx: number, private readonly dy: number) {}

  private points(points: ArrayLike<number>): number[] {
    return Array.from(points, (place, i) => place + (i % 2 === 0 ? this.dx : this.dy));
  }

  rect(x: number, y: number, width: number, height: number, fill: string): void {
    this.pen.rect(x + this.dx, y + this.dy, width, height, fill);
  }

  rects(rects: ArrayLike<number>, fill: string): void {
    this.pen.rects(Array.from(rects, (part, i) => part + (i % 4 === 0 ? this.dx : i % 4 === 1 ? this.dy : 0)), fill);
  }

  frame(x: number, y: number, width: number, height: number, stroke: string, line: number): void {
    this.pen.frame(x + this.dx, y + this.dy, width, height, stroke, line);
  }

  text(text: string, x: number, y: number, fill: string, align?: 'left' | 'right' | 'center'): void {
    this.pen.text(text, x + this.dx, y + this.dy, fill, align);
  }

  line(points: ArrayLike<number>, stroke: string, width: number, dashed?: boolean): void {
    this.pen.line(this.points(points), stroke, width, dashed);
  }

  polygon(points: ArrayLike<number>, fill: string): void {
    this.pen.polygon(this.points(points), fill);
  }

  circle(x: number, y: number, radius: number, fill: string, stroke?: string): void {
    this.pen.circle(x + this.dx, y + this.dy, radius, fill, stroke);
  }

  upwards(text: string, x: number, y: number, fill: string): void {
    this.pen.upwards(text, x + this.dx, y + this.dy, fill);
  }

  hatch(x: number, y: number, width: number, height: number): void {
    this.pen.hatch(x + this.dx, y + this.dy, width, height);
  }

  clip(x: number, y: number, width: number, height: number, draw: () => void): void {
    this.pen.clip(x + this.dx, y + this.dy, width, height, draw);
  }

  alpha(alpha: number): void {
    this.pen.alpha(alpha);
  }
}
