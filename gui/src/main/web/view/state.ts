// What is looked at. All of it stands behind the # of the address, so that a link shows the same view
// and the browser's way back works.

import {baseName} from '../base/names';
import {createContext} from 'preact';
import {useContext} from 'preact/hooks';
import {Cell, useCell} from '../base/store';
import type {Drawing} from '../draw/drawing';
import {KEYS, listOf, readHash, writeHash} from './hash';
import type {View} from './hash';
import {resting} from './pending';

/** Places in one profile, which mean nothing in another one. */
export const ELSEWHERE: Partial<View> = {
  from: '', to: '', finding: '', root: '', box: '', callers: '', t0: '', t1: '', slice: '', closed: '', full: '', lane: '', above: '', base: '', device: '', moment: '', file: '', line: '',
};

/** What one pane looks at, and how to change it. */
export class Scope {
  readonly cell: Cell<View>;
  /** The picture that "SVG" and "PNG" save; null where there is none. */
  readonly exportable = new Cell<{name: string; drawing: () => Drawing} | null>(null);

  /** Whether the flame graph, once it has what it is asked for, goes to the first of that. */
  seeking = false;

  /** What of the view is too long for a link; empty where it has all. */
  leftOut = '';

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

  /** Looks for something in the flame graph, which goes there. A link says itself where it is. */
  seek(change: Partial<View>): void {
    this.seeking = true;
    this.show({view: 'flame', root: '', box: '', callers: '', ...change});
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

export function toggled(text: string, word: string): string {
  const words = listOf(text);
  return (words.includes(word) ? words.filter((each) => each !== word) : [...words, word]).join(',');
}

/** A search text for exactly this name, as far as search texts may be long. */
export function exactly(name: string): string {
  const text = `/^${literally(name)}$/`;
  return text.length <= 490 ? text : name.slice(0, 480);
}

/** A search text for exactly this name at this line, also where the name does not tell it. */
export function exactlyAt(name: string, file: string | null, line: number): string {
  if (file === null || line <= 0 || /\(\d+\): /.test(name)) {
    return exactly(name);
  }
  const text = `/^(.*[/\\\\])?${literally(baseName(file))}\\(${line}\\): ${literally(name)}$/`;
  return text.length <= 490 ? text : exactly(name);
}

/** A text as an expression that means just it. */
export function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
