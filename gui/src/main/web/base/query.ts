// What a search means.

export interface Query {
  /** None for an empty query, or one that is no expression. */
  test: ((name: string) => boolean) | null;
  error: string | null;
}

/**
 * Text between slashes is a regular expression, with flags behind; other text is looked for as it
 * is, in any case of letters.
 */
export function parseQuery(query: string): Query {
  if (query === '') {
    return {test: null, error: null};
  }
  const pattern = /^\/(.+)\/([dgimsuvy]*)$/s.exec(query);
  if (!pattern) {
    const wanted = query.toLowerCase();
    return {test: (name) => name.toLowerCase().includes(wanted), error: null};
  }
  try {
    // Without the flags that make an expression remember where it stopped.
    const expression = new RegExp(pattern[1], pattern[2].replace(/[gy]/g, ''));
    return {test: (name) => expression.test(name), error: null};
  } catch (e) {
    return {test: null, error: e instanceof Error ? e.message : String(e)};
  }
}
