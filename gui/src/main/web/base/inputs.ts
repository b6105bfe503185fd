// What a picture was made of: it is drawn again when that is something else, and only then.

export class Inputs {
  private last: readonly unknown[] = [];

  /** Whether these are others than those of the last time. */
  changed(values: readonly unknown[]): boolean {
    const {last} = this;
    this.last = values;
    return values.length !== last.length || values.some((value, i) => !Object.is(value, last[i]));
  }
}
