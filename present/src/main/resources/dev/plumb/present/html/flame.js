// The flame graph on a canvas: draws a layout, finds the box under the pointer, nothing else.

import {HATCHED, layerOf} from './colors.js';
import {el} from './dom.js';
import {pathTo} from './graph.js';
import {MERGED, boxAt, boxOf, layout} from './layout.js';
import {shortName, shortPlace} from './names.js';
import {TextWidth} from './textwidth.js';

/** Boxes narrower than this are merged. */
const LEAST_WIDTH = 0.7;
const LEAST_WIDTH_FOR_TEXT = 22;
const PADDING = 4;

/** @typedef {{node: number, depth: number, index: number}} Hit node may be MERGED */

export class Flame {
  /**
   * @param {HTMLElement} box scrolls; the canvases stay in its view
   * @param {import('./data.js').Profile} profile
   * @param {import('./graph.js').Graph} graph
   * @param {import('./colors.js').Palette} palette
   */
  constructor(box, profile, graph, palette) {
    this.box = box;
    this.profile = profile;
    this.graph = graph;
    this.palette = palette;
    this.zoom = graph.root;
    this.selected = graph.root;
    this.hovered = MERGED;
    /** @type {Uint8Array|null} */
    this.matching = null;
    /** @type {import('./layout.js').Row[]} */
    this.rows = [];
    this.lastDrawMs = 0;
    this.base = el('canvas');
    this.overlay = el('canvas');
    this.window = el('div', 'flame-window', this.base, this.overlay);
    this.sheet = el('div', 'flame-sheet', this.window);
    box.replaceChildren(this.sheet);
    this.context = /** @type {CanvasRenderingContext2D} */ (this.base.getContext('2d', {alpha: false}));
    this.marks = /** @type {CanvasRenderingContext2D} */ (this.overlay.getContext('2d'));
    /** @type {Map<number, string>} */
    this.labels = new Map();
    this.pending = false;
    box.addEventListener('scroll', () => this.draw());
    new ResizeObserver(() => this.arrange()).observe(box);
    // Another screen can have other pixels and leave the size as it was.
    window.addEventListener('resize', () => this.arrange());
  }

  /** Computes the layout anew and draws it: after another graph, metric, zoom or size. */
  arrange() {
    const font = parseFloat(getComputedStyle(this.box).fontSize);
    this.font = Math.round(font * 0.86 * 2) / 2 + 'px system-ui, sans-serif';
    this.rowHeight = Math.round(font * 1.42);
    this.width = this.box.clientWidth;
    this.height = this.box.clientHeight;
    this.ratio = window.devicePixelRatio || 1;
    this.rows = layout(this.graph, this.zoom, this.width, LEAST_WIDTH);
    this.sheet.style.height = Math.max(this.height, this.rows.length * this.rowHeight + 4) + 'px';
    for (const canvas of [this.base, this.overlay]) {
      canvas.width = Math.round(this.width * this.ratio);
      canvas.height = Math.round(this.height * this.ratio);
      canvas.style.width = this.width + 'px';
      canvas.style.height = this.height + 'px';
    }
    this.window.style.height = this.height + 'px';
    this.context.font = this.font;
    this.text = new TextWidth(this.context);
    this.drawNow();
  }

  /** Draws before the next frame, once however often it is asked for. */
  draw() {
    if (!this.pending) {
      this.pending = true;
      requestAnimationFrame(() => {
        this.pending = false;
        this.drawNow();
      });
    }
  }

  drawNow() {
    const start = performance.now();
    const {context, ratio = 1, rowHeight = 18, width = 0, height = 0} = this;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = getComputedStyle(this.box).backgroundColor;
    context.fillRect(0, 0, width, height);
    context.font = this.font ?? '';
    context.textBaseline = 'middle';
    context.direction = 'ltr';
    const top = this.box.scrollTop;
    const first = Math.floor(top / rowHeight);
    const last = Math.min(this.rows.length - 1, Math.floor((top + height) / rowHeight));
    const callers = pathTo(this.graph, this.zoom).length - 1;
    for (let depth = first; depth <= last; depth++) {
      // Faint: the way to what is zoomed in to, not part of it.
      context.globalAlpha = depth < callers ? 0.55 : 1;
      this.drawRow(this.rows[depth], depth * rowHeight - top);
    }
    context.globalAlpha = 1;
    this.drawMarks();
    this.lastDrawMs = performance.now() - start;
  }

  /** @param {import('./layout.js').Row} row @param {number} y */
  drawRow(row, y) {
    const {context, palette, rowHeight = 18, ratio = 1} = this;
    const boxHeight = rowHeight - 1;
    for (let i = 0; i < row.node.length; i++) {
      // On whole device pixels, or edges blur.
      const x = Math.round(row.x[i] * ratio) / ratio;
      const end = Math.round((row.x[i] + row.width[i]) * ratio) / ratio;
      const wide = end - x;
      const gap = wide >= 3 ? 1 : 0;
      const node = row.node[i];
      if (node === MERGED) {
        context.fillStyle = palette.faint;
        context.fillRect(x, y, Math.max(wide - gap, 1 / ratio), boxHeight);
        continue;
      }
      const frame = this.graph.frame(node);
      const layer = frame < 0 ? 'place' : layerOf(this.profile.frameKind[frame]).id;
      const dimmed = this.matching !== null && (frame < 0 || this.matching[frame] === 0);
      context.fillStyle = dimmed ? palette.faint : palette.fill(layer, frame);
      context.fillRect(x, y, Math.max(wide - gap, 1 / ratio), boxHeight);
      if (HATCHED.has(layer) && !dimmed) {
        this.hatch(x, y, wide - gap, boxHeight);
      }
      if (this.matching !== null && !dimmed) {
        context.fillStyle = palette.accent;
        context.fillRect(x, y + boxHeight - 3, Math.max(wide - gap, 1 / ratio), 3);
      }
      if (wide >= LEAST_WIDTH_FOR_TEXT) {
        context.fillStyle = dimmed ? palette.faintInk : palette.ink;
        this.write(node, x + PADDING, y + boxHeight / 2, wide - 2 * PADDING);
      }
    }
  }

  /** @param {number} node @param {number} x @param {number} y @param {number} room */
  write(node, x, y, room) {
    const label = this.text?.fit(this.label(node), room);
    if (label) {
      this.context.fillText(label, x, y + 0.5);
    }
  }

  /** Text of a node's box. @param {number} node */
  label(node) {
    const frame = this.graph.frame(node);
    if (frame < 0) {
      return 'all';
    }
    if (this.profile.frameKind[frame] === 'smaller') {
      return `(${this.graph.folded(node)} smaller)`;
    }
    return this.frameLabel(frame);
  }

  /** @param {number} frame */
  frameLabel(frame) {
    let label = this.labels.get(frame);
    if (label === undefined) {
      const {frameName, frameKind, framePlace} = this.profile;
      label = shortName(frameName[frame], frameKind[frame]) + shortPlace(framePlace[frame], frameKind[frame]);
      this.labels.set(frame, label);
    }
    return label;
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  hatch(x, y, width, height) {
    const {context} = this;
    if (width < 4) {
      return;
    }
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    context.beginPath();
    for (let at = x - height; at < x + width; at += 7) {
      context.moveTo(at, y + height);
      context.lineTo(at + height, y);
    }
    context.strokeStyle = 'rgba(0, 0, 0, 0.18)';
    context.lineWidth = 1.5;
    context.stroke();
    context.restore();
  }

  /** Outlines of the selected box and the one under the pointer, on a canvas of their own. */
  drawMarks() {
    const {marks, ratio = 1, width = 0, height = 0, rowHeight = 18} = this;
    marks.setTransform(ratio, 0, 0, ratio, 0, 0);
    marks.clearRect(0, 0, width, height);
    for (const [node, line] of /** @type {[number, number][]} */ ([[this.hovered, 1], [this.selected, 2]])) {
      const at = node === MERGED || node === this.graph.root ? undefined : boxOf(this.rows, node);
      if (at) {
        const row = this.rows[at.depth];
        marks.strokeStyle = this.palette.outline;
        marks.lineWidth = line;
        marks.strokeRect(
          row.x[at.index] + line / 2,
          at.depth * rowHeight - this.box.scrollTop + line / 2,
          Math.max(row.width[at.index] - 1 - line, 1),
          rowHeight - 1 - line);
      }
    }
  }

  /** The box under a pointer. @param {MouseEvent} event @returns {Hit|undefined} */
  hit(event) {
    const bounds = this.base.getBoundingClientRect();
    const y = event.clientY - bounds.top + this.box.scrollTop;
    const depth = Math.floor(y / (this.rowHeight ?? 18));
    const index = boxAt(this.rows[depth], event.clientX - bounds.left);
    return index < 0 ? undefined : {node: this.rows[depth].node[index], depth, index};
  }

  /** Scrolls a node's box into view; answers whether it has one. @param {number} node */
  reveal(node) {
    const at = boxOf(this.rows, node);
    if (!at) {
      return false;
    }
    const rowHeight = this.rowHeight ?? 18;
    const top = at.depth * rowHeight;
    const margin = 2 * rowHeight;
    if (top < this.box.scrollTop + margin) {
      this.box.scrollTop = top - margin;
    } else if (top + rowHeight + margin > this.box.scrollTop + this.box.clientHeight) {
      this.box.scrollTop = top + rowHeight + margin - this.box.clientHeight;
    }
    return true;
  }

  /** Number of boxes in the layout. */
  boxes() {
    return this.rows.reduce((sum, row) => sum + row.node.length, 0);
  }
}
