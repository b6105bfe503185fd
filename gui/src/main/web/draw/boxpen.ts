// Takes the boxes of rows one after the other, and what stands on them, and draws them its own way.

import type {Pen} from './pen';

export abstract class BoxPen {
  private over: (() => void)[] = [];
  private accents: number[] = [];

  /** @param accent colour of the stripes of boxes that are looked for */
  constructor(protected readonly pen: Pen, private readonly accent: string) {}

  /** @param opacity from 0 to 1 @param fill #rrggbb */
  abstract box(x: number, y: number, width: number, height: number, fill: string, opacity?: number): void;

  /** A stripe over the boxes. */
  stripe(x: number, y: number, width: number, height: number): void {
    this.accents.push(x, y, width, height);
  }

  /** What is drawn last. */
  later(draw: () => void): void {
    this.over.push(draw);
  }

  /** Ends the row, whose boxes stand side by side. @param opacity of all of it */
  abstract end(opacity?: number): void;

  /** Ends the last row; nothing is drawn with this pen afterwards. */
  abstract finish(): void;

  protected drawOver(): void {
    if (this.accents.length > 0) {
      this.pen.rects(this.accents, this.accent);
      this.accents = [];
    }
    this.over.forEach((draw) => draw());
    this.over = [];
  }
}
