import { isNegationIn } from '../../text/languages.ts';
import type { Question } from './question.ts';
import { readText } from './read-passage.ts';

/** What a question says and the passage that answers it best lacks, each 0–1: it may only look answerable. */
export type Doubt = {
  /** The share of the question's weight that lies in names which the passage lacks. */
  readonly names: number;
  /** The weightiest word that the passage lacks, as a share of the whole. */
  readonly heaviest: number;
  /** The passage lacks a number of the question: 1. */
  readonly number: number;
  /** The question denies what the passage does not: 1. */
  readonly denial: number;
};

/** `shares`: how well the passage meets each term of the question; `near`: its sentence that answers, with the one before. */
export function doubtOf(question: Question, shares: readonly number[], near: string): Doubt {
  const { terms } = question;
  const whole = terms.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const missing = terms.filter((_, at) => !shares[at]);
  const named = missing.filter(({ isName }) => isName);
  return {
    names: named.reduce((sum, { weight }) => sum + weight, 0) / whole,
    heaviest: missing.reduce((most, { weight }) => Math.max(most, weight), 0) / whole,
    number: missing.some(({ term }) => /\p{Nd}/u.test(term)) ? 1 : 0,
    denial: isDenied(question, near) ? 1 : 0,
  };
}

/** Prefixes that turn a word round. */
const REVERSING = /^(?:un|in|im|ir|il|dis|non|des)(?=\p{L}{4})/u;

/** Only the question says no; or it has "unpopular" where the sentence has "popular". */
function isDenied({ text, terms }: Question, near: string): boolean {
  const read = readText(near);
  if (saysNo(text) && !saysNo(near)) return true;
  const found = new Set(read.words.map(({ term }) => term));
  return terms.some(({ term }) => {
    const plain = term.replace(REVERSING, '');
    return plain !== term && !found.has(term) && found.has(plain);
  });
}

function saysNo(text: string): boolean {
  const { language, words } = readText(text);
  return words.some(({ start, end }) => isNegationIn(text.slice(start, end).toLowerCase(), language));
}
