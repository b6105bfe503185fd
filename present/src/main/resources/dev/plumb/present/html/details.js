// All that is known about one frame: full name, every metric, the way to it.

import {layerOf} from './colors.js';
import {placeText} from './data.js';
import {bdi, button, byId, el, swatch} from './dom.js';
import {formatExact, formatShare, formatValue} from './format.js';
import {pathTo} from './graph.js';
import {clipped, visible} from './names.js';

const MOST_REASONS = 20;

/**
 * @typedef {object} DetailsActions
 * @property {(node: number) => void} select
 * @property {(node: number) => void} zoom
 * @property {(frame: number) => void} find
 * @property {(frame: number) => void} callers
 * @property {(node: number) => string} label
 * @property {(frame: number) => string} frameLabel
 * @property {(row: number) => number} shownAs node of a row of the whole tree; negative if it is hidden
 */

/**
 * @param {import('./data.js').Profile} profile
 * @param {import('./graph.js').Graph} graph
 * @param {number} node
 * @param {number} row the same in the whole tree; negative in the bottom-up graph
 * @param {DetailsActions} actions
 */
export function showDetails(profile, graph, node, row, actions) {
  const inverted = row < 0;
  const frame = graph.frame(node);
  const kind = frame < 0 ? '' : profile.frameKind[frame];
  const name = frame < 0 ? 'All frames, by what they took themselves'
    : kind === 'smaller' ? `${graph.folded(node)} contexts too small for this page` : profile.frameName[frame];
  const place = frame < 0 ? '' : placeText(profile.framePlace[frame]);
  const layer = layerOf(kind);
  byId('details').replaceChildren(
    el('div', 'layer', swatch(layer.color, false), kind),
    el('h2', 'fullname', bdi(visible(name))),
    ...(place === '' ? [] : [el('p', 'muted', bdi(visible(place)))]),
    actionRow(graph, node, frame, inverted, actions),
    metricTable(profile, graph, node, inverted),
    ...(inverted ? [] : reasonTables(profile, row)),
    ...(inverted ? callerPath(profile, graph, node, actions) : fullPath(profile, row, actions)));
}

/** @param {import('./graph.js').Graph} graph @param {number} node @param {number} frame @param {boolean} inverted @param {DetailsActions} actions */
function actionRow(graph, node, frame, inverted, actions) {
  const row = el('div', 'actions');
  if (node !== graph.root) {
    row.append(button('Zoom in', () => actions.zoom(node)));
  } else {
    row.append(el('span', 'muted', 'Click a frame to zoom in, Shift-click to select it, / to search.'));
  }
  if (frame >= 0 && node !== graph.root) {
    row.append(button('Find all', () => actions.find(frame)));
    if (!inverted) {
      row.append(button('Callers', () => actions.callers(frame)));
    }
  }
  return row;
}

/** @param {import('./data.js').Profile} profile @param {import('./graph.js').Graph} graph @param {number} node @param {boolean} inverted */
function metricTable(profile, graph, node, inverted) {
  const above = graph.parent(node);
  const body = el('tbody');
  profile.metrics.forEach((metric, i) => {
    const total = graph.inclusive(graph.root, i);
    if (total === 0) {
      return;
    }
    const value = graph.inclusive(node, i);
    const own = graph.exclusive(node, i);
    const cells = [
      cell(formatValue(value, metric.unit), formatExact(value, metric.unit)),
      // Bottom-up, what a frame took itself is what it stands for.
      inverted ? '' : cell(formatValue(own, metric.unit), formatExact(own, metric.unit)),
      cell(formatShare(value, total), 'of the whole profile'),
      cell(above < 0 ? '\u2013' : formatShare(value, graph.inclusive(above, i)), 'of the frame above'),
    ];
    const head = el('th', '', metric.label);
    head.scope = 'row';
    body.append(el('tr', '', head, ...cells));
  });
  const heads = ['', inverted ? 'self' : 'incl.', ...(inverted ? [] : ['self']), 'total', 'parent'].map((text) => el('th', '', text));
  return el('table', 'metrics', el('thead', '', el('tr', '', ...heads)), body);
}

/** What warps or threads waited for, of a row and all under it. @param {import('./data.js').Profile} profile @param {number} row */
function reasonTables(profile, row) {
  const {page, tree, metrics} = profile;
  const {reasons} = page;
  if (reasons.row.length === 0) {
    return [];
  }
  const inside = new Uint8Array(tree.size);
  inside[row] = 1;
  for (let at = row + 1; at < tree.size; at++) {
    inside[at] = inside[tree.parent[at]];
  }
  /** @type {Map<string, Map<string, number>>} */
  const byMetric = new Map();
  reasons.row.forEach((at, i) => {
    if (inside[at] === 1) {
      const sums = byMetric.get(reasons.metric[i]) ?? new Map();
      const reason = reasons.names[reasons.reason[i]];
      byMetric.set(reasons.metric[i], sums.set(reason, (sums.get(reason) ?? 0) + reasons.value[i]));
    }
  });
  return metrics.flatMap(({id, label, unit}) => {
    const sums = [...byMetric.get(id)?.entries() ?? []].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    if (sums.length === 0) {
      return [];
    }
    const whole = sums.reduce((sum, [, value]) => sum + value, 0);
    const body = el('tbody', '', ...sums.slice(0, MOST_REASONS).map(([reason, value]) => {
      const head = el('th', '', bdi(visible(clipped(reason, 80))));
      head.scope = 'row';
      return el('tr', '', head, cell(formatValue(value, unit), formatExact(value, unit)), cell(formatShare(value, whole), 'of those with a reason'));
    }));
    const title = id === 'pc_samples' ? 'Stalled for' : `States, by ${label}`;
    return [el('h3', '', title), el('table', 'metrics reasons', body)];
  });
}

/** @param {string} text @param {string} hint */
function cell(text, hint) {
  const element = el('td', '', text);
  element.title = hint;
  return element;
}

/** The way from a frame to its callers. @param {import('./data.js').Profile} profile @param {import('./graph.js').Graph} graph @param {number} node @param {DetailsActions} actions */
function callerPath(profile, graph, node, actions) {
  const path = pathTo(graph, node);
  const list = el('ol', 'path', ...path.map((at) => pathItem(actions.label(at), at, at === node, actions)));
  const frames = path.map((at) => graph.frame(at)).filter((frame) => frame >= 0);
  return [el('h3', '', 'Called by', copyButton(pathText(profile, frames))), list];
}

/** The way from the root, with the frames that are hidden in the graph. @param {import('./data.js').Profile} profile @param {number} row @param {DetailsActions} actions */
function fullPath(profile, row, actions) {
  const {tree} = profile;
  const rows = [];
  for (let at = row; at >= 0; at = tree.parent[at]) {
    rows.push(at);
  }
  rows.reverse();
  const list = el('ol', 'path', ...rows.map((at) => pathItem(
    profile.frameKind[tree.frame[at]] === 'smaller' ? `(${tree.folded[at]} smaller)` : actions.frameLabel(tree.frame[at]),
    actions.shownAs(at), at === row, actions)));
  return [el('h3', '', 'Path', copyButton(pathText(profile, rows.map((at) => tree.frame[at])))), list];
}

/** @param {string} label @param {number} node negative if it is not in the graph @param {boolean} current @param {DetailsActions} actions */
function pathItem(label, node, current, actions) {
  const text = bdi(clipped(label, 160));
  const item = el('li', node < 0 ? 'muted' : '', node < 0 ? text : button('', () => actions.select(node), 'plain'));
  item.firstElementChild?.append(node < 0 ? '' : text);
  if (current) {
    item.setAttribute('aria-current', 'true');
  }
  return item;
}

/** A path as text, one frame a line, names as the trace has them. @param {import('./data.js').Profile} profile @param {number[]} frames */
export function pathText(profile, frames) {
  return frames.map((frame) => `${profile.frameKind[frame]}\t${profile.frameName[frame]}\n`).join('');
}

/** @param {string} text */
function copyButton(text) {
  const copy = button('Copy', () => {
    copyText(text).then(
      () => (copy.textContent = 'Copied'),
      () => (copy.textContent = 'Not allowed'));
  }, 'small');
  return copy;
}

/** @param {string} text */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Older browsers, and pages that may not touch the clipboard by themselves.
    const area = el('textarea', 'spoken');
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    if (!done) {
      throw new Error('copying is not allowed');
    }
  }
}
