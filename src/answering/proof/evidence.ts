import { monthsIn } from '../../text/months.ts';
import { isNegation } from '../../text/negations.ts';
import { numbersIn, type WrittenNumber } from '../../text/numbers.ts';
import { sentences } from '../../text/sentences.ts';
import { words } from '../../text/words.ts';
import { isFunctionWord } from './function-words.ts';
import { languageOf } from './language.ts';
import { NOTES } from './marks.ts';
import { HAS_CAPITAL } from './scripts.ts';

/** A word as a statement or a passage has it. */
export type EvidenceWord = {
  readonly term: string;
  readonly written: string;
  readonly start: number;
  readonly end: number;
  readonly isContent: boolean;
  readonly isNegation: boolean;
};
/** One sentence, read for what can be held against another. */
export type SentenceEvidence = {
  readonly text: string;
  readonly words: readonly EvidenceWord[];
  readonly terms: ReadonlySet<string>;
  readonly numbers: readonly WrittenNumber[];
  readonly months: ReadonlySet<number>;
};
/** A passage: `flat` is its text as verbatim statements are looked up in it. */
export type PassageEvidence = {
  readonly flat: string;
  readonly folded: string;
  readonly sentences: readonly SentenceEvidence[];
  readonly terms: ReadonlySet<string>;
  /** Of words that begin with a capital. */
  readonly capitalized: ReadonlySet<string>;
  readonly language: string | null;
};

/** A text without marks, with one kind of quotation mark and of white space: equal texts are then equal to the letter. */
export function flatten(text: string): string {
  return text
    .replace(NOTES, '')
    .normalize('NFKC')
    .replace(/[“”„«»「」『』]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}

/** Reads a passage once. Linear in its text. */
export function readPassageEvidence(text: string): PassageEvidence {
  const flat = flatten(text);
  const read = sentences(text).map(({ start, end }) => readSentenceEvidence(text.slice(start, end)));
  const terms = new Set(read.flatMap((sentence) => [...sentence.terms]));
  const capitals = read.flatMap(({ words }) => words.filter(({ written }) => HAS_CAPITAL.test(written)));
  const capitalized = new Set(capitals.map(({ term }) => term));
  const language = languageOf(read.slice(0, 3).flatMap(({ words }) => words));
  return { flat, folded: flat.toLowerCase(), sentences: read, terms, capitalized, language };
}

/** "Internet2" is a name; "20th" and "1970s" are numbers. */
function isPartOfName(text: string, { start }: WrittenNumber): boolean {
  return /\p{Nd}/u.test(text.charAt(start)) && /[\p{L}--\p{Lo}]{3}$/v.test(text.slice(Math.max(0, start - 3), start));
}

export function readSentenceEvidence(given: string): SentenceEvidence {
  const text = given.replace(NOTES, '');
  const numbers = numbersIn(text).filter((number) => !isPartOfName(text, number));
  const read = words(text, 'en').map(({ term, start, end }) => {
    const written = text.slice(start, end);
    const isNumber = numbers.some((number) => start < number.end && number.start < end);
    const { saysNo, isFunction } = kindOf(written);
    return { term, written, start, end, isContent: !isNumber && !saysNo && !isFunction, isNegation: saysNo };
  });
  const terms = new Set(read.map(({ term }) => term));
  const months = monthsIn(
    text,
    read.map(({ written }) => written),
  );
  return { text, words: read, terms, numbers, months };
}

type Kind = { readonly saysNo: boolean; readonly isFunction: boolean };

/** Texts repeat their words: what was found out of one is kept for a while. */
const kinds = new Map<string, Kind>();
const KEPT_WORDS = 20_000;

function kindOf(written: string): Kind {
  const known = kinds.get(written);
  if (known) return known;
  const kind = { saysNo: isNegation(written), isFunction: isFunctionWord(written) };
  if (kinds.size >= KEPT_WORDS) kinds.clear();
  if (written.length <= 12) kinds.set(written, kind);
  return kind;
}
