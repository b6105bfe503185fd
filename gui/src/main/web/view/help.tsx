// Keys and pointer.

import type {JSX} from 'preact';
import {useEffect, useRef} from 'preact/hooks';

const KEYS: [string, [string, string][]][] = [
  ['Everywhere', [
    ['1 … 9', 'the views, in the order of their tabs'],
    ['/', 'search: text, or an expression between slashes, as /conv|gemm/i'],
    ['T', 'light or dark'],
    ['?', 'this list'],
  ]],
  ['Flame graph', [
    ['click, Enter', 'zoom in to a frame'],
    ['Shift click', 'select a frame without zooming'],
    ['Backspace', 'zoom out by one frame'],
    ['Esc', 'the whole profile; then end the search'],
    ['arrows', 'the caller, the largest callee, the neighbours'],
    ['b', 'top-down or bottom-up'],
    ['m', 'next metric'],
    ['p', 'with or without Python frames that only pass on'],
    ['Enter in the search', 'next match, largest first'],
  ]],
  ['Charts, tables, source', [
    ['arrows, Page, Home, End', 'from point to point, row to row, line to line'],
    ['Enter', 'what a press on it does'],
  ]],
  ['Timeline', [
    ['W S', 'zoom in and out, at the pointer'],
    ['A D', 'earlier and later'],
    ['Ctrl wheel', 'zoom; with Shift: earlier and later; on the ruler: zoom'],
    ['drag', 'choose a range: every other view shows that range only'],
    ['Shift drag', 'move'],
    ['click', 'select a slice'],
    ['F', 'show the selection, or the range, or all'],
    ['R', 'the selected slice as range'],
    ['0', 'the whole run'],
    ['arrows', 'the neighbours, the caller, the first callee'],
    ['Esc', 'no selection; then no search; then no range'],
  ]],
];

export function HelpDialog({onClose}: {onClose: () => void}): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  return (
    <dialog ref={ref} aria-labelledby="help-title" onClose={onClose}>
      <h2 id="help-title">Keys and pointer</h2>
      <div class="help-columns">
        {KEYS.map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>{keys.map(([key, text]) => <><dt><kbd>{key}</kbd></dt><dd>{text}</dd></>)}</dl>
          </section>
        ))}
      </div>
      <form method="dialog"><button>Close</button></form>
    </dialog>
  );
}
