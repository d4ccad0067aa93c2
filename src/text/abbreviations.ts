import { isMonth } from './calendar/months.ts';
import { byLanguage, isStopWord, type Language } from './languages.ts';

const set = (list = ''): ReadonlySet<string> => new Set(list.split(' ').filter(Boolean));
const ABBREVIATIONS = byLanguage(({ abbreviations, countedAbbreviations, finalAbbreviations, hasOrdinalPoint }) => ({
  inner: set(abbreviations),
  counted: set(countedAbbreviations),
  final: set(finalAbbreviations),
  hasOrdinalPoint: hasOrdinalPoint === true,
}));
/** Before a name in any language: foreign names bring theirs along. */
const TITLES = set('mr mrs dr prof rev gen col sgt capt st');
/** Words that start a sentence and hardly ever follow an abbreviation within one, and are no stop words of English. */
const STARTERS = set(
  'we i after before when while where although though however during our some many most one between other another',
);

/** The last word of a text that ends with a point; Chinese and Japanese run on into it. */
const BEFORE_POINT =
  /(?<=^|[\s\("“„‘«\[—–\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\-])[\p{L}--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]][\p{L}\p{M}.\-]{0,9}(?=\.\s*$)/v;

/** Tells whether a break found at `end` of the sentence from `start` is only that of an abbreviation, an initial or an ordinal. */
export function joinsNext(text: string, { start, end }: { start: number; end: number }, language: Language): boolean {
  const [next = ''] = /^["'“„«(]?[\p{L}\p{M}\p{N}]+(?:(?<=^\p{L})\.)?/u.exec(text.slice(end, end + 24)) ?? []; // "A", and "A."
  const known = ABBREVIATIONS[language];
  const [ordinal] =
    /(?<=^|[\s(–-])(?:\p{Nd}{1,2}|[IVXL]+)(?=\.\s*$)/u.exec(text.slice(Math.max(start, end - 9), end)) ?? [];
  if (ordinal !== undefined && isMonth(next)) return true; // 3. Oktober
  if (ordinal !== undefined && known.hasOrdinalPoint) return next !== '' && !starts(next, language);
  const [before] = BEFORE_POINT.exec(text.slice(Math.max(start, end - 24), end)) ?? [];
  if (before === undefined) return false;
  const word = before.toLowerCase();
  if (known.inner.has(before) || known.inner.has(word) || TITLES.has(word)) return true;
  const isCapital = before !== word && before.length === 1; // an initial sooner than "p." or "с."
  if (!isCapital && known.counted.has(word)) return /^\p{N}/u.test(next);
  return (isInitial(before) || known.final.has(word)) && next !== '' && !starts(next, language);
}

/** One letter, or several with points between them. */
function isInitial(word: string): boolean {
  return /^\p{L}\p{M}*$/u.test(word) || /^(?:\p{L}\p{M}*\.)+\p{L}\p{M}*$/u.test(word);
}

function starts(word: string, language: Language): boolean {
  const lower = word.toLowerCase();
  return isStopWord(lower, language) || (language === 'en' && STARTERS.has(lower));
}
