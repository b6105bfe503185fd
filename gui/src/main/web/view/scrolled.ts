// How far things are scrolled, as the address says it: in rows or letters, so that a link shows the
// same place on a screen of another size.

import {useEffect, useRef, useState} from 'preact/hooks';
import {resting} from './pending';
import {useScope, useView} from './state';

const REST_MS = 200;
/** Of one link: more would be nobody's. */
const MOST_PLACES = 40;
const PLACE = /^([a-z0-9-]{1,60}):(\d{1,9}(?:\.\d{1,2})?)(?::(\d{1,9}(?:\.\d{1,2})?))?$/;

export interface Place {
  /** Units from the top. */
  y: number;
  /** Units from the left. */
  x: number;
}

/** The places of a link, by what is scrolled. Links are written by anybody: what is no place is left out. */
export function readPlaces(text: string): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const part of text.split(',').slice(0, MOST_PLACES)) {
    const [, name, y, x] = PLACE.exec(part) ?? [];
    if (name !== undefined) {
      places.set(name, {y: Number(y), x: Number(x ?? 0)});
    }
  }
  return places;
}

/** The text of a link with another place of one thing; nothing stands for what is not scrolled. */
export function withPlace(text: string, name: string, {x, y}: Place): string {
  const places = readPlaces(text);
  places.delete(name);
  const [right, down] = [rounded(x), rounded(y)];
  if (right > 0 || down > 0) {
    places.set(name, {x: right, y: down});
  }
  return [...places].map(([each, place]) => each + ':' + place.y + (place.x > 0 ? ':' + place.x : '')).join(',');
}

function rounded(units: number): number {
  return Math.round(100 * units) / 100;
}

/** What is scrolled, as the address may call it. */
export function placeName(label: string): string {
  return label.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 60);
}

/**
 * Holds in the address how far an element is scrolled, and scrolls it to where the address says.
 *
 * @param unit pixels of what the address counts; 0 until that is known
 */
export function useScrolled(element: HTMLElement | null, name: string, unit: number): void {
  const scope = useScope();
  const place = readPlaces(useView().scroll).get(name);
  const said = place ? place.y + ':' + place.x : '';
  /** What the address said last, or was told. */
  const known = useRef('');
  useEffect(() => {
    if (!element || !(unit > 0)) {
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const rest = () => {
      if (timer !== undefined) {
        clearTimeout(timer);
        timer = undefined;
        resting(-1);
      }
    };
    const moved = () => Math.abs(element.scrollTop - (place?.y ?? 0) * unit) > 1 || Math.abs(element.scrollLeft - (place?.x ?? 0) * unit) > 1;
    const coming = place && said !== known.current ? new Coming(element, place.x * unit, place.y * unit) : null;
    known.current = said;
    const note = () => {
      if (coming?.open) {
        return;
      }
      rest();
      resting(1);
      timer = setTimeout(() => {
        rest();
        if (moved()) {
          const now = {x: rounded(element.scrollLeft / unit), y: rounded(element.scrollTop / unit)};
          known.current = now.x === 0 && now.y === 0 ? '' : now.y + ':' + now.x;
          scope.show({scroll: withPlace(scope.view.scroll, name, now)}, true);
        }
      }, REST_MS);
    };
    if (!coming && moved()) {
      // Something else changed what is looked at, and this stayed where it was.
      note();
    }
    element.addEventListener('scroll', note, {passive: true});
    return () => {
      coming?.end();
      element.removeEventListener('scroll', note);
      rest();
    };
  }, [element, name, unit, said]);
}

/** A part of a view that scrolls as a whole: what its element is told by, and what it is called. */
export function useScrolledPane(name: string): (element: HTMLElement | null) => void {
  const [element, setElement] = useState<HTMLElement | null>(null);
  useScrolled(element, name, element ? parseFloat(getComputedStyle(element).fontSize) : 0);
  return setElement;
}

/** On the way to a place, until there is enough to scroll or the reader is faster. */
class Coming {
  private readonly given = new AbortController();
  private readonly observer = new ResizeObserver(() => this.go());

  constructor(private readonly element: HTMLElement, private readonly left: number, private readonly top: number) {
    for (const kind of ['wheel', 'pointerdown', 'keydown']) {
      element.addEventListener(kind, () => this.end(), {signal: this.given.signal, passive: true});
    }
    for (const child of element.children) {
      this.observer.observe(child);
    }
    this.go();
  }

  get open(): boolean {
    return !this.given.signal.aborted;
  }

  private go(): void {
    const {element, left, top} = this;
    element.scrollLeft = left;
    element.scrollTop = top;
    if (Math.abs(element.scrollTop - top) <= 1 && Math.abs(element.scrollLeft - left) <= 1) {
      this.end();
    }
  }

  end(): void {
    this.given.abort();
    this.observer.disconnect();
  }
}
