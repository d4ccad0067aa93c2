import type { Corpus } from '../../documents/passage-index.ts';
import { terms as termsOf, type Word, words } from '../../text/words.ts';
import { type AnswerType, answerTypeOf } from './answer-type.ts';

/** A distinct word of a question. `weight` is how telling it is in the searched documents, > 0. */
export type QuestionTerm = { readonly term: string; readonly weight: number };

/** A question as ranking and extraction read it: plain values. No terms: it has no word that could be looked up. */
export type Question = {
  readonly text: string;
  readonly terms: readonly QuestionTerm[];
  /** Indexes of terms that follow each other in the question, words without content left out. */
  readonly pairs: readonly (readonly [number, number])[];
  /** It has nothing but stop words. */
  readonly isBare: boolean;
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

/** Words that say how a question is put, not what it is about, as index terms. */
export const STOP_TERMS: ReadonlySet<string> = new Set(
  termsOf(
    'a an the this that these those there here it its he him his she her hers they them their theirs we us our ours i me ' +
      'my mine you your yours who whom whose what which when where why how am is are was were be been being do does did ' +
      'done doing have has had having can could may might must shall should will would and or but nor not no if then ' +
      'than so as at by for from in into of off on onto out over per to up upon with about also any some all both each ' +
      'such only own same too very just please tell ' +
      '的 了 是 在 和 有 与 或 吗 呢 吧 么 这 那 哪 哪个 哪些 哪里 哪儿 什么 谁 何 何时 何处 多少 几 怎么 怎样 如何 为什么 为何 被 ' +
      '把 由 于 从 到 对 为 之 所 其 他 她 它 他们 她们 它们 我 我们 你 你们 个 中 上 下 里 不 也 都 而 及 以 以及 等 会 能 要 可以',
  ),
);

/** The distinct terms to look up, in the question's order: without stop words, unless nothing else is there. */
export function searchTerms(text: string): string[] {
  return [...new Set(contentWords(text).map(({ term }) => term))].slice(0, TERMS_MAX);
}

/** Weighs a question by the figures that a search for its `searchTerms` gave. */
export function weighQuestion(text: string, { chunks, documentFrequency }: Corpus): Question {
  const content = contentWords(text);
  const distinct = searchTerms(text);
  const named = new Set(content.filter((word) => isName(text, word)).map(({ term }) => term));
  const terms = distinct.map((term, at) => ({
    term,
    weight: idf(chunks, documentFrequency[at] ?? 0) * (named.has(term) ? NAME_WEIGHT : 1),
  }));
  const order = content.map(({ term }) => distinct.indexOf(term)).filter((at) => at >= 0);
  const pairs = order.slice(1).map((to, at) => [order[at]!, to] as const);
  const isBare = terms.every(({ term }) => STOP_TERMS.has(term));
  return { text, terms, pairs, isBare, kind: answerTypeOf(text) };
}

function contentWords(text: string): Word[] {
  const all = words(text);
  const content = all.filter(({ term }) => !STOP_TERMS.has(term));
  return content.length > 0 ? content : all;
}

function isName(text: string, { start, end }: Word): boolean {
  return start > 0 && /^\p{Lu}/u.test(text.slice(start, end));
}

/** BM25's idf as Lucene writes it, positive for every frequency, over the corpus and the prior. */
function idf(chunks: number, frequency: number): number {
  const without = chunks + PRIOR_CHUNKS - frequency - PRIOR_FREQUENCY;
  return Math.log(1 + (without + 0.5) / (frequency + PRIOR_FREQUENCY + 0.5));
}
