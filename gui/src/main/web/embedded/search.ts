// How much of the profile a search covers.

import type {Tree} from './tree';

/** A flag for each frame that is found by its name or by one of its texts. */
export function matchingFrames(names: string[], texts: string[][], test: (text: string) => boolean): Uint8Array {
  return Uint8Array.from(names, (name, frame) => (test(name) || texts[frame].some(test) ? 1 : 0));
}

/**
 * What contexts with a matching frame took. A match inside a match is part of the outer one and adds
 * nothing, so the sum never exceeds the whole.
 *
 * @param matching by frame
 */
export function matchTotal(tree: Tree, matching: Uint8Array, metric: number): {sum: number; contexts: number} {
  const covered = new Uint8Array(tree.size);
  let sum = 0;
  let contexts = 0;
  for (let row = 0; row < tree.size; row++) {
    const inMatch = row > 0 && covered[tree.parent[row]] === 1;
    const matches = matching[tree.frame[row]] === 1;
    contexts += matches ? 1 : 0;
    sum += matches && !inMatch ? tree.inclusive[metric][row] : 0;
    covered[row] = matches || inMatch ? 1 : 0;
  }
  return {sum, contexts};
}
