// How long each step took, and how much of it kernels ran.

import {byId, el} from './dom.js';
import {formatCount, formatNs} from './format.js';
import {clipped, visible} from './names.js';

/** @typedef {import('./data.js').Step} Step */

export class StepChart {
  /** @param {Step[]} steps */
  constructor(steps) {
    this.steps = steps;
    const section = byId('steps');
    section.hidden = steps.length < 2;
    if (section.hidden) {
      return;
    }
    this.canvas = el('canvas');
    this.canvas.setAttribute('role', 'img');
    const sorted = steps.map((step) => step.dur_ns).sort((a, b) => a - b);
    const median = sorted[sorted.length >> 1];
    this.longest = Math.max(1, sorted[sorted.length - 1]);
    const count = steps.reduce((sum, step) => sum + step.steps, 0);
    const shared = steps.some((step) => step.steps > 1);
    const heading = `${formatCount(count)} steps: median ${formatNs(median)}, slowest ${formatNs(this.longest)}`;
    this.canvas.setAttribute('aria-label', heading);
    this.hint = el('div', 'step-hint', shared ? 'Each bar is the slowest of its neighbours.' : 'Filled: kernels launched within the step.');
    section.replaceChildren(el('h2', '', heading), this.canvas, this.hint);
    this.canvas.addEventListener('mousemove', (event) => this.point(event));
    this.canvas.addEventListener('mouseleave', () => this.say(undefined));
    new ResizeObserver(() => this.draw()).observe(section);
    this.rest = this.hint.textContent ?? '';
  }

  draw() {
    const {canvas, steps, longest = 1} = this;
    if (!canvas || !canvas.parentElement) {
      return;
    }
    const ratio = window.devicePixelRatio || 1;
    const style = getComputedStyle(canvas);
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.scale(ratio, ratio);
    const each = width / steps.length;
    for (let i = 0; i < steps.length; i++) {
      const x = i * each;
      const wide = Math.max(each - (each > 3 ? 1 : 0), 1 / ratio);
      const tall = Math.max(1, steps[i].dur_ns / longest * (height - 1));
      const kernels = Math.min(tall, steps[i].kernel_ns / longest * (height - 1));
      context.fillStyle = style.getPropertyValue('--part-idle');
      context.fillRect(x, height - tall, wide, tall);
      context.fillStyle = style.getPropertyValue('--part-compute');
      context.fillRect(x, height - kernels, wide, kernels);
      if (i > 0 && steps[i].label !== steps[i - 1].label) {
        context.fillStyle = style.getPropertyValue('--ink');
        context.fillRect(Math.round(x) - 1, 0, 1, height);
      }
    }
  }

  /** @param {MouseEvent} event */
  point(event) {
    const canvas = /** @type {HTMLCanvasElement} */ (this.canvas);
    const bounds = canvas.getBoundingClientRect();
    this.say(this.steps[Math.floor((event.clientX - bounds.left) / bounds.width * this.steps.length)]);
  }

  /** @param {Step|undefined} step */
  say(step) {
    if (this.hint) {
      this.hint.textContent = step
        ? visible(`${clipped(step.label, 40)} \u00b7 ${clipped(step.name, 60)}: ${formatNs(step.dur_ns)}, ${formatCount(step.kernels)} kernels ${formatNs(step.kernel_ns)}`)
          + (step.steps > 1 ? ` (slowest of ${step.steps})` : '')
        : this.rest ?? '';
    }
  }
}
