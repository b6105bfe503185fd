// The flame graph on a canvas: draws rows of boxes, finds the box under the pointer, nothing else.
// Where the boxes stand, what they are called and which colour they have is the caller's.

import type {Palette} from '../base/colors';
import {TextWidth} from '../base/textwidth';
import {CanvasPen} from './canvaspen';
import type {Drawing} from './drawing';
import type {Pen} from './pen';
import type {BoxPen} from './boxpen';
import {PixelLines, PixelRows} from './pixelrows';
import {RowPen} from './rowpen';
import type {Row} from './rows';
import {MERGED, boxAt, boxOf} from './rows';

const LEAST_WIDTH_FOR_TEXT = 22;
const PADDING = 4;

/** What is to be drawn. */
export interface Picture {
  rows: Row[];
  /** How many rows at the top are only the way to what is zoomed in to. */
  callers: number;
  /** Whether the outermost frame stands at the bottom. */
  flipped: boolean;
  label(node: number): string;
  fill(node: number, palette: Palette): string;
  hatched(node: number): boolean;
  /** Whether a box is one of those looked for; null where nothing is looked for. */
  matches: ((node: number) => boolean) | null;
}

interface Paint {
  fill: string[];
  ink: string[];
  hatched: boolean[];
}

export interface Hit {
  /** May be MERGED. */
  node: number;
  depth: number;
  index: number;
}

const NOTHING: Picture = {
  rows: [], callers: 0, flipped: false, label: () => '', fill: () => '#888888', hatched: () => false, matches: null,
};

export class FlameView {
  picture: Picture = NOTHING;
  selected = MERGED;
  hovered = MERGED;
  rowHeight = 18;
  lastDrawMs = 0;
  private font = '';
  private width = 0;
  private height = 0;
  private readonly base: CanvasPen;
  private readonly marks: CanvasPen;
  private readonly lines = new PixelLines();
  private readonly window: HTMLElement;
  private readonly sheet: HTMLElement;
  private text: TextWidth;
  /** By depth. */
  private paints: Paint[] = [];
  private pending = false;

  /** @param box scrolls; the canvases stay in its view */
  constructor(readonly box: HTMLElement, private palette: Palette) {
    const element = (name: string, className: string) => {
      const made = document.createElement(name);
      made.className = className;
      return made;
    };
    this.base = new CanvasPen(element('canvas', '') as HTMLCanvasElement, false);
    this.marks = new CanvasPen(element('canvas', '') as HTMLCanvasElement, true);
    this.window = element('div', 'flame-window');
    this.window.append(this.base.canvas, this.marks.canvas);
    this.sheet = element('div', 'flame-sheet');
    this.sheet.append(this.window);
    box.replaceChildren(this.sheet);
    this.text = new TextWidth(this.base.context);
    box.addEventListener('scroll', () => this.draw());
  }

  /** Takes over another picture, palette or size, and draws it. */
  show(picture: Picture, palette: Palette): void {
    const font = parseFloat(getComputedStyle(this.box).fontSize);
    const flips = picture.flipped !== this.picture.flipped || this.picture === NOTHING;
    if (picture !== this.picture || palette !== this.palette) {
      this.paints = [];
    }
    this.picture = picture;
    this.palette = palette;
    this.font = Math.round(font * 0.86 * 2) / 2 + 'px system-ui, sans-serif';
    this.rowHeight = Math.round(font * 1.42);
    this.width = this.box.clientWidth;
    this.height = this.box.clientHeight;
    this.sheet.style.height = this.sheetHeight() + 'px';
    this.window.style.height = this.height + 'px';
    this.base.context.font = this.font;
    this.text = new TextWidth(this.base.context);
    if (flips) {
      this.box.scrollTop = picture.flipped ? this.sheetHeight() : 0;
    }
    this.drawNow();
  }

  private sheetHeight(): number {
    return Math.max(this.height, this.picture.rows.length * this.rowHeight + 4);
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
    const start = performance.now();
    const ratio = devicePixelRatio || 1;
    this.base.start(this.width, this.height, ratio, this.font);
    this.drawInto(this.base, new PixelRows(this.base, this.lines, ratio, this.palette.accent), this.box.scrollTop, this.height, this.sheetHeight(), ratio);
    this.drawMarks();
    this.lastDrawMs = performance.now() - start;
  }

  /** Top of a row, on the whole sheet. */
  private top(depth: number, sheetHeight: number): number {
    return this.picture.flipped ? sheetHeight - (depth + 1) * this.rowHeight : depth * this.rowHeight;
  }

  private drawInto(pen: Pen, into: BoxPen, scrolled: number, height: number, sheet: number, ratio: number): void {
    const {rows, callers} = this.picture;
    pen.alpha(1);
    pen.rect(0, 0, this.width, height, this.palette.panel);
    for (let depth = 0; depth < rows.length; depth++) {
      const y = this.top(depth, sheet) - scrolled;
      if (y + this.rowHeight < 0 || y > height) {
        continue;
      }
      this.drawRow(pen, into, depth, y, ratio);
      // Faint: the way to what is zoomed in to, not part of it.
      into.end(depth < callers ? 0.55 : 1);
    }
    into.finish();
  }

  /** Colours of a row's boxes, found out when it is first drawn; the next frames have the same. */
  private paintOf(depth: number): Paint {
    let paint = this.paints[depth];
    if (!paint) {
      const {picture, palette} = this;
      const {node} = picture.rows[depth];
      const fill = node.map((each) => (each === MERGED ? palette.faint : picture.fill(each, palette)));
      paint = {
        fill,
        ink: fill.map((each) => palette.inkOn(each)),
        hatched: node.map((each) => each !== MERGED && picture.hatched(each)),
      };
      this.paints[depth] = paint;
    }
    return paint;
  }

  private drawRow(pen: Pen, into: BoxPen, depth: number, y: number, ratio: number): void {
    const {palette, picture} = this;
    const row = picture.rows[depth];
    const {fill, ink, hatched} = this.paintOf(depth);
    const {matches} = picture;
    const boxHeight = this.rowHeight - 1;
    for (let i = 0; i < row.node.length; i++) {
      // On whole device pixels, or edges blur.
      const x = Math.round(row.x[i] * ratio) / ratio;
      const end = Math.round((row.x[i] + row.width[i]) * ratio) / ratio;
      const wide = end - x;
      const gap = wide >= 3 ? 1 : 0;
      const drawn = Math.max(wide - gap, 1 / ratio);
      const node = row.node[i];
      if (node === MERGED) {
        into.box(x, y, drawn, boxHeight, palette.faint);
        if (row.hides?.[i] === 1) {
          into.stripe(x, y, drawn, boxHeight); // in its whole height: it may be as wide as a pixel
        }
        continue;
      }
      const dimmed = matches !== null && !matches(node);
      into.box(x, y, drawn, boxHeight, dimmed ? palette.faint : fill[i]);
      if (wide >= 4 && !dimmed && hatched[i]) {
        into.later(() => pen.hatch(x, y, drawn, boxHeight));
      }
      if (matches !== null && !dimmed) {
        into.stripe(x, y + boxHeight - 3, drawn, 3);
      }
      if (wide >= LEAST_WIDTH_FOR_TEXT) {
        const label = this.text.fit(picture.label(node), wide - 2 * PADDING);
        if (label) {
          into.later(() => pen.text(label, x + PADDING, y + boxHeight / 2 + 0.5, dimmed ? palette.faintInk : ink[i]));
        }
      }
    }
  }

  /** Outlines of the selected box and the one under the pointer, on a canvas of their own. */
  drawMarks(): void {
    const {marks, rowHeight} = this;
    marks.start(this.width, this.height, devicePixelRatio || 1, this.font);
    for (const [node, line] of [[this.hovered, 1], [this.selected, 2]]) {
      const at = node === MERGED ? undefined : boxOf(this.picture.rows, node);
      if (at) {
        const row = this.picture.rows[at.depth];
        const y = this.top(at.depth, this.sheetHeight()) - this.box.scrollTop;
        marks.frame(row.x[at.index] + line / 2, y + line / 2, Math.max(row.width[at.index] - 1 - line, 1), rowHeight - 1 - line,
          this.palette.outline, line);
      }
    }
  }

  /** The box under a pointer. */
  hit(event: MouseEvent): Hit | undefined {
    const bounds = this.base.canvas.getBoundingClientRect();
    const y = event.clientY - bounds.top + this.box.scrollTop;
    const depth = Math.floor((this.picture.flipped ? this.sheetHeight() - y : y) / this.rowHeight);
    const index = boxAt(this.picture.rows[depth], event.clientX - bounds.left);
    return index < 0 ? undefined : {node: this.picture.rows[depth].node[index], depth, index};
  }

  /** Scrolls a node's box into view; answers whether it has one. */
  reveal(node: number): boolean {
    const at = boxOf(this.picture.rows, node);
    if (!at) {
      return false;
    }
    const {rowHeight, box} = this;
    const top = this.top(at.depth, this.sheetHeight());
    const margin = 2 * rowHeight;
    if (top < box.scrollTop + margin) {
      box.scrollTop = top - margin;
    } else if (top + rowHeight + margin > box.scrollTop + box.clientHeight) {
      box.scrollTop = top + rowHeight + margin - box.clientHeight;
    }
    return true;
  }

  /** Where the middle of a node's box is on the screen. */
  middleOf(node: number): {x: number; y: number} | undefined {
    const at = boxOf(this.picture.rows, node);
    if (!at) {
      return undefined;
    }
    const bounds = this.base.canvas.getBoundingClientRect();
    const row = this.picture.rows[at.depth];
    return {
      x: bounds.left + row.x[at.index] + row.width[at.index] / 2,
      y: bounds.top + this.top(at.depth, this.sheetHeight()) - this.box.scrollTop + this.rowHeight / 2,
    };
  }

  /** Number of boxes in the layout. */
  boxes(): number {
    return this.picture.rows.reduce((sum, row) => sum + row.node.length, 0);
  }

  /** All rows, also those that are scrolled out of sight. */
  drawing(): Drawing {
    const height = this.picture.rows.length * this.rowHeight + 4;
    return {
      width: this.width,
      height,
      font: this.font,
      ground: this.palette.panel,
      draw: (pen, ratio) => {
        this.drawInto(pen, new RowPen(pen, this.palette.accent), 0, height, height, ratio);
      },
    };
  }
}
