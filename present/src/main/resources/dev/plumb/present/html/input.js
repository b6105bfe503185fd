// What keys and pointer do.

import {byId} from './dom.js';
import {MERGED, boxOf} from './layout.js';
import {hideTip, showMergedTip, showTip} from './tip.js';

/** @typedef {import('./app.js').App} App */

/** Connects the page's controls. @param {App} app */
export function listen(app) {
  listenToPointer(app);
  listenToControls(app);
  document.addEventListener('keydown', (event) => key(app, event));
}

/** @param {App} app */
function listenToPointer(app) {
  const box = byId('flame');
  box.addEventListener('click', (event) => {
    const hit = app.flame.hit(event);
    if (hit && hit.node !== MERGED) {
      if (event.shiftKey) {
        app.select(hit.node);
      } else {
        app.zoom(hit.node);
      }
      box.focus({preventScroll: true});
    }
  });
  box.addEventListener('mousemove', (event) => hover(app, event));
  box.addEventListener('mouseleave', () => {
    app.flame.hovered = MERGED;
    app.flame.drawMarks();
    hideTip();
  });
}

/** @param {App} app */
function listenToControls(app) {
  byId('down').addEventListener('click', () => app.setInverted(false));
  byId('up').addEventListener('click', () => app.setInverted(true));
  byId('metric').addEventListener('change', (event) => app.setMetric(Number(/** @type {HTMLSelectElement} */ (event.target).value)));
  byId('fold').addEventListener('click', () => app.setFolding(!app.folding));
  byId('reset').addEventListener('click', () => app.reset());
  byId('next').addEventListener('click', () => app.nextMatch(1));
  byId('theme').addEventListener('click', () => app.setTheme(!app.dark));
  byId('help-open').addEventListener('click', () => app.help());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => app.setTheme(event.matches));
  /** @type {number|undefined} */
  let timer;
  app.search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => app.searchAgain(), 60);
  });
  app.search.addEventListener('keydown', (event) => searchKey(app, event));
}

/** @param {App} app @param {MouseEvent} event */
function hover(app, event) {
  const hit = app.flame.hit(event);
  const node = hit ? hit.node : MERGED;
  if (node !== app.flame.hovered) {
    app.flame.hovered = node;
    app.flame.drawMarks();
  }
  if (!hit) {
    hideTip();
  } else if (node === MERGED) {
    showMergedTip(event);
  } else {
    showTip(app.profile, app.graph, node, app.metric, event);
  }
}

/** @param {App} app @param {KeyboardEvent} event */
function searchKey(app, event) {
  if (event.key === 'Enter') {
    app.nextMatch(event.shiftKey ? -1 : 1);
    event.preventDefault();
  } else if (event.key === 'Escape') {
    app.endSearch();
    byId('flame').focus({preventScroll: true});
  }
  event.stopPropagation();
}

/** @param {App} app @param {KeyboardEvent} event */
function key(app, event) {
  const target = event.target instanceof HTMLElement ? event.target : document.body;
  const typing = target.closest('input, select, textarea, dialog');
  if (typing || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const inGraph = target === document.body || target.id === 'flame';
  if (letter(app, event.key) || inGraph && move(app, event.key)) {
    event.preventDefault();
  }
}

/** Keys that work everywhere on the page. @param {App} app @param {string} key */
function letter(app, key) {
  switch (key) {
    case '/':
      app.search.focus();
      app.search.select();
      return true;
    case 'Escape':
      if (app.flame.zoom !== app.graph.root) {
        app.reset();
      } else {
        app.endSearch();
      }
      return true;
    case 'b':
      app.setInverted(!app.inverted);
      return true;
    case 'd':
      app.setTheme(!app.dark);
      return true;
    case 'f':
      app.setFolding(!app.folding);
      return true;
    case 'm':
      app.nextMetric();
      return true;
    case '?':
      app.help();
      return true;
    default:
      return false;
  }
}

/** Keys that move the selection. @param {App} app @param {string} key */
function move(app, key) {
  const {graph, flame} = app;
  const node = flame.selected;
  switch (key) {
    case 'Enter':
      app.zoom(node);
      return true;
    case 'Backspace':
      app.zoom(Math.max(graph.root, graph.parent(flame.zoom)));
      return true;
    case 'ArrowUp':
      app.select(Math.max(graph.root, graph.parent(node)));
      return true;
    case 'ArrowDown': {
      const child = graph.children(node)[0];
      if (child !== undefined && graph.value(child) > 0) {
        app.select(child);
      }
      return true;
    }
    case 'ArrowLeft':
    case 'ArrowRight': {
      const at = boxOf(flame.rows, node);
      const beside = at ? flame.rows[at.depth].node[at.index + (key === 'ArrowLeft' ? -1 : 1)] : undefined;
      if (beside !== undefined && beside !== MERGED) {
        app.select(beside);
      }
      return true;
    }
    default:
      return false;
  }
}
