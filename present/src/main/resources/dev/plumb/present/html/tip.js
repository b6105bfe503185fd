// The box that follows the pointer.

import {placeText} from './data.js';
import {bdi, byId, el} from './dom.js';
import {formatShare, formatValue} from './format.js';
import {clipped, visible} from './names.js';

const LONGEST_TIP = 500;

/**
 * @param {import('./data.js').Profile} profile
 * @param {import('./graph.js').Graph} graph
 * @param {number} node
 * @param {number} metric
 * @param {MouseEvent} event
 */
export function showTip(profile, graph, node, metric, event) {
  const tip = byId('tip');
  const frame = graph.frame(node);
  const {unit, label} = profile.metrics[metric];
  const value = graph.inclusive(node, metric);
  const own = graph.exclusive(node, metric);
  const kind = frame < 0 ? '' : profile.frameKind[frame];
  const name = frame < 0 ? 'all' : kind === 'smaller' ? `(${graph.folded(node)} smaller)` : profile.frameName[frame];
  tip.replaceChildren(
    el('div', 'tip-name', bdi(visible(clipped(name, LONGEST_TIP)))),
    el('div', 'muted', frame < 0 ? '' : bdi(visible(clipped(placeText(profile.framePlace[frame]), LONGEST_TIP)))),
    el('div', '', `${label} ${formatValue(value, unit)} \u00b7 ${formatShare(value, graph.inclusive(graph.root, metric))}`),
    el('div', 'muted', `${kind} \u00b7 self ${formatValue(own, unit)}`));
  place(tip, event);
}

/** @param {MouseEvent} event */
export function showMergedTip(event) {
  const tip = byId('tip');
  tip.replaceChildren(el('div', 'muted', 'Frames too narrow to draw: zoom in to see them.'));
  place(tip, event);
}

export function hideTip() {
  byId('tip').hidden = true;
}

/** @param {HTMLElement} tip @param {MouseEvent} event */
function place(tip, event) {
  tip.hidden = false;
  const gap = 14;
  const {width, height} = tip.getBoundingClientRect();
  const left = event.clientX + gap + width > innerWidth ? event.clientX - gap - width : event.clientX + gap;
  const top = event.clientY + gap + height > innerHeight ? event.clientY - gap - height : event.clientY + gap;
  tip.style.left = Math.max(0, left) + 'px';
  tip.style.top = Math.max(0, top) + 'px';
}
