// When the browser is done with a picture.

/** A page that nobody sees has no frames: then this is waited for instead. */
const NO_FRAME_MS = 300;

/** Ends once the next frame is drawn and painted. */
export function painted(): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, NO_FRAME_MS);
    // What comes after a frame's callbacks is its painting; a timer waits for that.
    globalThis.requestAnimationFrame?.(() => setTimeout(done));
  });
}
