// What the page still waits for: for tests and measurements, which go on when there is nothing.

let questions = 0;
let rests = 0;

/** A question was asked, or has its answer. */
export function asking(change: 1 | -1): void {
  questions += change;
}

/** Something is put off until nobody types or moves, or was done. */
export function resting(change: 1 | -1): void {
  rests += change;
}

export const pending = {questions: () => questions, rests: () => rests};
