// Draws into an SVG document. Names stand in it as text nodes, so that none can become markup, and
// without what XML cannot hold, which a serializer writes all the same.

import {visible} from '../base/names';
import type {Align, Pen} from './pen';
import {HATCH_COLOR, hatching} from './pen';

const SVG = 'http://www.w3.org/2000/svg';
const ANCHORS = {left: 'start', right: 'end', center: 'middle'};

type Attributes = Record<string, string | number>;

export class SvgPen implements Pen {
  readonly root: SVGElement;
  private into: SVGElement;
  private opacity = 1;
  private clips = 0;

  constructor(width: number, height: number, private readonly font: string, ground: string) {
    this.root = this.element('svg', {width, height, viewBox: `0 0 ${width} ${height}`});
    this.into = this.root;
    this.add('rect', {width, height, fill: ground});
  }

  private element(name: string, attributes: Attributes): SVGElement {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) {
      element.setAttribute(key, typeof value === 'number' ? String(Math.round(value * 100) / 100) : value);
    }
    return element;
  }

  private add(name: string, attributes: Attributes): SVGElement {
    const element = this.element(name, this.opacity < 1 ? {...attributes, opacity: this.opacity} : attributes);
    this.into.append(element);
    return element;
  }

  rect(x: number, y: number, width: number, height: number, fill: string): void {
    this.add('rect', {x, y, width: Math.max(0, width), height: Math.max(0, height), fill});
  }

  rects(rects: ArrayLike<number>, fill: string): void {
    for (let i = 0; i < rects.length; i += 4) {
      this.rect(rects[i], rects[i + 1], rects[i + 2], rects[i + 3], fill);
    }
  }

  frame(x: number, y: number, width: number, height: number, stroke: string, line: number): void {
    this.add('rect', {x, y, width: Math.max(0, width), height: Math.max(0, height), fill: 'none', stroke, 'stroke-width': line});
  }

  text(text: string, x: number, y: number, fill: string, align: Align = 'left'): void {
    this.write(text, {x, y, fill, 'text-anchor': ANCHORS[align]});
  }

  upwards(text: string, x: number, y: number, fill: string): void {
    this.write(text, {x, y, fill, 'text-anchor': 'middle', transform: `rotate(-90 ${x} ${y})`});
  }

  private write(text: string, attributes: Attributes): void {
    const size = /([\d.]+px) (.*)/.exec(this.font);
    this.add('text', {...attributes, 'font-size': size?.[1] ?? '12px', 'font-family': size?.[2] ?? 'sans-serif', 'dominant-baseline': 'central'}).textContent = visible(text);
  }

  line(points: ArrayLike<number>, stroke: string, width: number, dashed = false): void {
    this.add('polyline', {points: places(points), fill: 'none', stroke, 'stroke-width': width, ...(dashed ? {'stroke-dasharray': '4 3'} : {})});
  }

  polygon(points: ArrayLike<number>, fill: string): void {
    this.add('polygon', {points: places(points), fill});
  }

  circle(x: number, y: number, radius: number, fill: string, stroke?: string): void {
    this.add('circle', {cx: x, cy: y, r: radius, fill, ...(stroke ? {stroke} : {})});
  }

  hatch(x: number, y: number, width: number, height: number): void {
    this.clip(x, y, width, height, () => {
      const lines = hatching(x, y, width, height);
      for (let i = 0; i < lines.length; i += 4) {
        this.line(lines.slice(i, i + 4), HATCH_COLOR, 1.5);
      }
    });
  }

  clip(x: number, y: number, width: number, height: number, draw: () => void): void {
    const id = 'clip-' + ++this.clips;
    const path = this.element('clipPath', {id});
    path.append(this.element('rect', {x, y, width: Math.max(0, width), height: Math.max(0, height)}));
    const outer = this.into;
    this.into = this.element('g', {'clip-path': `url(#${id})`});
    outer.append(path, this.into);
    draw();
    this.into = outer;
  }

  alpha(alpha: number): void {
    this.opacity = alpha;
  }

  /** The document as text. */
  document(): string {
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(this.root) + '\n';
  }
}

function places(points: ArrayLike<number>): string {
  const texts = [];
  for (let i = 0; i < points.length; i += 2) {
    texts.push(points[i].toFixed(1) + ',' + points[i + 1].toFixed(1));
  }
  return texts.join(' ');
}
