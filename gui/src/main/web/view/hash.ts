// What stands behind the # of the page's address: all that is looked at.

import {wellFormed} from '../base/names';

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
  /** Folds that are not as usual: open ones, and closed ones that are usually open. */
  folds: '',
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
  /** What stands in the SQL box and was not sent. */
  draft: '',
  chart: '',
  /** How the answer to a query is sorted, by the number of the column. */
  order: '',
  /** Column of the runs whose trend is drawn. */
  trend: '',
};

export type Key = keyof typeof DEFAULTS;
export type View = Record<Key, string>;

export const KEYS = Object.keys(DEFAULTS) as Key[];

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

/** How much of a link a text that nobody sent may take; a longer one stays in the box only. */
const MOST_DRAFTED = 8_000;

/** The beginning of such a text that links take. What is written in escapes takes up to nine signs a letter. */
export function drafted(text: string): string {
  let signs = 0;
  let end = 0;
  for (const letter of text) {
    signs += encodeURIComponent(wellFormed(letter)).length;
    if (signs > MOST_DRAFTED) {
      break;
    }
    end += letter.length;
  }
  return text.slice(0, end);
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
  view.draft = drafted(view.draft);
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

/** A set of words in one key. */
export function listOf(text: string): string[] {
  return text === '' ? [] : text.split(',');
}
