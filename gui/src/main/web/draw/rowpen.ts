// Draws one row of boxes. Its rectangles are collected by colour and filled together, and what stands
// on them comes after: filling each by itself takes a browser five times as long.

import type {Pen} from './pen';

const OPACITIES = 8;

export class RowPen {
  /** By opacity, the last one full, then by colour: x, y, width and height of each rectangle. */
  private readonly fills = Array.from({length: OPACITIES + 1}, () => new Map<string, number[]>());
  private readonly over: (() => void)[] = [];
  private readonly accents: number[] = [];

  /** @param accent colour of the stripes of boxes that are looked for */
  constructor(private readonly pen: Pen, private readonly accent: string) {}

  /** @param opacity from 0 to 1, drawn in eight steps */
  box(x: number, y: number, width: number, height: number, fill: string, opacity = 1): void {
    const fills = this.fills[Math.round(opacity * OPACITIES)];
    let list = fills.get(fill);
    if (!list) {
      list = [];
      fills.set(fill, list);
    }
    list.push(x, y, width, height);
  }

  /** A stripe over the boxes. */
  stripe(x: number, y: number, width: number, height: number): void {
    this.accents.push(x, y, width, height);
  }

  /** What is drawn last. */
  later(draw: () => void): void {
    this.over.push(draw);
  }

  /** Draws the row. @param opacity of all of it */
  end(opacity = 1): void {
    const {pen} = this;
    this.fills.forEach((fills, level) => {
      for (const [fill, list] of fills) {
        if (list.length > 0) {
          pen.alpha(opacity * level / OPACITIES);
          pen.rects(list, fill);
          list.length = 0;
        }
      }
    });
    pen.alpha(opacity);
    if (this.accents.length > 0) {
      pen.rects(this.accents, this.accent);
      this.accents.length = 0;
    }
    this.over.forEach((draw) => draw());
    this.over.length = 0;
  }
}
