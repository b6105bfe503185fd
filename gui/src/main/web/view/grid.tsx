// A table of any length: only the rows in sight are in the page.

import type {ComponentChildren, JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {placeName, useScrolled} from './scrolled';
import {useSize} from './use';

export interface GridColumn {
  id: string;
  label: string;
  title?: string;
  numeric: boolean;
  /** Width in characters. */
  wide: number;
  sortable?: boolean;
}

interface GridGiven {
  label: string;
  columns: GridColumn[];
  rows: number;
  /** Cells of a row; undefined while it is on its way. */
  row: (index: number) => ComponentChildren[] | undefined;
  /** Told which rows are in sight. */
  need?: (first: number, last: number) => void;
  /** Column, with - before it for descending. */
  sort?: string;
  onSort?: (sort: string) => void;
  onRow?: (index: number) => void;
  totals?: ComponentChildren[];
  current?: number;
}

/** Rows that are drawn beyond those in sight, on each side. */
const BEYOND = 12;

export function Grid({label, columns, rows, row, need, sort, onSort, onRow, totals, current}: GridGiven): JSX.Element {
  const [ref, size] = useSize<HTMLDivElement>();
  const [top, setTop] = useState(0);
  const focused = useRef(0);
  const em = ref.current ? parseFloat(getComputedStyle(ref.current).fontSize) : 13;
  const rowHeight = Math.round(em * 1.75);
  useScrolled(ref.current, placeName(label), ref.current ? rowHeight : 0);
  const first = Math.max(0, Math.floor(top / rowHeight) - BEYOND);
  const last = Math.min(rows, Math.ceil((top + size.height) / rowHeight) + BEYOND);
  useEffect(() => {
    if (size.height > 0) {
      need?.(first, last);
    }
  }, [first, last, need, size.height > 0]);
  const shown = [];
  for (let i = first; i < last; i++) {
    shown.push(i);
  }
  const template = columns.map((column) => (column.numeric ? `minmax(${Math.max(6, column.wide) + 1.5}ch, max-content)` : `minmax(${Math.min(column.wide, 16)}ch, ${column.wide}fr)`)).join(' ');
  const onKey = (event: KeyboardEvent) => {
    const step = {ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -rows, End: rows}[event.key];
    if (step === undefined || rows === 0) {
      if (event.key === 'Enter' && onRow && event.target === event.currentTarget) {
        onRow(focused.current);
      }
      return;
    }
    focused.current = Math.max(0, Math.min(rows - 1, focused.current + step));
    const box = ref.current;
    if (box) {
      const y = focused.current * rowHeight;
      if (y < box.scrollTop) {
        box.scrollTop = y;
      } else if (y + 3 * rowHeight > box.scrollTop + box.clientHeight) {
        box.scrollTop = y + 3 * rowHeight - box.clientHeight;
      }
      setTop(box.scrollTop + 0.001 * (focused.current % 2));
    }
    event.preventDefault();
  };
  return (
    <div class="grid" role="table" aria-label={label} aria-rowcount={rows + 1} aria-colcount={columns.length} tabIndex={0} ref={ref} onKeyDown={onKey}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
      <div class="grid-sheet" style={{gridTemplateColumns: template}}>
        <div role="row" class="grid-row grid-head">
          {columns.map((column) => {
            const descending = sort === '-' + column.id;
            const chosen = descending || sort === column.id;
            return (
              <div role="columnheader" key={column.id} class={column.numeric ? 'number' : ''} aria-sort={chosen ? (descending ? 'descending' : 'ascending') : 'none'} title={column.title}>
                {onSort && column.sortable !== false
                  ? <button type="button" onClick={() => onSort(chosen ? (descending ? column.id : '-' + column.id) : (column.numeric ? '-' : '') + column.id)}>{column.label}{chosen ? (descending ? ' ▾' : ' ▴') : ''}</button>
                  : column.label}
              </div>
            );
          })}
        </div>
        {totals ? <div role="row" class="grid-row grid-totals">{totals.map((cell, i) => <div role="cell" key={i} class={columns[i].numeric ? 'number' : ''}>{cell}</div>)}</div> : null}
        <div class="grid-space" style={{height: first * rowHeight + 'px'}} />
        {shown.map((index) => {
          const cells = row(index);
          const classes = 'grid-row' + (onRow ? ' pressable' : '') + (index === current || index === focused.current && document.activeElement === ref.current ? ' current' : '');
          return (
            <div role="row" key={index} class={classes} aria-rowindex={index + 2} onClick={onRow ? () => {
              focused.current = index;
              onRow(index);
            } : undefined}>
              {cells ? cells.map((cell, i) => <div role="cell" key={i} class={columns[i].numeric ? 'number' : 'name'} style={{height: rowHeight + 'px'}}>{cell}</div>)
                : <div role="cell" class="muted whole" style={{height: rowHeight + 'px'}}>…</div>}
            </div>
          );
        })}
        <div class="grid-space" style={{height: Math.max(0, rows - last) * rowHeight + 'px'}} />
      </div>
    </div>
  );
}
