// What is looked at. All of it stands behind the # of the address, so that a link shows the same view
// and the browser's way back works.

import {createContext} from 'preact';
import {useContext} from 'preact/hooks';
import {wellFormed} from '../base/names';
import {Cell, useCell} from '../base/store';
import type {Drawing} from '../draw/drawing';
import {resting} from './pending';

/** Each key with what it is when the address does not say it. */
const DEFAULTS = {
  /** Profile; the first one where the address names none, or the list of a folder. */
  p: '',
  view: 'overview',
  /** Whether the timeline stands above the view. */
  split: '',
  theme: '',
  /** What the pane beside this one looks at. */
  other: '',
  /** Range of time that everything is computed for. */
  from: '',
  to: '',
  /** How far what can be scrolled is, but for the timeline's lanes. */
  scroll: '',
  /** Finding whose contexts are lit. */
  finding: '',

  // Flame graph
  direction: 'down',
  metric: '',
  root: '',
  box: '',
  search: '',
  hide: '',
  focus: '',
  drop: '',
  collapsed: '',
  recursion: '',
  /** Frame whose callers are shown, for all that happens in it. */
  callers: '',
  /** 'no': also Python frames that only pass on. */
  fold: '',
  color: 'layer',
  flip: '',
  base: '',
  width: 'new',

  // Timeline
  t0: '',
  t1: '',
  slice: '',
  find: '',
  /** Groups that are closed, and tracks that are open in full. */
  closed: '',
  full: '',
  /** The lane at the top, where the lanes are scrolled, and how many of its rows are out of sight. */
  lane: '',
  above: '',

  // Tables
  table: '',
  sort: '',
  filter: '',
  group: '',

  // Others
  device: '',
  moment: '',
  file: '',
  line: '',
  sql: '',
  chart: '',
  /** How the answer to a query is sorted, by the number of the column. */
  order: '',
  /** Column of the runs whose trend is drawn. */
  trend: '',
};

export type Key = keyof typeof DEFAULTS;
export type View = Record<Key, string>;

const KEYS = Object.keys(DEFAULTS) as Key[];

/** Keys that are whole numbers, and the least that makes sense. */
const NUMBERS: Partial<Record<Key, number>> = {
  p: 0, from: 0, to: 0, t0: -Infinity, t1: -Infinity, slice: 0, line: 0, device: 0, moment: -Infinity, callers: 0, above: 0,
};

/** Texts that are searched for, and how long the server takes them. */
const SEARCHES = ['search', 'find', 'filter', 'hide', 'focus', 'drop'] as const;
const MOST_SEARCHED = 500;

function isWhole(text: string, least: number): boolean {
  // Clocks may be decades apart: what the server takes, though a double may not have it exactly.
  return /^-?\d{1,19}$/.test(text) && Math.abs(Number(text)) < 2 ** 62 && Number(text) >= least;
}

/** Leaves out what is no number where one belongs: links are written by anybody. */
function repaired(view: View): View {
  for (const key of KEYS) {
    const least = NUMBERS[key];
    if (least !== undefined && view[key] !== '' && !isWhole(view[key], least)) {
      view[key] = DEFAULTS[key];
    }
  }
  for (const key of SEARCHES) {
    view[key] = view[key].slice(0, MOST_SEARCHED);
  }
  for (const [start, end] of [['from', 'to'], ['t0', 't1']] as const) {
    if (view[start] === '' || view[end] === '' || Number(view[start]) >= Number(view[end])) {
      view[start] = '';
      view[end] = '';
    }
  }
  return view;
}

/** @param hash with or without the # */
export function readHash(hash: string): View {
  const view: View = {...DEFAULTS};
  for (const part of hash.replace(/^#/, '').split('&')) {
    const at = part.indexOf('=');
    const key = part.slice(0, at) as Key;
    if (at > 0 && KEYS.includes(key)) {
      try {
        view[key] = decodeURIComponent(part.slice(at + 1).replace(/\+/g, ' '));
      } catch {
        // Not what this page writes: left at what it is usually.
      }
    }
  }
  return repaired(view);
}

export function writeHash(view: View): string {
  const parts = [];
  for (const key of KEYS) {
    if (view[key] !== DEFAULTS[key]) {
      // Fewer escapes than encodeURIComponent writes: what may stand behind # as it is.
      parts.push(key + '=' + encodeURIComponent(wellFormed(view[key])).replace(/%2F/g, '/').replace(/%2C/g, ',').replace(/%3A/g, ':'));
    }
  }
  return '#' + parts.join('&');
}

/** Places in one profile, which mean nothing in another one. */
export const ELSEWHERE: Partial<View> = {
  from: '', to: '', finding: '', root: '', box: '', callers: '', t0: '', t1: '', slice: '', closed: '', full: '', lane: '', above: '', base: '', device: '', moment: '', file: '', line: '',
};

/** What one pane looks at, and how to change it. */
export class Scope {
  readonly cell: Cell<View>;
  /** The picture that "SVG" and "PNG" save; null where there is none. */
  readonly exportable = new Cell<{name: string; drawing: () => Drawing} | null>(null);

  constructor(start: View, private readonly write: (view: View, quiet: boolean) => void) {
    this.cell = new Cell(start);
  }

  get view(): View {
    return this.cell.value;
  }

  /**
   * Changes what is looked at.
   *
   * @param quiet without a new entry in the browser's history: for what changes all the time
   */
  show(change: Partial<View>, quiet = false): void {
    const next = {...this.view, ...change};
    if (KEYS.some((key) => next[key] !== this.view[key])) {
      if (!quiet && change.scroll === undefined) {
        // What is looked at anew begins at its top; what stays in sight says again where it is.
        next.scroll = '';
      }
      this.cell.value = next;
      this.write(next, quiet);
    }
  }

  /** Looks at another profile. */
  showProfile(p: number, change: Partial<View> = {}): void {
    this.show({...ELSEWHERE, p: String(p), metric: '', table: '', sort: '', ...change});
  }
}

/** Browsers slow down pages that change their address all the time. */
const WRITE_MS = 120;
const MOST_ENTRIES = 50;
const ENTRIES_MS = 10_000;

/** The address of the page, which follows what is looked at. */
class Address {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private entries: number[] = [];

  write(view: View, quiet: boolean): void {
    this.forget();
    const now = Date.now();
    this.entries = this.entries.filter((each) => now - each < ENTRIES_MS);
    if (quiet || this.entries.length >= MOST_ENTRIES) {
      resting(1);
      this.timer = setTimeout(() => {
        this.forget();
        history.replaceState(null, '', writeHash(view));
      }, WRITE_MS);
    } else {
      this.entries.push(now);
      history.pushState(null, '', writeHash(view));
    }
  }

  /** What was about to be written is of no more interest. */
  forget(): void {
    if (this.timer !== undefined) {
      clearTimeout(this.timer);
      this.timer = undefined;
      resting(-1);
    }
  }
}

const address = new Address();

/** The page's own pane. The other one, beside it, stands in its key of that name. */
export const main = new Scope(readHash(typeof location === 'undefined' ? '' : location.hash), (next, quiet) => address.write(next, quiet));

export const other = new Scope(readHash(main.view.other), (next, quiet) => main.show({other: writeHash(next)}, quiet));

/** Follows the browser's way back, and links that are opened in this tab. */
export function followAddress(): void {
  addEventListener('popstate', () => {
    address.forget();
    main.cell.value = readHash(location.hash);
  });
  main.cell.listen(() => {
    if (main.view.other !== '' && main.view.other !== writeHash(other.view)) {
      other.cell.value = readHash(main.view.other);
    }
  });
}

export const ScopeContext = createContext(main);

export function useScope(): Scope {
  return useContext(ScopeContext);
}

export function useView(): View {
  return useCell(useScope().cell);
}

/** The chosen range as parameters of a question; empty for the whole run. */
export function rangeOf(view: View): {from?: string; to?: string} {
  return view.from !== '' && view.to !== '' ? {from: view.from, to: view.to} : {};
}

/** A set of words in one key. */
export function listOf(text: string): string[] {
  return text === '' ? [] : text.split(',');
}

export function toggled(text: string, word: string): string {
  const words = listOf(text);
  return (words.includes(word) ? words.filter((each) => each !== word) : [...words, word]).join(',');
}

/**
 * A search text for exactly this name, as far as search texts may be long.
 *
 * @param maybe an expression for what may stand before it
 */
export function exactly(name: string, maybe = ''): string {
  const text = `/^${maybe === '' ? '' : `(${maybe})?`}${literally(name)}$/`;
  return text.length <= 490 ? text : name.slice(0, 480);
}

/** A text as an expression that means just it. */
export function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
