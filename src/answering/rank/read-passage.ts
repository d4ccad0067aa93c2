import type { Chunk } from '../../documents/document.ts';
import { byLanguage, type Language } from '../../text/languages.ts';
import { sentences } from '../../text/sentences.ts';
import type { Span } from '../../text/span.ts';
import { readWords, type Word } from '../../text/words.ts';
import { isOfType } from './answer-type.ts';
import type { Question } from './question.ts';
import type { MatchesIn, TermMatch } from './term-matches.ts';

/** What ranking and extraction know of a text whatever the question is. */
export type TextReading = {
  readonly language: Language;
  readonly words: readonly Word[];
  /** In reading order. */
  readonly sentences: readonly Span[];
};

/** How much of a question one sentence, or a whole passage, covers. Arrays go by the question's terms. */
export type Coverage = {
  /** 0–1: how well each term is met. */
  readonly shares: readonly number[];
  /** The part of the question's pairs that stand side by side, 0–1. */
  readonly pairs: number;
};
export type SentenceReading = Span &
  Coverage & {
    /** Has a word that could be an answer of the kind asked for. */
    readonly hasAnswerType: boolean;
    /** Begins by pointing at what was said before: "It was …". */
    readonly isAnaphoric: boolean;
    /** No heading, and no bare repetition of the question: a statement, or words that the question lacks. */
    readonly isInformative: boolean;
  };
export type PassageReading = Coverage & {
  readonly frequencies: readonly number[];
  readonly wordCount: number;
  /** In reading order; offsets in the passage. */
  readonly sentences: readonly SentenceReading[];
};

const HEADING = /^#{1,6}\s/;
/** How sentences of each language begin that point at the one before. */
const ANAPHORIC = byLanguage(({ pointsBack, isUnspaced = false }) => {
  const end = isUnspaced ? '' : '(?![\\p{L}\\p{M}])';
  return new RegExp(`^(?:${pointsBack.replaceAll(' ', '|')})${end}`, 'iu');
});

type Met = { readonly word: Word; readonly match: TermMatch | null };

/** Reads a text once: its words and sentences, in its own offsets. Pure, and linear in the text. */
export function readText(text: string): TextReading {
  const read = readWords(text);
  return { ...read, sentences: sentences(text, read.language) };
}

/** Reads a passage with a question in mind: everything that ranking and extraction ask of it. Linear in its text. */
export function readPassage(question: Question, { text }: Pick<Chunk, 'text'>, matchesIn: MatchesIn): PassageReading {
  const { language, words, sentences } = readText(text);
  const matchOf = matchesIn(language);
  const met = words.map((word) => ({ word, match: matchOf(word) }));
  const frequencies = question.terms.map(() => 0);
  for (const { match } of met) if (match) frequencies[match.term]! += match.share === 1 ? 1 : match.share / 2;
  let from = 0;
  const read = sentences.map((span) => {
    let to = from;
    while (to < met.length && met[to]!.word.end <= span.end) to++;
    const inside = met.slice(from, to);
    from = to;
    return readSentence(question, { text, language }, span, inside);
  });
  return { ...coverage(question, met), frequencies, wordCount: met.length, sentences: read };
}

function readSentence(
  question: Question,
  { text, language }: { text: string; language: Language },
  span: Span,
  met: readonly Met[],
): SentenceReading {
  const { kind } = question;
  const hasAnswerType =
    kind !== null &&
    met.some(({ word, match }, at) => !match && isOfType(kind, text.slice(word.start, word.end), at === 0));
  const head = text.slice(span.start, span.start + 12);
  const isStatement = /[.!。！]["'”’)\]]*$/.test(text.slice(span.end - 4, span.end));
  const isInformative = !HEADING.test(head) && (isStatement || met.some(({ word, match }) => !match && !word.isStop));
  return {
    ...span,
    ...coverage(question, met),
    hasAnswerType,
    isAnaphoric: ANAPHORIC[language].test(head),
    isInformative,
  };
}

function coverage({ terms, pairs }: Question, met: readonly Met[]): Coverage {
  const shares = terms.map(() => 0);
  const beside = new Set<number>();
  let previous = -1;
  for (const { word, match } of met) {
    if (match) shares[match.term] = Math.max(shares[match.term]!, match.share);
    else if (word.isStop) continue;
    if (match && previous >= 0) beside.add(previous * terms.length + match.term);
    previous = match?.term ?? -1;
  }
  const kept = pairs.filter(([a, b]) => beside.has(a * terms.length + b)).length;
  return { shares, pairs: pairs.length === 0 ? 0 : kept / pairs.length };
}
