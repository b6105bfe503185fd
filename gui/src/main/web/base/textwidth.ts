// Fits text into boxes without measuring each text: characters are measured once.

/** Widths of one font on one canvas. */
export class TextWidth {
  private readonly widths = new Map<string, number>();
  private readonly ellipsis: number;

  /** @param context with the font set */
  constructor(private readonly context: CanvasRenderingContext2D) {
    this.ellipsis = this.character('\u2026');
  }

  /** Width of a whole text. */
  of(text: string): number {
    let width = 0;
    for (const character of text) {
      width += this.character(character);
    }
    return width;
  }

  private character(character: string): number {
    let width = this.widths.get(character);
    if (width === undefined) {
      width = this.context.measureText(character).width;
      this.widths.set(character, width);
    }
    return width;
  }

  /** As much of the text as fits, with an ellipsis if not all; empty if hardly any would. */
  fit(text: string, room: number): string {
    let width = 0;
    let end = 0;
    let endWithEllipsis = 0;
    for (const character of text) {
      width += this.character(character);
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
