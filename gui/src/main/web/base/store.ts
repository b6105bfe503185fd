// A value that parts of the page share: who reads it is told when it changes.

import {useLayoutEffect, useState} from 'preact/hooks';

export class Cell<T> {
  private readonly listeners = new Set<() => void>();

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  set value(next: T) {
    if (next !== this.current) {
      this.current = next;
      for (const each of [...this.listeners]) {
        each();
      }
    }
  }

  /** Answers how to stop listening. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/** The value of a cell within a component, which is drawn again when it changes. */
export function useCell<T>(cell: Cell<T>): T {
  const [, setTick] = useState(0);
  const {value} = cell;
  useLayoutEffect(() => {
    const again = () => setTick((tick) => tick + 1);
    if (cell.value !== value) {
      again();
    }
    return cell.listen(again);
  }, [cell]);
  return value;
}
