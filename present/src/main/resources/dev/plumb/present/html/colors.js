// One colour for each group of layers, after Okabe and Ito: told apart also without red and green,
// and light enough for dark text in both themes.

/** @typedef {{id: string, label: string, kinds: string[], color: string}} Layer */

/** Outermost first, as in the legend. @type {Layer[]} */
export const LAYERS = [
  {id: 'place', label: 'rank, thread, step', kinds: ['run', 'rank', 'thread', 'step', 'stream'], color: '#c3cad1'},
  {id: 'annotation', label: 'annotation, scope', kinds: ['annotation', 'scope'], color: '#bfb0ea'},
  {id: 'python', label: 'Python', kinds: ['python'], color: '#92c5ee'},
  {id: 'java', label: 'Java', kinds: ['java'], color: '#e6a5ad'},
  {id: 'module', label: 'module', kinds: ['module'], color: '#45b592'},
  {id: 'operator', label: 'operator', kinds: ['operator'], color: '#f3b84f'},
  {id: 'cpu', label: 'other code', kinds: ['slice', 'other'], color: '#d2bda3'},
  {id: 'native', label: 'native', kinds: ['native'], color: '#86d3d6'},
  {id: 'runtime', label: 'GPU runtime', kinds: ['runtime'], color: '#efe06c'},
  {id: 'system', label: 'operating system', kinds: ['system'], color: '#b9c77a'},
  {id: 'overhead', label: 'profiler', kinds: ['overhead'], color: '#9aa5ae'},
  {id: 'unattributed', label: 'unattributed', kinds: ['unattributed'], color: '#e8e8e8'},
  {id: 'kernel', label: 'kernel', kinds: ['kernel'], color: '#ee8459'},
  {id: 'instruction', label: 'line, instruction', kinds: ['source line', 'instruction'], color: '#f5b79b'},
  {id: 'copy', label: 'copy, fill', kinds: ['memcpy', 'memset'], color: '#dda3c8'},
  {id: 'device', label: 'other device work', kinds: ['device'], color: '#b98a6e'},
  {id: 'smaller', label: 'folded', kinds: ['smaller'], color: '#dfe3e6'},
];

/** @type {Map<string, Layer>} */
const LAYER_OF_KIND = new Map(LAYERS.flatMap((layer) => layer.kinds.map((kind) => [kind, layer])));

/** The layer group of a kind of frame. @param {string} kind @returns {Layer} */
export function layerOf(kind) {
  return LAYER_OF_KIND.get(kind) ?? LAYERS[0];
}

/** Layers whose boxes are hatched: they stand for what is not known or not shown. */
export const HATCHED = new Set(['unattributed', 'smaller']);

const SHADES = 3;

/**
 * Fill colours by layer and shade. Neighbours of one layer get different shades, always the same
 * for the same frame.
 */
export class Palette {
  /** @param {boolean} dark */
  constructor(dark) {
    this.ink = '#16191c';
    this.faint = dark ? '#2a3138' : '#eceff2';
    this.faintInk = dark ? '#8b959e' : '#6d7780';
    this.outline = dark ? '#ffffff' : '#000000';
    this.accent = dark ? '#ff5fd2' : '#b5008c';
    /** @type {Map<string, string[]>} */
    this.fills = new Map();
    for (const layer of LAYERS) {
      const fills = [];
      for (let shade = 0; shade < SHADES; shade++) {
        fills.push(shaded(layer.color, (dark ? 0.86 : 1) - 0.045 * shade));
      }
      this.fills.set(layer.id, fills);
    }
  }

  /** @param {string} layer @param {number} frame */
  fill(layer, frame) {
    const fills = /** @type {string[]} */ (this.fills.get(layer));
    return fills[(Math.imul(frame, 0x9e3779b1) >>> 8) % SHADES];
  }
}

/** @param {string} color as #rrggbb @param {number} factor */
function shaded(color, factor) {
  const parts = [1, 3, 5].map((at) => Math.round(parseInt(color.slice(at, at + 2), 16) * factor));
  return '#' + parts.map((part) => part.toString(16).padStart(2, '0')).join('');
}
