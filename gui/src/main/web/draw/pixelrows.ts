// Draws rows of boxes on a canvas, one line of pixels for each row, which the canvas then makes as high
// as the row. Of tens of thousands of boxes a browser takes four times as long to draw rectangles.

import {BoxPen} from './boxpen';
import type {CanvasPen} from './canvaspen';

interface Line {
  y: number;
  height: number;
  opacity: number;
}

/** The lines of pixels, kept from one frame to the next: a pen of one frame takes them over. */
export class PixelLines {
  private readonly canvas = document.createElement('canvas');
  private readonly context: CanvasRenderingContext2D;
  private pixels = new Uint32Array(0);
  private readonly colors = new Map<string, number>();

  constructor() {
    const context = this.canvas.getContext('2d', {willReadFrequently: true});
    if (!context) {
      throw new Error('this browser draws on no canvas');
    }
    this.context = context;
  }

  /** Room for some pixels; those that were there stay. */
  room(size: number): Uint32Array {
    if (this.pixels.length < size) {
      const larger = new Uint32Array(size * 2);
      larger.set(this.pixels);
      this.pixels = larger;
    }
    return this.pixels;
  }

  /** A pixel as canvases keep them, without its opacity. @param color #rrggbb */
  pixel(color: string): number {
    let pixel = this.colors.get(color);
    if (pixel === undefined) {
      const [red, green, blue] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
      pixel = blue << 16 | green << 8 | red;
      this.colors.set(color, pixel);
    }
    return pixel;
  }

  /** A picture of the first lines, which are forgotten. */
  picture(width: number, lines: number): HTMLCanvasElement {
    const {canvas, pixels} = this;
    if (canvas.width !== width || canvas.height < lines) {
      canvas.width = width;
      canvas.height = lines;
    }
    const used = pixels.subarray(0, width * lines);
    this.context.putImageData(new ImageData(new Uint8ClampedArray(used.buffer as ArrayBuffer, 0, used.length * 4), width, lines), 0, 0);
    used.fill(0);
    return canvas;
  }
}

export class PixelRows extends BoxPen {
  private readonly width: number;
  private readonly done: Line[] = [];
  private line: Line | null = null;
  private pixels: Uint32Array;
  private start = 0;
  private fill = '';
  private color = 0;

  constructor(private readonly canvas: CanvasPen, private readonly lines: PixelLines, private readonly ratio: number, accent: string) {
    super(canvas, accent);
    this.width = canvas.canvas.width;
    this.pixels = lines.room(this.width);
  }

  box(x: number, y: number, width: number, height: number, fill: string, opacity = 1): void {
    const {ratio} = this;
    if (this.line === null) {
      this.line = {y, height, opacity: 1};
      this.start = this.done.length * this.width;
      this.pixels = this.lines.room(this.start + this.width);
    }
    if (fill !== this.fill) {
      this.fill = fill;
      this.color = this.lines.pixel(fill);
    }
    const from = Math.max(0, Math.round(x * ratio));
    const to = Math.min(this.width, Math.max(from + 1, Math.round((x + width) * ratio)));
    const pixel = Math.round(opacity * 255) << 24 | this.color;
    const {pixels, start} = this;
    for (let at = start + from, end = start + to; at < end; at++) {
      pixels[at] = pixel;
    }
  }

  end(opacity = 1): void {
    if (this.line !== null) {
      this.line.opacity = opacity;
      this.done.push(this.line);
      this.line = null;
    }
  }

  finish(): void {
    this.end();
    if (this.done.length > 0) {
      const picture = this.lines.picture(this.width, this.done.length);
      this.done.forEach(({y, height, opacity}, line) => {
        this.canvas.alpha(opacity);
        this.canvas.stretch(picture, line, y, height, this.ratio);
      });
      this.canvas.alpha(1);
    }
    this.drawOver();
  }
}
