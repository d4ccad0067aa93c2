const KEPT_CHARS = 1000;

/** The text that has been shown of an answer, so that what stood around something removed does not come together. */
export type ShownText = {
  /** The end of it. */
  end(): string;
  /** Shows a piece; with a space before it where it would come together with what was cut apart from it. */
  show(text: string): string;
  /** Says that something was removed here; shows nothing. */
  cut(): string;
  /** Shows a piece that nothing may come together with. */
  showApart(text: string): string;
};

export function createShownText(): ShownText {
  let end = '';
  let isCut = false;

  function show(text: string): string {
    const shown = isCut && /\S$/.test(end) && /^\S/.test(text) ? ` ${text}` : text;
    isCut &&= text === '';
    end = (end + shown).slice(-KEPT_CHARS);
    return shown;
  }

  function cut(): string {
    isCut = true;
    return '';
  }

  return {
    end: () => end,
    show,
    cut,
    showApart(text) {
      cut();
      const shown = show(text);
      cut();
      return shown;
    },
  };
}
