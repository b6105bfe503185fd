// What the page asks before its program is there. A small script of its own starts the questions of the
// first view, all at once instead of one answer after the other; the program takes the answers over.

import {wellFormed} from '../base/names';
import type {View} from './hash';
import type {Slices} from './protocol';

export type Parameters = Record<string, string | number | boolean | null | undefined>;

/** Part of an address: parameters that are set, in a fixed order. */
export function asked(parameters: Parameters): string {
  const parts = [];
  for (const [key, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '') {
      parts.push(encodeURIComponent(key) + '=' + encodeURIComponent(wellFormed(String(value))));
    }
  }
  return parts.length > 0 ? '?' + parts.join('&') : '';
}

export function addressOf(path: string, parameters: Parameters): string {
  return 'api/' + path + asked(parameters);
}

/** Width of what stands at the left of the timeline, in heights of text. */
export const GUTTER_EM = 15;

interface Early {
  /** By address; whoever takes one waits for it. */
  answers: Map<string, Promise<Response>>;
  /** Of the whole run, by profile; null where the server would not answer. */
  slices: Map<number, Promise<Slices | null>>;
}

/** Both programs have this module in them: what they share stands where both find it. */
const place = globalThis as {plumbEarly?: Early};

function shared(): Early {
  return place.plumbEarly ??= {answers: new Map(), slices: new Map()};
}

/** The answer to a question that was asked already, for one who has not had it. */
export function earlyAnswer(address: string): Promise<Response> | undefined {
  const {answers} = shared();
  const answer = answers.get(address);
  answers.delete(address);
  return answer;
}

/** Slices of the whole run, for about as many pixels as the window has; once. */
export function earlySlices(p: number): Promise<Slices | null> | undefined {
  const {slices} = shared();
  const answer = slices.get(p);
  slices.delete(p);
  return answer;
}

function ask(path: string, parameters: Parameters): void {
  const address = addressOf(path, parameters);
  const response = fetch(address);
  response.catch(() => {}); // whoever waits for it is told
  shared().answers.set(address, response);
}

/** Asks for what a view needs that the address names. */
export function askForFirstView(view: View): void {
  const p = Number(view.p);
  ask('session', {p});
  if (view.view === 'timeline') {
    ask('timeline/tracks', {p});
    if ([view.t0, view.lane, view.find, view.finding].every((each) => each === '')) {
      shared().slices.set(p, slicesAtFirst(p).catch(() => null));
    }
  }
}

/** As many tracks as there may be room for, in about as many pixels: there is no picture to measure yet. */
async function slicesAtFirst(p: number): Promise<Slices | null> {
  const em = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const px = Math.max(1, Math.round(innerWidth - GUTTER_EM * em));
  const answer = await fetch(addressOf('timeline/slices', {p, px, rows: Math.max(1, Math.round(innerHeight / em))}));
  return answer.ok ? await answer.json() as Slices : null;
}
