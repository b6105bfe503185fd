// What views draw with. The same drawing goes to the screen and into an exported picture.

export type Align = 'left' | 'right' | 'center';

/** Places in CSS pixels, colours as CSS has them. */
export interface Pen {
  rect(x: number, y: number, width: number, height: number, fill: string): void;
  /** Many at once: x, y, width and height of each. */
  rects(rects: ArrayLike<number>, fill: string): void;
  frame(x: number, y: number, width: number, height: number, stroke: string, line: number): void;
  /** One line of text, its middle at `y`. */
  text(text: string, x: number, y: number, fill: string, align?: Align): void;
  line(points: ArrayLike<number>, stroke: string, width: number, dashed?: boolean): void;
  polygon(points: ArrayLike<number>, fill: string): void;
  circle(x: number, y: number, radius: number, fill: string, stroke?: string): void;
  /** A vertical text that reads upwards, its middle at `y`. */
  upwards(text: string, x: number, y: number, fill: string): void;
  hatch(x: number, y: number, width: number, height: number): void;
  clip(x: number, y: number, width: number, height: number, draw: () => void): void;
  /** Of all that is drawn until it is set again. */
  alpha(alpha: number): void;
}

const HATCH_DISTANCE = 7;

/** Ends of the lines that hatch a box: x1, y1, x2, y2 of each. */
export function hatching(x: number, y: number, width: number, height: number): number[] {
  const lines = [];
  for (let at = x - height; at < x + width; at += HATCH_DISTANCE) {
    lines.push(at, y + height, at + height, y);
  }
  return lines;
}

export const HATCH_COLOR = 'rgba(0, 0, 0, 0.18)';
