// Fits text into boxes without measuring each text: characters are measured once.

/** Widths of one font on one canvas. */
export class TextWidth {
  /** @param {CanvasRenderingContext2D} context with the font set */
  constructor(context) {
    this.context = context;
    /** @type {Map<string, number>} */
    this.widths = new Map();
    this.ellipsis = this.of('\u2026');
  }

  /** @param {string} character */
  of(character) {
    let width = this.widths.get(character);
    if (width === undefined) {
      width = this.context.measureText(character).width;
      this.widths.set(character, width);
    }
    return width;
  }

  /** As much of the text as fits, with an ellipsis if not all; empty if hardly any would. @param {string} text @param {number} room */
  fit(text, room) {
    let width = 0;
    let end = 0;
    let endWithEllipsis = 0;
    for (const character of text) {
      width += this.of(character);
      if (width > room) {
        return endWithEllipsis < 2 ? '' : text.slice(0, endWithEllipsis) + '\u2026';
      }
      end += character.length;
      if (width + this.ellipsis <= room) {
        endWithEllipsis = end;
      }
    }
    return text;
  }
}
