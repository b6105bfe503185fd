// Colours of boxes, after Okabe and Ito and Paul Tol, moved apart until those who lack one kind of
// cone tell them apart too, and light enough for dark text in both themes: base.test.ts measures both.

export interface Layer {
  id: string;
  label: string;
  kinds: string[];
  color: string;
}

/** One colour for each group of layers, outermost first, as in the legend. */
export const LAYERS: Layer[] = [
  {id: 'place', label: 'rank, thread, step', kinds: ['run', 'rank', 'thread', 'step', 'stream'], color: '#c3cad1'},
  {id: 'annotation', label: 'annotation, scope', kinds: ['annotation', 'scope'], color: '#9fa5ed'},
  {id: 'python', label: 'Python', kinds: ['python'], color: '#92c5ee'},
  {id: 'java', label: 'Java', kinds: ['java'], color: '#e4939c'},
  {id: 'module', label: 'module', kinds: ['module'], color: '#41b190'},
  {id: 'operator', label: 'operator', kinds: ['operator'], color: '#f3b84f'},
  {id: 'cpu', label: 'other code', kinds: ['slice', 'other'], color: '#d3c7a8'},
  {id: 'native', label: 'native', kinds: ['native'], color: '#64c2d1'},
  {id: 'runtime', label: 'device runtime', kinds: ['runtime'], color: '#f5ec78'},
  {id: 'system', label: 'operating system', kinds: ['system'], color: '#d9eb9a'},
  {id: 'overhead', label: 'profiler', kinds: ['overhead'], color: '#9f9dae'},
  {id: 'unattributed', label: 'unattributed', kinds: ['unattributed'], color: '#e8e8e8'},
  {id: 'kernel', label: 'kernel', kinds: ['kernel'], color: '#ee8459'},
  {id: 'instruction', label: 'line, instruction', kinds: ['source line', 'instruction'], color: '#d9b384'},
  {id: 'copy', label: 'copy, fill', kinds: ['memcpy', 'memset'], color: '#f6d0f6'},
  {id: 'device', label: 'other device work', kinds: ['device'], color: '#c8966f'},
  {id: 'smaller', label: 'folded', kinds: ['smaller'], color: '#dfe3e6'},
];

const LAYER_OF_KIND = new Map(LAYERS.flatMap((layer) => layer.kinds.map((kind) => [kind, layer] as const)));

/** The layer group of a kind of frame. */
export function layerOf(kind: string): Layer {
  return LAYER_OF_KIND.get(kind) ?? LAYERS[0];
}

/** Layers whose boxes are hatched: they stand for what is not known or not shown. */
export const HATCHED = new Set(['unattributed', 'smaller']);

/** Colours for groups that have none of their own: libraries, modules, findings, series of a chart. */
export const GROUP_COLORS = ['#80b0eb', '#ee8866', '#f3e38e', '#ffaabb', '#99ddff', '#33b296', '#c0d53c', '#c191c4', '#a2ad30', '#cfbc99'];

/** Shades of one colour tell neighbours apart. */
const SHADES = 3;

/** Fill colours of a theme. Neighbours of one layer get different shades, always the same for the same frame. */
export class Palette {
  readonly ink = '#16191c';
  readonly faint: string;
  readonly faintInk: string;
  readonly outline: string;
  readonly accent: string;
  readonly line: string;
  readonly ground: string;
  readonly panel: string;
  readonly text: string;
  readonly muted: string;
  private readonly fills = new Map<string, string[]>();
  private readonly inks = new Map<string, string>();

  constructor(readonly dark: boolean) {
    this.faint = dark ? '#2a3138' : '#eceff2';
    this.faintInk = dark ? '#9aa4ad' : '#5f6972';
    this.outline = dark ? '#ffffff' : '#000000';
    this.accent = dark ? '#ff5fd2' : '#b5008c';
    this.line = dark ? '#2f373f' : '#d9dee3';
    this.ground = dark ? '#12161a' : '#f6f7f8';
    this.panel = dark ? '#1a1f25' : '#ffffff';
    this.text = dark ? '#e5e9ed' : '#1b2127';
    this.muted = dark ? '#97a3ae' : '#5b6671';
  }

  /** Shade of a colour for one of many things of a kind. */
  shade(color: string, id: number): string {
    let fills = this.fills.get(color);
    if (!fills) {
      fills = [];
      for (let shade = 0; shade < SHADES; shade++) {
        fills.push(shaded(color, (this.dark ? 0.92 : 1) - 0.045 * shade));
      }
      this.fills.set(color, fills);
    }
    return fills[(Math.imul(id, 0x9e3779b1) >>> 8) % SHADES];
  }

  /** @param kind of a frame or slice */
  fill(kind: string, id: number): string {
    return this.shade(layerOf(kind).color, id);
  }

  /** @param background #rrggbb @returns the ink that can be read on it */
  inkOn(background: string): string {
    let ink = this.inks.get(background);
    if (ink === undefined) {
      // On grounds of the middle neither ink nor paper can be read, but black or white always can.
      ink = contrast(background, this.ink) >= READABLE ? this.ink
        : contrast(background, '#000000') > contrast(background, '#ffffff') ? '#000000' : '#ffffff';
      this.inks.set(background, ink);
    }
    return ink;
  }

  /** A difference: orange for more, blue for less, as deep as the part of the largest one. */
  difference(part: number): string {
    const [from, to] = this.dark ? ['#3a434c', part > 0 ? '#ee8866' : '#77aadd'] : ['#eceff2', part > 0 ? '#e4632d' : '#3f86c9'];
    return mixed(from, to, Math.min(1, Math.sqrt(Math.abs(part))));
  }
}

/** Always the same colour for the same name; others may have it too. */
export function groupColor(name: string): string {
  return GROUP_COLORS[placeOf(name)];
}

function placeOf(name: string): number {
  let hash = 7;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash, 31) + name.charCodeAt(i) | 0;
  }
  return (hash >>> 3) % GROUP_COLORS.length;
}

/** What belongs to no group. */
export const NO_GROUP = '#c3cad1';

/**
 * A colour for each group, the one of its name where no larger group has it already.
 *
 * @param names largest first
 */
export function groupColors(names: string[]): Map<string, string> {
  const colors = new Map<string, string>();
  const taken = new Set<number>();
  for (const name of names) {
    if (name === '') {
      colors.set(name, NO_GROUP);
      continue;
    }
    let place = placeOf(name);
    while (taken.has(place) && taken.size < GROUP_COLORS.length) {
      place = (place + 1) % GROUP_COLORS.length;
    }
    taken.add(place);
    colors.set(name, GROUP_COLORS[place]);
  }
  return colors;
}

/** Why a device did nothing, and what the critical path is made of: the words of the analyses. */
const CAUSES: Record<string, string> = {
  'compute': '#ee8459',
  'communication': '#7aa2d0',
  'copies': '#f6d0f6',
  'host': '#f3b84f',
  'host late': '#f3b84f',
  'data loading': '#45b28d',
  'synchronisation': '#6fcbd8',
  'return of waits': '#6fcbd8',
  'launch latency': '#f6e978',
  'queued': '#c4b8f6',
  'between work': '#c4b8f6',
  'unknown': '#e4e7e3',
};

/** The causes that have colours of their own. */
export const CAUSE_NAMES = Object.keys(CAUSES);

export function causeColor(cause: string): string {
  return CAUSES[cause] ?? groupColor(cause);
}

/** The contrast that WCAG 2 asks of text. */
export const READABLE = 4.5;

/** How much lighter one colour is than another one, as WCAG 2 has it: from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red, green, blue] = parts(color).map((part) => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function parts(color: string): number[] {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
}

function hex(parts: number[]): string {
  return '#' + parts.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('');
}

/** @param color as #rrggbb */
function shaded(color: string, factor: number): string {
  return hex(parts(color).map((part) => part * factor));
}

/** A colour between two, at 0 the first. */
export function mixed(from: string, to: string, share: number): string {
  const end = parts(to);
  return hex(parts(from).map((part, i) => part + (end[i] - part) * share));
}
