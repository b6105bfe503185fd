// Small parts that all views use. Names go in as text only.

import type {ComponentChildren, JSX} from 'preact';
import {Cell} from '../base/store';
import {Palette} from '../base/colors';
import {distinctEnds, shown} from '../base/names';
import type {Overview, Session} from './protocol';
import {Refused} from './api';
import {main} from './state';
import type {Scope} from './state';

/** What every view is given. */
export interface Given {
  p: number;
  overview: Overview;
  session: Session;
  palette: Palette;
}

/** What the devices of a profile are called. */
export function deviceWord(overview: Overview): string {
  return overview.device_word ?? 'GPU';
}

/** A name from the trace: kept from turning the direction of the text around it. */
export function Name({text, most}: {text: string; most?: number}): JSX.Element {
  return <bdi>{shown(text, most)}</bdi>;
}

export function Swatch({color, hatched}: {color: string; hatched?: boolean}): JSX.Element {
  return <span class={'swatch' + (hatched ? ' hatched' : '')} style={{backgroundColor: color}} />;
}

export function Choice<T extends string>({label, value, options, onChange}: {
  label: string; value: T; options: {id: T; label: string; title?: string}[]; onChange: (value: T) => void;
}): JSX.Element {
  return (
    <div class="segments" role="group" aria-label={label}>
      {options.map((option) => (
        <button type="button" key={option.id} title={option.title} aria-pressed={option.id === value} onClick={() => onChange(option.id)}>{option.label}</button>
      ))}
    </div>
  );
}

export function Select({label, value, options, onChange}: {
  label: string; value: string; options: {id: string; label: string; disabled?: boolean}[]; onChange: (value: string) => void;
}): JSX.Element {
  return (
    <label class="field">
      {label}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => <option key={option.id} value={option.id} disabled={option.disabled}>{shown(option.label, 80)}</option>)}
      </select>
    </label>
  );
}

/** A button that is on or off. */
export function Toggle({on, title, onClick, children}: {on: boolean; title?: string; onClick: () => void; children: ComponentChildren}): JSX.Element {
  return <button type="button" class="toggle" aria-pressed={on} title={title} onClick={onClick}>{children}</button>;
}

/** Why a view has nothing to show, and what would help. */
export function Empty({title, children}: {title: string; children?: ComponentChildren}): JSX.Element {
  return <div class="empty"><h2>{title}</h2>{children ? <p class="muted">{children}</p> : null}</div>;
}

/** What profiles are called: by as much of their paths as tells them apart. */
export function profileNames(session: Session): Map<number, string> {
  const names = distinctEnds(session.profiles.map((each) => (each.files.length === 1 ? each.files[0] : each.label)));
  return new Map(session.profiles.map((each, i) => [each.p, names[i]]));
}

export function Trouble({error}: {error: Error}): JSX.Element {
  const server = error instanceof Refused;
  return (
    <div class="notice" role="alert">
      {shown(error.message, 2000)}
      {server ? null : <span class="muted"> Is "plumb view" still running?</span>}
    </div>
  );
}

// ---- what views tell the page

/** For screen readers. */
export const spoken = new Cell('');

export interface TipContent {
  x: number;
  y: number;
  title: string;
  lines: string[];
}

/** The box that follows the pointer. */
export const tip = new Cell<TipContent | null>(null);

export function showTip(event: MouseEvent, title: string, ...lines: string[]): void {
  tip.value = {x: event.clientX, y: event.clientY, title, lines: lines.filter((line) => line !== '')};
}

export function hideTip(): void {
  tip.value = null;
}

/** Whether a key press is meant for what is typed into. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target instanceof HTMLElement ? event.target : null;
  return target?.closest('input, select, textarea, dialog') !== null && target !== null;
}

/** Whether keys are meant for what looks at this: the pane that has the focus, else the page's own. */
export function hasKeys(scope: Scope): boolean {
  const pane = document.activeElement?.closest('.pane') ?? null;
  return (pane === null || pane.classList.contains('main-pane')) === (scope === main);
}

/** Arrow keys, Home and End on a list of tabs: the next one is shown and takes the focus. */
export function moveTab(event: KeyboardEvent, tabs: string[], current: string, show: (id: string) => void): void {
  const at = tabs.indexOf(current);
  const next = {ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1}[event.key];
  if (next !== undefined && next >= 0 && next < tabs.length && next !== at) {
    show(tabs[next]);
    const list = (event.currentTarget as HTMLElement).parentElement;
    requestAnimationFrame(() => list?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
    event.preventDefault();
  }
}

export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages that may not touch the clipboard by themselves.
    const area = document.createElement('textarea');
    area.className = 'spoken';
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
