// Draws rows of boxes with any pen. The rectangles of a row are collected by colour and filled
// together, and what stands on them comes after.

import {BoxPen} from './boxpen';

const OPACITIES = 8;

export class RowPen extends BoxPen {
  /** By opacity, the last one full, then by colour: x, y, width and height of each rectangle. */
  private readonly fills = Array.from({length: OPACITIES + 1}, () => new Map<string, number[]>());

  /** Opacity is drawn in eight steps. */
  box(x: number, y: number, width: number, height: number, fill: string, opacity = 1): void {
    const fills = this.fills[Math.round(opacity * OPACITIES)];
    let list = fills.get(fill);
    if (!list) {
      list = [];
      fills.set(fill, list);
    }
    list.push(x, y, width, height);
  }

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
    this.drawOver();
    pen.alpha(1);
  }

  finish(): void {
    this.end();
  }
}
