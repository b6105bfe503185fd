// Draws on a canvas whose pixels may be smaller than those of CSS.

import type {Align, Pen} from './pen';
import {HATCH_COLOR, hatching} from './pen';

export class CanvasPen implements Pen {
  readonly context: CanvasRenderingContext2D;
  private filled = '';

  constructor(readonly canvas: HTMLCanvasElement, alpha: boolean) {
    const context = canvas.getContext('2d', {alpha});
    if (!context) {
      throw new Error('this browser draws on no canvas');
    }
    this.context = context;
  }

  /** Prepares for drawing anew; a canvas that is resized forgets everything. */
  start(width: number, height: number, ratio: number, font: string): void {
    const wide = Math.max(1, Math.round(width * ratio));
    const high = Math.max(1, Math.round(height * ratio));
    if (this.canvas.width !== wide || this.canvas.height !== high) {
      this.canvas.width = wide;
      this.canvas.height = high;
      this.canvas.style.width = width + 'px';
      this.canvas.style.height = height + 'px';
    }
    const {context} = this;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.globalAlpha = 1;
    context.font = font;
    context.textBaseline = 'middle';
    context.direction = 'ltr';
    this.filled = '';
  }

  private fill(color: string): void {
    // Setting a colour parses it, also where it is the same.
    if (color !== this.filled) {
      this.context.fillStyle = color;
      this.filled = color;
    }
  }

  rect(x: number, y: number, width: number, height: number, fill: string): void {
    this.fill(fill);
    this.context.fillRect(x, y, width, height);
  }

  rects(rects: ArrayLike<number>, fill: string): void {
    const {context} = this;
    this.fill(fill);
    context.beginPath();
    for (let i = 0; i < rects.length; i += 4) {
      context.rect(rects[i], rects[i + 1], rects[i + 2], rects[i + 3]);
    }
    context.fill();
  }

  /** One line of pixels of a picture over the whole width, as high as a row. */
  stretch(picture: CanvasImageSource, line: number, y: number, height: number, ratio: number): void {
    const {context} = this;
    const wide = this.canvas.width;
    const top = Math.round(y * ratio);
    context.imageSmoothingEnabled = false;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(picture, 0, line, wide, 1, 0, top, wide, Math.max(1, Math.round((y + height) * ratio) - top));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  frame(x: number, y: number, width: number, height: number, stroke: string, line: number): void {
    this.context.setLineDash([]);
    this.context.strokeStyle = stroke;
    this.context.lineWidth = line;
    this.context.strokeRect(x, y, width, height);
  }

  text(text: string, x: number, y: number, fill: string, align: Align = 'left'): void {
    this.fill(fill);
    this.context.textAlign = align;
    this.context.fillText(text, x, y);
  }

  line(points: ArrayLike<number>, stroke: string, width: number, dashed = false): void {
    const {context} = this;
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.setLineDash(dashed ? [4, 3] : []);
    this.path(points);
    context.stroke();
  }

  polygon(points: ArrayLike<number>, fill: string): void {
    this.fill(fill);
    this.path(points);
    this.context.fill();
  }

  private path(points: ArrayLike<number>): void {
    const {context} = this;
    context.beginPath();
    for (let i = 0; i < points.length; i += 2) {
      context.lineTo(points[i], points[i + 1]);
    }
  }

  circle(x: number, y: number, radius: number, fill: string, stroke?: string): void {
    const {context} = this;
    this.fill(fill);
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
    if (stroke) {
      context.setLineDash([]);
      context.strokeStyle = stroke;
      context.lineWidth = 1;
      context.stroke();
    }
  }

  upwards(text: string, x: number, y: number, fill: string): void {
    const {context} = this;
    context.save();
    context.translate(x, y);
    context.rotate(-Math.PI / 2);
    context.textAlign = 'center';
    context.fillStyle = fill;
    context.fillText(text, 0, 0);
    context.restore();
  }

  hatch(x: number, y: number, width: number, height: number): void {
    const {context} = this;
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    context.beginPath();
    const lines = hatching(x, y, width, height);
    for (let i = 0; i < lines.length; i += 4) {
      context.moveTo(lines[i], lines[i + 1]);
      context.lineTo(lines[i + 2], lines[i + 3]);
    }
    context.setLineDash([]);
    context.strokeStyle = HATCH_COLOR;
    context.lineWidth = 1.5;
    context.stroke();
    context.restore();
  }

  clip(x: number, y: number, width: number, height: number, draw: () => void): void {
    const {context} = this;
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    draw();
    context.restore();
    this.filled = '';
  }

  alpha(alpha: number): void {
    this.context.globalAlpha = alpha;
  }
}
