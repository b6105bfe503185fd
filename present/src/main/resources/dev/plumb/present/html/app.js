// Puts the page together: holds what is chosen, and tells the parts when it changes.

import {HATCHED, LAYERS, Palette, layerOf} from './colors.js';
import {placeText, readProfile} from './data.js';
import {showDetails} from './details.js';
import {bdi, button, byId, el, swatch} from './dom.js';
import {Flame} from './flame.js';
import {formatCount, formatShare, formatValue, plural} from './format.js';
import {BottomUp, TopDown, pathTo} from './graph.js';
import {showHeader} from './header.js';
import {listen} from './input.js';
import {MERGED} from './layout.js';
import {clipped, visible} from './names.js';
import {matchTotal, matchingFrames, parseQuery} from './search.js';
import {StepChart} from './steps.js';
import {Tables} from './tables.js';
import {passesOn, withoutRows} from './tree.js';

export class App {
  /** @param {import('./data.js').Profile} profile */
  constructor(profile) {
    this.profile = profile;
    this.inverted = false;
    this.metric = Math.max(0, profile.metrics.findIndex((_, i) => this.total(i) > 0));
    /** What is searched: names, with the place in the code where the name does not have it. */
    this.texts = profile.frameName.map((name, frame) => (profile.framePlace[frame] ? `${name} ${placeText(profile.framePlace[frame])}` : name));
    /** Layers that are not shown. @type {Set<string>} */
    this.hidden = new Set();
    /** Whether Python frames that only pass on are left out. */
    this.folding = true;
    this.shown = this.reduce();
    this.dark = matchMedia('(prefers-color-scheme: dark)').matches;
    /** @type {import('./graph.js').Graph} */
    this.graph = new TopDown(this.shown.tree, this.metric);
    /** @type {Uint8Array|null} */
    this.matching = null;
    /** @type {{sum: number, contexts: number, frames: number}|null} */
    this.match = null;
    this.matchAt = -1;
    this.search = /** @type {HTMLInputElement} */ (byId('search'));
    this.flame = new Flame(byId('flame'), profile, this.graph, new Palette(this.dark));
    this.steps = new StepChart(profile.page.steps);
    this.tables = new Tables(profile, (frame) => this.find(frame));
    showHeader(profile.page, () => {
      this.tables.show('inputs');
      byId('table').scrollIntoView({block: 'nearest'});
    });
    this.fillMetrics();
    this.sayWhatIsFolded();
    byId('fold').hidden = !profile.frameKind.includes('python');
    listen(this);
    this.setTheme(this.dark);
    this.showDirection();
    this.showLegend();
    this.fitHeight();
    this.refresh();
  }

  /** @param {number} metric */
  total(metric) {
    return this.profile.tree.inclusive[metric][0];
  }

  // ---- what is chosen

  /** @param {number} metric */
  setMetric(metric) {
    this.metric = metric;
    /** @type {HTMLSelectElement} */ (byId('metric')).value = String(metric);
    this.showLegend();
    if (this.folding) {
      // Which frames pass on depends on the metric.
      this.showOthers();
    } else {
      this.graph.setMetric(metric);
      this.refresh();
    }
  }

  /** @param {boolean} inverted */
  setInverted(inverted) {
    if (inverted !== this.inverted) {
      this.inverted = inverted;
      this.rebuild();
      this.showDirection();
    }
  }

  /** Hides a layer, or shows it again. @param {string} layer */
  toggleLayer(layer) {
    if (!this.hidden.delete(layer)) {
      this.hidden.add(layer);
    }
    this.showOthers();
    this.showLegend();
  }

  /** @param {boolean} folding */
  setFolding(folding) {
    this.folding = folding;
    byId('fold').setAttribute('aria-pressed', String(folding));
    this.showOthers();
  }

  /** The rows to be shown. @returns {import('./tree.js').Reduced} */
  reduce() {
    const {tree, frameKind} = this.profile;
    return withoutRows(tree, (row) => {
      const kind = frameKind[tree.frame[row]];
      return this.hidden.has(layerOf(kind).id) || this.folding && kind === 'python' && passesOn(tree, this.metric, row);
    });
  }

  /** Shows other rows of the tree, as far as possible at the same place. */
  showOthers() {
    // A row of the whole tree keeps its meaning when others come and go; a row of the shown one does not.
    const zoom = this.inverted ? 0 : this.shown.sourceOf[this.flame.zoom];
    const selected = this.inverted ? 0 : this.shown.sourceOf[this.flame.selected];
    this.shown = this.reduce();
    this.rebuild(this.shown.rowOf[zoom], this.shown.rowOf[selected]);
  }

  /** Makes the graph anew. @param {number} [zoom] @param {number} [selected] */
  rebuild(zoom, selected) {
    this.graph = this.inverted ? new BottomUp(this.shown.tree, this.metric) : new TopDown(this.shown.tree, this.metric);
    this.flame.graph = this.graph;
    this.flame.zoom = this.inverted || zoom === undefined ? this.graph.root : zoom;
    this.flame.selected = this.inverted || selected === undefined ? this.graph.root : selected;
    this.flame.hovered = MERGED;
    this.flame.box.scrollTop = 0;
    this.fitHeight();
    this.refresh();
  }

  /** @param {number} node */
  zoom(node) {
    this.flame.zoom = node;
    this.flame.selected = node;
    this.refresh();
    this.flame.reveal(node);
  }

  /** @param {number} node */
  select(node) {
    this.flame.selected = node;
    if (!this.flame.reveal(node)) {
      // Outside of what is shown, or too narrow: where it can be seen is inside its parent.
      const above = this.graph.parent(node);
      this.flame.zoom = above < 0 ? node : above;
      this.flame.arrange();
      this.flame.reveal(node);
      this.showCrumbs();
      this.countMatches();
    }
    this.flame.drawMarks();
    this.details();
    this.say();
  }

  reset() {
    this.zoom(this.graph.root);
    this.flame.box.scrollTop = 0;
  }

  /** @param {boolean} dark */
  setTheme(dark) {
    this.dark = dark;
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    this.flame.palette = new Palette(dark);
    this.flame.drawNow();
    this.steps.draw();
  }

  // ---- search

  /** Looks for what stands in the search box. */
  searchAgain() {
    const query = parseQuery(this.search.value);
    this.search.setCustomValidity(query.error ?? '');
    this.setMatching(query.test ? matchingFrames(this.texts, query.test) : null, query.error);
  }

  endSearch() {
    this.search.value = '';
    this.searchAgain();
  }

  /** Lights all contexts of one frame and goes to the largest. @param {number} frame */
  find(frame) {
    this.search.value = clipped(this.profile.frameName[frame], 1000);
    this.search.setCustomValidity('');
    const {functionOf} = this.profile;
    const only = Uint8Array.from(functionOf, (each) => (each === functionOf[frame] ? 1 : 0));
    this.setMatching(only, null);
    this.unhide(frame);
    this.nextMatch(1);
    byId('flame').scrollIntoView({block: 'nearest'});
  }

  /** Shows what keeps a frame from being seen. @param {number} frame */
  unhide(frame) {
    const layer = layerOf(this.profile.frameKind[frame]).id;
    if (this.hidden.has(layer)) {
      this.toggleLayer(layer);
    }
    if (this.folding && !this.shown.tree.frame.includes(frame)) {
      this.setFolding(false);
    }
  }

  /** Opens the callers of a frame. @param {number} frame */
  callers(frame) {
    this.setInverted(true);
    const node = this.graph instanceof BottomUp ? this.graph.nodeOfFrame(frame) : undefined;
    if (node !== undefined && this.graph.value(node) > 0) {
      this.zoom(node);
    } else {
      this.find(frame);
    }
  }

  /** @param {Uint8Array|null} matching @param {string|null} error */
  setMatching(matching, error) {
    this.matching = matching;
    this.flame.matching = matching;
    this.matchAt = -1;
    this.countMatches(error);
    this.flame.draw();
  }

  /** @param {string|null} [error] */
  countMatches(error) {
    const {matching, metric, profile} = this;
    byId('next').hidden = matching === null;
    if (matching === null) {
      this.match = null;
      byId('found').textContent = error ? 'Not an expression: ' + error : '';
      return;
    }
    const {unit, label} = profile.metrics[metric];
    // Of the whole tree: what is hidden took its time all the same.
    const {tree} = profile;
    const all = matchTotal(tree, matching, metric, () => true);
    const frames = matching.reduce((sum, flag) => sum + flag, 0);
    this.match = {...all, frames};
    let text = frames === 0 ? 'No frame matches'
      : `${formatValue(all.sum, unit)} \u00b7 ${formatShare(all.sum, this.total(metric))} of ${label} \u00b7 ${plural(frames, 'frame')} in ${plural(all.contexts, 'context')}`;
    if (frames > 0 && !this.inverted && this.flame.zoom !== 0) {
      const {sum} = matchTotal(tree, matching, metric, this.isZoomedTo());
      text += ` \u00b7 ${formatShare(sum, this.graph.value(this.flame.zoom))} of what is zoomed in to`;
    }
    byId('found').textContent = text;
  }

  /** Whether rows of the whole tree are in what the top-down graph is zoomed in to. */
  isZoomedTo() {
    const {tree, rowOf} = this.shown;
    const inside = new Uint8Array(tree.size);
    for (let row = this.flame.zoom; row < tree.size; row++) {
      inside[row] = row === this.flame.zoom || inside[tree.parent[row]] === 1 ? 1 : 0;
    }
    return (/** @type {number} */ row) => inside[rowOf[row]] === 1;
  }

  /** Selects the next match, largest first. @param {number} step */
  nextMatch(step) {
    const matches = this.drawnMatches();
    if (matches.length > 0) {
      this.matchAt = (this.matchAt + step + matches.length) % matches.length;
      this.select(matches[this.matchAt]);
      return;
    }
    // None is wide enough to be drawn: zoom to where the largest is.
    const {matching} = this;
    if (matching && !this.inverted) {
      let best = -1;
      for (let row = 1; row < this.shown.tree.size; row++) {
        if (matching[this.graph.frame(row)] === 1 && (best < 0 || this.graph.value(row) > this.graph.value(best))) {
          best = row;
        }
      }
      if (best > 0) {
        this.select(best);
      }
    }
  }

  /** Boxes that match and stand in no other match, widest first. */
  drawnMatches() {
    const {matching, flame, graph} = this;
    /** @type {number[]} */
    const matches = [];
    if (matching) {
      for (const row of flame.rows) {
        for (const node of row.node) {
          const frame = node === MERGED ? -1 : graph.frame(node);
          if (frame >= 0 && matching[frame] === 1 && !pathTo(graph, graph.parent(node)).some((above) => matching[graph.frame(above)] === 1)) {
            matches.push(node);
          }
        }
      }
      matches.sort((a, b) => graph.value(b) - graph.value(a));
    }
    return matches;
  }

  // ---- showing

  /** Gives the graph the room that its deepest context needs, as far as the screen has it. */
  fitHeight() {
    const {tree} = this.shown;
    const depth = new Int32Array(tree.size);
    for (let row = 1; row < tree.size; row++) {
      depth[row] = depth[tree.parent[row]] + 1;
    }
    byId('panes').style.setProperty('--rows', String(depth.reduce((a, b) => Math.max(a, b), 0) + 2));
  }

  /** After another graph, metric or zoom. */
  refresh() {
    this.flame.arrange();
    this.showCrumbs();
    this.countMatches();
    this.matchAt = -1;
    this.details();
    this.say();
  }

  details() {
    const row = this.inverted ? -1 : this.shown.sourceOf[this.flame.selected];
    showDetails(this.profile, this.graph, this.flame.selected, row, {
      select: (node) => this.select(node),
      zoom: (node) => this.zoom(node),
      find: (frame) => this.find(frame),
      callers: (frame) => this.callers(frame),
      label: (node) => this.flame.label(node),
      frameLabel: (frame) => this.flame.frameLabel(frame),
      shownAs: (row) => (this.shown.sourceOf[this.shown.rowOf[row]] === row ? this.shown.rowOf[row] : MERGED),
    });
  }

  /** For screen readers. */
  say() {
    const {graph, metric, profile} = this;
    const node = this.flame.selected;
    byId('spoken').textContent =
      `${clipped(this.flame.label(node), 200)}, ${formatValue(graph.value(node), profile.metrics[metric].unit)}, ${formatShare(graph.value(node), this.total(metric))}`;
  }

  showDirection() {
    byId('down').setAttribute('aria-pressed', String(!this.inverted));
    byId('up').setAttribute('aria-pressed', String(this.inverted));
  }

  showCrumbs() {
    const path = pathTo(this.graph, this.flame.zoom);
    // The first and the last ones tell where one is; the details have them all.
    const kept = path.length > 7 ? [...path.slice(0, 2), MERGED, ...path.slice(-4)] : path;
    const crumbs = kept.map((node) => {
      if (node === MERGED) {
        return el('span', 'muted', `\u2026 ${path.length - 6} more`);
      }
      const crumb = button('', () => this.zoom(node), 'crumb');
      crumb.append(bdi(clipped(this.flame.label(node), 40)));
      if (node === this.flame.zoom) {
        crumb.setAttribute('aria-current', 'true');
      }
      return crumb;
    });
    byId('crumbs').replaceChildren(...crumbs);
  }

  showLegend() {
    const {profile, metric} = this;
    /** @type {Map<string, number>} */
    const own = new Map();
    for (const kind of profile.frameKind) {
      own.set(layerOf(kind).id, 0);
    }
    const {tree} = profile;
    for (let row = 0; row < tree.size; row++) {
      const id = layerOf(profile.frameKind[tree.frame[row]]).id;
      own.set(id, (own.get(id) ?? 0) + tree.exclusive[metric][row]);
    }
    const chips = LAYERS.filter((layer) => own.has(layer.id)).map((layer) => {
      const chip = button('', () => this.toggleLayer(layer.id), 'chip');
      const part = own.get(layer.id) ?? 0;
      chip.append(swatch(layer.color, HATCHED.has(layer.id)), layer.label);
      if (part > 0) {
        chip.append(el('span', 'muted', formatShare(part, this.total(metric))));
      }
      chip.title = `${this.hidden.has(layer.id) ? 'Show' : 'Hide'} this layer: hidden, what it took counts for its callers`;
      chip.setAttribute('aria-pressed', String(!this.hidden.has(layer.id)));
      chip.dataset.layer = layer.id;
      return chip;
    });
    byId('legend').replaceChildren(...chips);
  }

  fillMetrics() {
    const menu = /** @type {HTMLSelectElement} */ (byId('metric'));
    this.profile.metrics.forEach((metric, i) => {
      const total = this.total(i);
      if (metric.rare && !(total > 0)) {
        return;
      }
      const option = el('option', '', metric.label + (total > 0 ? ` (${formatValue(total, metric.unit)})` : ' (none in this profile)'));
      option.value = String(i);
      option.disabled = !(total > 0);
      menu.append(option);
    });
    menu.value = String(this.metric);
  }

  sayWhatIsFolded() {
    const {page, tree} = this.profile;
    const folded = tree.folded.reduce((sum, each) => sum + each, 0);
    byId('folded').hidden = folded === 0;
    byId('folded').textContent = `The ${formatCount(folded)} smallest of ${formatCount(page.contexts)} contexts are folded into boxes "(N smaller)". All sums are exact.`;
  }

  nextMetric() {
    const {length} = this.profile.metrics;
    for (let step = 1; step <= length; step++) {
      const next = (this.metric + step) % length;
      if (this.total(next) > 0) {
        this.setMetric(next);
        return;
      }
    }
  }

  help() {
    /** @type {HTMLDialogElement} */ (byId('help')).showModal();
  }

  // ---- for tests, and for the browser's console

  /** What is chosen and shown, as plain values. */
  state() {
    const {flame, graph, profile} = this;
    return {
      inverted: this.inverted,
      metric: profile.metrics[this.metric].id,
      total: graph.value(graph.root),
      zoom: pathTo(graph, flame.zoom).map((node) => flame.label(node)),
      selected: pathTo(graph, flame.selected).map((node) => flame.label(node)),
      match: this.match,
      dark: this.dark,
      hidden: [...this.hidden],
      folding: this.folding,
      boxes: flame.boxes(),
      drawMs: flame.lastDrawMs,
    };
  }
}

function start() {
  try {
    const page = JSON.parse(byId('data').textContent ?? '');
    Object.assign(globalThis, {plumb: new App(readProfile(page))});
  } catch (e) {
    const trouble = byId('trouble');
    trouble.hidden = false;
    trouble.textContent = 'This page could not be shown: ' + visible(String(e));
    throw e;
  }
}

start();
