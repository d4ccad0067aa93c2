import type { Language } from '../../text/languages.ts';
import type { Meaning } from '../../text/meanings/meanings.ts';
import { sentences } from '../../text/sentences.ts';
import { languageOf, type Word, words } from '../../text/words.ts';
import { type Figures, figuresIn } from './figures.ts';
import { NOTES } from './marks.ts';
import { HAS_CAPITAL } from './scripts.ts';
import { kindOf } from './word-kinds.ts';

/** A word as a statement or a passage has it. */
export type EvidenceWord = {
  readonly term: string;
  readonly written: string;
  readonly start: number;
  readonly end: number;
  readonly isContent: boolean;
  readonly isNegation: boolean;
  readonly meaning: Meaning;
};
/** One sentence, read for what can be held against another. */
export type SentenceEvidence = {
  readonly text: string;
  readonly language: Language;
  readonly words: readonly EvidenceWord[];
  readonly terms: ReadonlySet<string>;
  /** Of its words: the groups of words that say the same. */
  readonly same: ReadonlySet<number>;
  readonly figures: Figures;
};
/** A passage: `flat` is its text as verbatim statements are looked up in it. */
export type PassageEvidence = {
  readonly flat: string;
  readonly folded: string;
  readonly sentences: readonly SentenceEvidence[];
  readonly terms: ReadonlySet<string>;
  readonly same: ReadonlySet<number>;
  /** Of words that begin with a capital. */
  readonly capitalized: ReadonlySet<string>;
  /** The same as they are written, in lower case. */
  readonly names: ReadonlySet<string>;
  readonly language: Language;
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

/** So much of a passage tells its language. */
const TOLD_BY_CHARS = 600;

/** Reads a passage once. Linear in its text. */
export function readPassageEvidence(text: string): PassageEvidence {
  const flat = flatten(text);
  const { language } = languageOf(text.slice(0, TOLD_BY_CHARS));
  const read = sentences(text).map(({ start, end }) => readSentenceEvidence(text.slice(start, end), language));
  const terms = new Set(read.flatMap((sentence) => [...sentence.terms]));
  const same = new Set(read.flatMap((sentence) => [...sentence.same]));
  const capitals = read.flatMap(({ words }) => words.filter(({ written }) => HAS_CAPITAL.test(written)));
  const capitalized = new Set(capitals.map(({ term }) => term));
  const names = new Set(capitals.map(({ written }) => written.toLowerCase()));
  return { flat, folded: flat.toLowerCase(), sentences: read, terms, same, capitalized, names, language };
}

/** Reads a sentence as one of this language. */
export function readSentenceEvidence(given: string, language: Language): SentenceEvidence {
  const text = given.replace(NOTES, '');
  const found = words(text, language).flatMap(withoutNegation);
  const kinds = found.map(({ start, end }) => kindOf(text.slice(start, end), language));
  const figures = figuresIn(text, language, kinds);
  const spans = [...figures.numbers, ...figures.dates, ...figures.periods, ...figures.times];
  const read = found.map(({ term, start, end }, at) => {
    const written = text.slice(start, end);
    const { isNegation, isFunction, meaning } = kinds[at]!;
    const isFigure = spans.some((figure) => start < figure.end && figure.start < end);
    const isName = at > 0 && language !== 'de' && HAS_CAPITAL.test(written);
    const isContent = !isFigure && !isNegation && !isFunction;
    return { term, written, start, end, isContent, isNegation, meaning: isName ? NO_MEANING : meaning };
  });
  const terms = new Set(read.map(({ term }) => term));
  const same = new Set(read.flatMap(({ meaning }) => meaning.same));
  return { text, language, words: read, terms, same, figures };
}

/** Words of one piece that begin with a negation, and mean something else. */
const ONE_PIECE =
  /^(?:不锈|不动|不得不|不仅|不知不|不可思|不断|不同|不少|未来|无线|无论|没有|不如|不丹|无数|不过|不管|不但|不久|未婚|不足|无锡)/u;

/** 不外借 as 不 and 外借: the dictionary has some denied words in one piece. */
function withoutNegation(word: Word): Word[] {
  const { written, term, start } = word;
  if (!/^[不没未]\p{Script=Han}{2,3}$/u.test(written) || ONE_PIECE.test(written)) return [word];
  const no = { ...word, written: written.charAt(0), term: term.charAt(0), end: start + 1 };
  return [no, { ...word, written: written.slice(1), term: term.slice(1), start: start + 1 }];
}

const NO_MEANING: Meaning = { same: [], sides: [], alternatives: [] };
