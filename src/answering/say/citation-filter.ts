/** A model's text once its citations have been verified, as it comes. */
export type CitationFilter = {
  /** What may be shown now. What may yet become a citation is held back until it is one. */
  push(delta: string): string;
  /** The rest, after the last delta; a citation that was broken off is left out. */
  end(): string;
  /** Each cited passage's number, with the statements it was cited for. */
  claims(): ReadonlyMap<number, readonly string[]>;
};

/** A citation of one or several passages, such as `[2]`, `[1, 3]`, `[1–3]` or `【2】`, with the space before it. */
const MARK = /(\s?)[[【](\d{1,100}(?:\s?[,;–-]\s?\d{1,4}){0,20})[\]】]/g;
/** The end of a text that the next delta may turn into a mark; white space too, since a removed mark takes its own along. */
const UNFINISHED = /\s{0,20}(?:[[【][[【\d\s,;–-]{0,170})?$/;
const HELD_MAX_CHARS = 200;

/** Lets citations of passages 1 … `count` through, as `[n]`, and removes all others. */
export function createCitationFilter(count: number): CitationFilter {
  const claims = new Map<number, string[]>();
  let held = '';
  let claim = ''; // what was said since the last citation
  let claimed = ''; // what the last citation stood for
  let space = ''; // before the last mark, if that was removed
  let begun = false;

  const cite = (numbers: readonly number[]) => {
    claimed = claim.replace(/^[\s.,;:!?。！？]+/, '').trim() || claimed; // `[1] [3]`: both stand for the same statement
    claim = '';
    for (const n of numbers) claims.set(n, [...(claims.get(n) ?? []), claimed]);
    return numbers.map((n) => `[${n}]`).join('');
  };
  const verified = (text: string): string => {
    let shown = '';
    let at = 0;
    for (const { index, 0: mark, 1: before = '', 2: list = '' } of text.matchAll(MARK)) {
      const said = text.slice(at, index);
      const known = numbersOf(list).filter((n) => n >= 1 && n <= count);
      claim += said;
      space = before || (said === '' ? space : ''); // ` [99][1]`: the first one's space goes over to the second
      if (known.length > 0) {
        shown += said + space + cite(known);
        space = '';
      } else shown = withoutOpening(shown + said); // `[4[99]]` must not leave `[4]`
      at = index + mark.length;
    }
    claim += text.slice(at);
    shown += text.slice(at);
    if (at < text.length) space = '';
    if (!begun) shown = shown.trimStart();
    begun ||= shown !== '';
    return shown;
  };

  return {
    push(delta) {
      const text = held + delta;
      const heldChars = UNFINISHED.exec(text.slice(-HELD_MAX_CHARS))?.[0].length ?? 0;
      held = text.slice(text.length - heldChars);
      return verified(text.slice(0, text.length - heldChars));
    },
    end: () => verified(held.replace(/\s*[[【].*$/s, '')).trimEnd(),
    claims: () => claims,
  };
}

function withoutOpening(text: string): string {
  const opening = /[[【][[【\d\s,;–-]{0,170}$/.exec(text.slice(-HELD_MAX_CHARS))?.[0].length ?? 0;
  return text.slice(0, text.length - opening);
}

/** `1, 3–5` → 1, 3, 4, 5. A range that could not be one of passages names its ends only. */
function numbersOf(list: string): number[] {
  const numbers = list.split(/\s?[,;]\s?/).flatMap((entry) => {
    const [from = 0, to = from] = entry.split(/\s?[–-]\s?/).map(Number);
    return to > from && to - from < 20 ? Array.from({ length: to - from + 1 }, (_, i) => from + i) : [from, to];
  });
  return [...new Set(numbers)];
}
