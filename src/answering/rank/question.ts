import type { Corpus } from '../../documents/passage-index.ts';
import { capitalsMarkNames, type Language } from '../../text/languages.ts';
import { languageOf, plainTerm, tokensOf, type Word, words } from '../../text/words.ts';
import { type AnswerType, answerTypeOf } from './answer-type.ts';

/** A distinct word of a question, in lower case. */
export type QuestionTerm = {
  readonly term: string;
  readonly written: string;
  /** How telling it is in the searched documents, > 0. */
  readonly weight: number;
  /** A capital marks it. */
  readonly isName: boolean;
  /** The searched documents have it. */
  readonly isKnown: boolean;
};

/** A question as ranking and extraction read it: plain values. No terms: it has no word that could be looked up. */
export type Question = {
  readonly text: string;
  readonly terms: readonly QuestionTerm[];
  /** Indexes of terms that follow each other in the question, words without content left out. */
  readonly pairs: readonly (readonly [number, number])[];
  /** It has nothing but stop words. */
  readonly isBare: boolean;
  readonly language: Language;
  /** What the answer should hold; null: anything. */
  readonly kind: AnswerType | null;
};

/** A question has 2,000 characters at most; more terms than this only come of pasted text, and add nothing but time. */
const TERMS_MAX = 128;
/** Smooths idf where there are few chunks: as if there were so many more, half a one of them with the word. */
const PRIOR_CHUNKS = 50;
const PRIOR_FREQUENCY = 0.5;
/** A capital in mid-question makes a name, and names tell more than their frequency says. */
const NAME_WEIGHT = 1.2;

type ContentWord = Word & { readonly written: string };
type ReadQuestion = {
  readonly language: Language;
  /** In the question's order, without stop words unless nothing else is there. */
  readonly content: readonly ContentWord[];
  /** The first word of each distinct term. */
  readonly distinct: readonly ContentWord[];
  /** What each distinct term is looked up by. */
  readonly forms: readonly (readonly string[])[];
};

/** The terms to look up: every distinct word of a question as the index of a text in its language holds it, and others may. */
export function searchTerms(text: string): string[] {
  return readQuestion(text).forms.flat();
}

/** Weighs a question by the figures that a search for its `searchTerms` gave. */
export function weighQuestion(text: string, { chunks, documentFrequency }: Corpus): Question {
  const { language, content, distinct, forms } = readQuestion(text);
  const named = new Set(content.filter((word) => hasCapital(text, word)).map(({ term }) => term));
  let at = 0;
  const terms = distinct.map(({ term, written }, index) => {
    const found = forms[index]!.reduce((sum) => sum + (documentFrequency[at++] ?? 0), 0);
    const weight = idf(chunks, Math.min(chunks, found)) * (named.has(term) ? NAME_WEIGHT : 1);
    return { term, written, weight, isName: named.has(term) && capitalsMarkNames(language), isKnown: found > 0 };
  });
  const order = content.map(({ term }) => distinct.findIndex((one) => one.term === term)).filter((at) => at >= 0);
  const pairs = order.slice(1).map((to, at) => [order[at]!, to] as const);
  const isBare = distinct.every(({ isStop }) => isStop);
  return { text, language, terms, pairs, isBare, kind: answerTypeOf(text, language) };
}

function readQuestion(text: string): ReadQuestion {
  const { language, possible } = languageOf(text);
  const all = words(text, language);
  const content = all.filter(({ isStop }) => !isStop);
  const kept = content.length > 0 ? content : all;
  const distinct = [...new Map(kept.toReversed().map((word) => [word.term, word])).values()]
    .toReversed()
    .slice(0, TERMS_MAX);
  const languages = possible.length > 0 ? [language, ...possible] : [language];
  const forms = distinct.map(({ term, written }) => [
    ...new Set([term, ...languages.flatMap((one) => tokensOf(written, one)[0]?.term ?? []), plainTerm(written)]),
  ]);
  return { language, content: kept, distinct, forms };
}

function hasCapital(text: string, { start, end }: Word): boolean {
  return start > 0 && /^\p{Lu}/u.test(text.slice(start, end));
}

/** BM25's idf as Lucene writes it, positive for every frequency, over the corpus and the prior. */
function idf(chunks: number, frequency: number): number {
  const without = chunks + PRIOR_CHUNKS - frequency - PRIOR_FREQUENCY;
  return Math.log(1 + (without + 0.5) / (frequency + PRIOR_FREQUENCY + 0.5));
}
