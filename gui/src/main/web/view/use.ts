// Hooks that components share.

import {useEffect, useLayoutEffect, useRef, useState} from 'preact/hooks';
import {asking, resting} from './pending';

export interface Asked<T> {
  value: T | undefined;
  error: Error | undefined;
  /** Whether the answer is that of an earlier question. */
  waiting: boolean;
}

/**
 * The answer to a question, asked again when one of the inputs changes. Until the new answer is
 * there the old one stands, so that a view does not flicker.
 */
export function useAnswer<T>(ask: (signal: AbortSignal) => Promise<T> | undefined, inputs: unknown[]): Asked<T> {
  const [state, setState] = useState<Asked<T>>({value: undefined, error: undefined, waiting: true});
  // Asked at once, not after the next frame: of questions that lead to each other each would wait for one.
  useLayoutEffect(() => {
    const given = new AbortController();
    const promise = ask(given.signal);
    if (promise === undefined) {
      setState({value: undefined, error: undefined, waiting: false});
      return;
    }
    setState((before) => (before.waiting ? before : {...before, waiting: true}));
    let open = true;
    asking(1);
    const done = () => {
      if (open) {
        open = false;
        asking(-1);
      }
    };
    promise.then(
      (value) => {
        done();
        if (!given.signal.aborted) {
          setState({value, error: undefined, waiting: false});
        }
      },
      (error) => {
        done();
        if (!given.signal.aborted) {
          setState({value: undefined, error: error instanceof Error ? error : new Error(String(error)), waiting: false});
        }
      });
    return () => {
      given.abort();
      done();
    };
  }, inputs);
  return state;
}

export interface Size {
  width: number;
  height: number;
}

/** The size of an element, kept up to date. */
export function useSize<E extends HTMLElement>(): [{current: E | null}, Size] {
  const ref = useRef<E>(null);
  const [size, setSize] = useState<Size>({width: 0, height: 0});
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) {
      return;
    }
    const measure = () => setSize((before) => {
      const {clientWidth: width, clientHeight: height} = element;
      return before.width === width && before.height === height ? before : {width, height};
    });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}

/** A value that follows another one once that has rested for a while. */
export function useRested<T>(value: T, ms: number): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    let open = true;
    resting(1);
    const done = () => {
      if (open) {
        open = false;
        resting(-1);
      }
    };
    const timer = setTimeout(() => {
      setRested(value);
      done();
    }, ms);
    return () => {
      clearTimeout(timer);
      done();
    };
  }, [value, ms]);
  return rested;
}
