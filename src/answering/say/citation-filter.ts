import { arraysIn, FOOTNOTE, isObject, ticksIn } from './code-brackets.ts';

/** A model's text once its citations have been verified, as it comes. */
export type CitationFilter = {
  /** What may be shown now. What may yet become a citation is held back until it is one. */
  push(delta: string): string;
  /** The rest, after the last delta; a citation that was broken off is left out. */
  end(): string;
};

const LABEL =
  '(?:(?:passages?|sources?|documents?|docs?|refs?|citations?|quelle|fuente|источник|来源|段落)\\.?\\s?#?)?';
const NUMBER = `\\^?${LABEL}\\d{1,100}(?::\\d{1,3})?`;
const JOINT = '\\s?(?:,|;|–|-|—|、|，|&|and|und|et|y|и|和)\\s?';
/** A citation of one or several passages: `[2]`, `[1, 3]`, `[1–3]`, `[1 and 2]`, `[Passage 1]`, `[^1]`, `【2】`, `【1†source】`, `［1］`. */
const MARK = new RegExp(
  `(\\s?)[[【［]\\s?(${NUMBER}(?:${JOINT}${LABEL}\\^?\\d{1,4}){0,20})(?:†[^\\]】］]{0,40})?\\s?[\\]】］]`,
  'giu',
);
/** The end of a text that the next delta may turn into a mark; white space too, since a removed mark takes its own along. */
const UNFINISHED = /\s{0,20}(?:[[【［][^\]】］\n]{0,60}|[[【［][[【［\d\s,;–-]{0,170})?$/u;
const HELD_MAX_CHARS = 200;
const LINE_CHARS = 4000;
const END_CHARS = 80;
const WORD_BEFORE = /[\p{L}\p{N}_$)\]]$/u;
const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]$/u;

/**
 * Lets citations of the passages through, as `[n]`, and removes those of others. Brackets of code and of intervals stay as
 * they are: `rows[0]`, `[0, 1]`.
 */
export function createCitationFilter(passages: readonly { readonly text: string }[]): CitationFilter {
  const arrays = new Set(passages.flatMap(({ text }) => arraysIn(text)));
  const hasFootnotes = passages.some(({ text }) => FOOTNOTE.test(text));
  const isQuoted = (bracket: string) => passages.some(({ text }) => text.includes(bracket));
  let held = '';
  let space = ''; // before the last mark, if that was removed
  let shownEnd = ''; // of what has been shown
  let begun = false;
  let line = ''; // what was read last, for its back quotes

  const verified = (text: string): string => {
    let sure = ''; // the beginning of what is shown now, which no mark changes any more
    let shown = ''; // the rest of it
    let at = 0;
    for (const { index, 0: mark, 1: before = '', 2: list = '' } of text.matchAll(MARK)) {
      if (index < at) continue;
      if (shown.length > 4 * HELD_MAX_CHARS) {
        sure += shown.slice(0, -HELD_MAX_CHARS);
        shown = shown.slice(-HELD_MAX_CHARS);
      }
      const said = text.slice(at, index);
      const end = (shownEnd + shown + said).slice(-END_CHARS);
      const left = before === '' ? end : ' ';
      const numbers = numbersOf(list);
      if (
        isCode(left, numbers) ||
        isInTicks(left, said) ||
        isObject(end, numbers) ||
        (numbers.length > 1 && (numbers.includes(0) || isQuoted(mark.trim())))
      ) {
        shown += space === '' ? said + mark : said + mark;
        line = (line + said).slice(-LINE_CHARS);
        space = '';
        at = index + mark.length;
        continue;
      }
      line = (line + said).slice(-LINE_CHARS);
      const known = numbers.filter((n) => n >= 1 && n <= passages.length);
      space = before || (said === '' ? space : ''); // ` [99][1]`: the first one's space goes over to the second
      if (known.length > 0) {
        const joins = space === '' && /[\p{L}\p{N}_]$/u.test(left) && !SPACELESS.test(left);
        shown += said + (joins ? ' ' : space) + known.map((n) => `[${n}]`).join('');
        space = '';
      } else shown = withoutOpening(shown + said); // `[4[99]]` must not leave `[4]`
      at = index + mark.length;
    }
    shown = sure + shown + text.slice(at);
    line = (line + text.slice(at)).slice(-LINE_CHARS);
    if (at < text.length) space = '';
    if (!begun) shown = shown.trimStart();
    begun ||= shown !== '';
    shownEnd = (shownEnd + shown).slice(-END_CHARS);
    return shown;
  };

  /** Between back quotes, an index into what a passage names. */
  function isInTicks(left: string, said: string): boolean {
    const [name = ''] = /[A-Za-z_$][\w$]*$/.exec(left) ?? [];
    return name !== '' && ticksIn(line + said) % 2 === 1 && isQuoted(name);
  }

  /** An index into something that a passage indexes too, or that starts at 0 as nothing here does. */
  function isCode(left: string, numbers: readonly number[]): boolean {
    if (!WORD_BEFORE.test(left) || SPACELESS.test(left)) return false;
    if (/[A-Za-z_$][\w$]*\[[A-Za-z_$]\w{0,20}\]$/.test(left)) return true; // m[i][2]
    const [name = ''] = /[A-Za-z_$][\w$]*$/.exec(left) ?? [];
    if (!hasFootnotes && passages.some(({ text }) => text.includes(`${name}[${numbers[0]}]`)) && name !== '')
      return true;
    return arrays.has(name) || (numbers.length === 1 && numbers[0] === 0 && !/\[\d+\]$/.test(left));
  }

  return {
    push(delta) {
      const text = held + delta;
      const heldChars = UNFINISHED.exec(text.slice(-HELD_MAX_CHARS))?.[0].length ?? 0;
      held = text.slice(text.length - heldChars);
      return verified(text.slice(0, text.length - heldChars));
    },
    end: () => verified(held.replace(/\s*[[【［][^\p{L}]*$/u, '')).trimEnd(),
  };
}

function withoutOpening(text: string): string {
  const opening = /[[【［][[【［\d\s,;–-]{0,170}$/.exec(text.slice(-HELD_MAX_CHARS))?.[0].length ?? 0;
  return text.slice(0, text.length - opening);
}

/** `1, 3–5` → 1, 3, 4, 5. A range that could not be one of passages names its ends only. `4:0`: the second number counts nothing of ours. */
function numbersOf(list: string): number[] {
  const parts = list.replaceAll(/:\d+/g, '').match(/\d+|[–—-]/g) ?? [];
  const numbers: number[] = [];
  for (const [at, part] of parts.entries()) {
    if (!/\d/.test(part)) continue;
    const from = at > 1 && !/\d/.test(parts[at - 1]!) ? (numbers.at(-1) ?? 0) : Number(part);
    const to = Number(part);
    if (to > from && to - from < 20) for (let n = from + 1; n < to; n++) numbers.push(n);
    numbers.push(to);
  }
  return [...new Set(numbers)];
}
