// A picture that can be exported: what it shows does not depend on where it is drawn.

import {CanvasPen} from './canvaspen';
import type {Pen} from './pen';
import {SvgPen} from './svgpen';

export interface Drawing {
  width: number;
  height: number;
  font: string;
  ground: string;
  /** @param ratio device pixels for each of CSS */
  draw(pen: Pen, ratio: number): void;
}

/** More pixels than browsers allow in one canvas make an empty picture. */
const MOST_PIXELS = 16_000;

export function svgOf(drawing: Drawing): Blob {
  const pen = new SvgPen(drawing.width, drawing.height, drawing.font, drawing.ground);
  drawing.draw(pen, 1);
  return new Blob([pen.document()], {type: 'image/svg+xml'});
}

export function pngOf(drawing: Drawing): Promise<Blob> {
  const ratio = Math.min(2, MOST_PIXELS / drawing.width, MOST_PIXELS / drawing.height);
  const pen = new CanvasPen(document.createElement('canvas'), false);
  pen.start(drawing.width, drawing.height, ratio, drawing.font);
  pen.rect(0, 0, drawing.width, drawing.height, drawing.ground);
  drawing.draw(pen, ratio);
  return new Promise((done, failed) => pen.canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('the picture is too large'))), 'image/png'));
}

/** Hands a file to the reader. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
