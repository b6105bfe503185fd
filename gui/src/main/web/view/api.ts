// Asks the server. Questions that nobody waits for any more are given up.

import {addressOf, earlyAnswer} from './early';
import type {Parameters} from './early';
import type * as P from './protocol';

/** A question that the server would not answer, in its own words. */
export class Refused extends Error {
  constructor(message: string, readonly status: number, readonly code: string, readonly body: Record<string, unknown>) {
    super(message);
  }
}

async function answer(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  if (response.ok && type.includes('json')) {
    return response.json();
  }
  if (response.ok) {
    return response.text();
  }
  let body: Record<string, unknown> = {};
  try {
    body = await response.json();
  } catch {
    // Not the server's own words: the status must do.
  }
  const error = (body.error ?? {}) as {code?: string; message?: string};
  const message = response.status === 401
    ? 'This address has no token, or an old one. Open the one that "plumb view" printed.'
    : error.message ?? `The server answered ${response.status}.`;
  throw new Refused(message, response.status, error.code ?? '', body);
}

/** The last answers: going back to a view shows it at once. */
const kept = new Map<string, unknown>();
const MOST_KEPT = 60;

function keepAnswer(address: string, value: unknown): void {
  kept.set(address, value);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) {
      break;
    }
    kept.delete(oldest);
  }
}

async function ask(address: string, signal?: AbortSignal): Promise<unknown> {
  const early = earlyAnswer(address);
  if (early) {
    try {
      return await answer(await early);
    } catch {
      // Asked before there was a page to show an error, and perhaps before the server was ready: asked again.
    }
  }
  return answer(await fetch(address, {signal}));
}

async function get<T>(path: string, parameters: Parameters, signal?: AbortSignal, keep = true): Promise<T> {
  const address = addressOf(path, parameters);
  if (keep && kept.has(address)) {
    return kept.get(address) as T;
  }
  const value = await ask(address, signal);
  if (keep) {
    keepAnswer(address, value);
  }
  return value as T;
}

function post(path: string, body: object, more: RequestInit): Promise<Response> {
  return fetch('api/' + path, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(body), ...more});
}

const server = {
  /** @param p the profile whose overview comes with it */
  async session(p: number): Promise<P.Session> {
    const session = await get<P.Session>('session', {p}, undefined, false);
    if (session.overview) {
      keepAnswer(addressOf('overview', {p}), session.overview);
    }
    return session;
  },
  runs: (signal?: AbortSignal) => get<P.Runs>('runs', {}, signal, false),
  open: (run: number) => get<{p: number}>('open', {run}, undefined, false),
  overview: (p: number, signal?: AbortSignal) => get<P.Overview>('overview', {p}, signal),
  flame: (parameters: Parameters, signal?: AbortSignal) => get<P.Flame>('flame', parameters, signal),
  context: (parameters: Parameters, signal?: AbortSignal) => get<P.ContextInfo>('context', parameters, signal),
  tracks: (p: number, signal?: AbortSignal) => get<P.Tracks>('timeline/tracks', {p}, signal),
  slices: (parameters: Parameters, signal?: AbortSignal) => get<P.Slices>('timeline/slices', parameters, signal),
  counters: (parameters: Parameters, signal?: AbortSignal) => get<P.Counters>('timeline/counters', parameters, signal),
  find: (parameters: Parameters, signal?: AbortSignal) => get<P.Found>('timeline/search', parameters, signal),
  slice: (p: number, slice: number, signal?: AbortSignal) => get<P.SliceInfo>('slice', {p, slice}, signal),
  range: (parameters: Parameters, signal?: AbortSignal) => get<P.RangeInfo>('timeline/range', parameters, signal),
  criticalPath: (parameters: Parameters, signal?: AbortSignal) => get<P.CriticalPath>('timeline/critical-path', parameters, signal),
  table: (parameters: Parameters, signal?: AbortSignal) => get<P.Table>('table', parameters, signal),
  tableCsv: (parameters: Parameters) => get<string>('table', {...parameters, format: 'csv'}, undefined, false),
  steps: (parameters: Parameters, signal?: AbortSignal) => get<P.Steps>('steps', parameters, signal),
  ranks: (parameters: Parameters, signal?: AbortSignal) => get<P.Ranks>('ranks', parameters, signal),
  roofline: (parameters: Parameters, signal?: AbortSignal) => get<P.Roofline>('roofline', parameters, signal),
  memory: (parameters: Parameters, signal?: AbortSignal) => get<P.Memory>('memory', parameters, signal),
  alive: (parameters: Parameters, signal?: AbortSignal) => get<P.Alive>('memory/alive', parameters, signal),
  sources: (parameters: Parameters, signal?: AbortSignal) => get<P.Sources>('sources', parameters, signal),
  source: (parameters: Parameters, signal?: AbortSignal) => get<P.Source>('source', parameters, signal),
  findings: (p: number, signal?: AbortSignal) => get<P.Findings>('findings', {p}, signal),
  sqlSchema: (p: number, signal?: AbortSignal) => get<P.SqlSchema>('sql/schema', {p}, signal),

  /** Ended when nobody waits for the answer any more: the server does not see that by itself. */
  async sql(p: number, sql: string, signal?: AbortSignal): Promise<P.SqlResult> {
    const query = crypto.randomUUID();
    const stop = () => {
      post('sql/stop', {p, query}, {keepalive: true}).catch(() => {}); // a server that is gone runs nothing
    };
    signal?.addEventListener('abort', stop);
    addEventListener('pagehide', stop);
    try {
      return await answer(await post('sql', {p, sql, query, limit: 5000}, {signal})) as P.SqlResult;
    } finally {
      signal?.removeEventListener('abort', stop);
      removeEventListener('pagehide', stop);
    }
  },
};

/** What answers the page's questions. */
export type Source = typeof server;

/** The server, or the data that stand in the page itself. */
export let api: Source = server;

export function askInstead(source: Source): void {
  api = source;
}
