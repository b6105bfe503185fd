// Which frames a query means, and how much of the profile they cover.

/**
 * Text between slashes is a regular expression, with flags behind; other text is looked for as it
 * is, in any case of letters.
 *
 * @param {string} query
 * @returns {{test: ((name: string) => boolean)|null, error: string|null}} no test for an empty query
 */
export function parseQuery(query) {
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

/** A flag for each frame. @param {string[]} names @param {(name: string) => boolean} test */
export function matchingFrames(names, test) {
  return Uint8Array.from(names, (name) => (test(name) ? 1 : 0));
}

/**
 * What contexts with a matching frame took. A match inside a match is part of the outer one and adds
 * nothing, so the sum never exceeds the whole.
 *
 * @param {import('./tree.js').Tree} tree
 * @param {Uint8Array} matching by frame
 * @param {number} metric
 * @param {(row: number) => boolean} counts whether a row is to be looked at
 */
export function matchTotal(tree, matching, metric, counts) {
  const covered = new Uint8Array(tree.size);
  let sum = 0;
  let contexts = 0;
  for (let row = 0; row < tree.size; row++) {
    const inMatch = row > 0 && covered[tree.parent[row]] === 1;
    const matches = matching[tree.frame[row]] === 1 && counts(row);
    contexts += matches ? 1 : 0;
    sum += matches && !inMatch ? tree.inclusive[metric][row] : 0;
    covered[row] = matches || inMatch ? 1 : 0;
  }
  return {sum, contexts};
}
