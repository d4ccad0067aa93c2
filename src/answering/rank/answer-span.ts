import { isMonth } from '../../text/calendar/months.ts';
import { capitalsMarkNames, isStopWord, type Language } from '../../text/languages.ts';
import { numbersIn } from '../../text/quantities/numbers.ts';
import type { Span } from '../../text/span.ts';
import type { Question } from './question.ts';
import { readText } from './read-passage.ts';
import { createTermMatches } from './term-matches.ts';

type ReadWord = Span & {
  readonly written: string;
  /** What the question's term that it meets weighs; 0: it meets none. */
  readonly weight: number;
};

/** What could be the answer of a kind in a sentence, in reading order. */
const CANDIDATES = { time: timesIn, number: numberSpansIn, name: namesIn } as const;

/**
 * Where an answer of these sentences says what a question asks for: the time, number or name that the question lacks and
 * that stands nearest to its words. Null where the question asks for none of these, or the answer has none.
 */
export function answerSpan(question: Question, answer: string, sentences: readonly Span[]): Span | null {
  const found = sentences.flatMap((sentence) => {
    const nearest = nearestIn(question, answer.slice(sentence.start, sentence.end));
    return nearest ? [{ ...nearest, start: sentence.start + nearest.start, end: sentence.start + nearest.end }] : [];
  });
  const best = found.reduce<Near | null>(
    (nearest, one) => (nearest && nearest.nearness >= one.nearness ? nearest : one),
    null,
  );
  return best && { start: best.start, end: best.end };
}

type Near = Span & { readonly nearness: number };

function nearestIn(question: Question, sentence: string): Near | null {
  const { kind } = question;
  if (kind === null || kind === 'reason') return null;
  const { language, words } = readText(sentence);
  const matchOf = createTermMatches(question)(language);
  const read = words.map((word) => {
    const { start, end } = word;
    const match = matchOf(word);
    const weight = match ? question.terms[match.term]!.weight * match.share : 0;
    return { start, end, written: sentence.slice(start, end), weight };
  });
  const asked = read.filter(({ weight }) => weight > 0);
  const nearness = ({ start, end }: Span) =>
    asked.reduce((sum, word) => sum + word.weight / (1 + Math.max(0, start - word.end, word.start - end)), 0);
  return CANDIDATES[kind](sentence, read, language)
    .filter((span) => read.some(({ start, end, weight }) => weight === 0 && start < span.end && span.start < end))
    .map((span) => ({ ...span, nearness: nearness(span) }))
    .reduce<Near | null>((best, one) => (best && best.nearness >= one.nearness ? best : one), null);
}

const DATE = /\p{Nd}{4}-\p{Nd}{2}-\p{Nd}{2}|\p{Nd}{1,4}[年월년](?:\s?\p{Nd}{1,2}[月월](?:\s?\p{Nd}{1,2}[日일])?)?/gu;
const YEAR = /^(?:1\p{Nd}{3}|20\p{Nd}\p{Nd}|[١۱]\p{Nd}{3})s?$/u;
const DAY = /^\p{Nd}{1,2}(?:st|nd|rd|th)?$/u;
const CENTURY =
  /^(?:centur|jahrhundert|siglo|siècle|secol|século|eeuw|wiek|век|столет|αιών|قرن|القرن|yüzyıl|सदी|शताब्दी)/iu;
const JOINT = /^[\s.,/–-]{0,3}$|^\s(?:de|of|di|do|del|года)\s$/u;

/** Dates: years, months and centuries with the days and words between them. */
function timesIn(text: string, words: readonly ReadWord[]): Span[] {
  const written = [...text.matchAll(DATE)].map(({ 0: { length }, index }) => ({ start: index, end: index + length }));
  const isTime = words.map(({ written }) => YEAR.test(written) || isMonth(written) || CENTURY.test(written));
  const isPart = words.map(({ written }, at) => {
    const isBeside = isTime[at - 1] === true || isTime[at + 1] === true || isMonth(words[at + 2]?.written ?? '');
    return (
      isTime[at] === true ||
      (isBeside && (DAY.test(written) || /^(?:[IVXL]+|\p{Nd}+\p{L}{1,2}|BCE?|AD|CE)$/u.test(written)))
    );
  });
  const found = runs(text, words, (_, at) => isPart[at] === true, JOINT);
  return written.length > 0 ? written : found;
}

/** Numbers with their currency, per cent or scale; those of a date are none. */
function numberSpansIn(text: string, words: readonly ReadWord[]): Span[] {
  const dates = timesIn(text, words);
  const counted = numbersIn(text).filter((one) => !dates.some(({ start, end }) => start < one.end && one.start < end));
  return counted.map(({ start, end }) => {
    const before = /[$€£¥₹]\s?$/u.exec(text.slice(Math.max(0, start - 2), start))?.[0].length ?? 0;
    const after =
      /^\s?(?:%|percent|per cent|Prozent|por ciento|pour cent|процент\p{L}*|million\p{L}*|billion\p{L}*|thousand|hundred|Million\p{L}*|Milliarde\p{L}*|млн|млрд|[万亿億千百]+)/u.exec(
        text.slice(end, end + 14),
      );
    return { start: start - before, end: end + (after?.[0].length ?? 0) };
  });
}

const WITHIN_NAME = /^[\s.'’-]{1,2}$|^\s(?:of|of the|de|de la|del|di|da|do|von|van|van der|the|ibn|al|и|and)\s$/u;

/** Words with capitals that follow each other, where these make names. */
function namesIn(text: string, words: readonly ReadWord[], language: Language): Span[] {
  if (!capitalsMarkNames(language)) return [];
  const isName = ({ written, weight }: ReadWord) =>
    weight === 0 && /^\p{Lu}/u.test(written) && !isStopWord(written.toLowerCase(), language) && !isMonth(written);
  return runs(text, words, isName, WITHIN_NAME);
}

/** Stretches of words that belong, with nothing but joints between them. */
function runs(
  text: string,
  words: readonly ReadWord[],
  belongs: (word: ReadWord, at: number) => boolean,
  joint: RegExp,
): Span[] {
  const found: { start: number; end: number }[] = [];
  for (const [at, word] of words.entries()) {
    if (!belongs(word, at)) continue;
    const last = found.at(-1);
    if (last && joint.test(text.slice(last.end, word.start))) last.end = word.end;
    else found.push({ start: word.start, end: word.end });
  }
  return found;
}
