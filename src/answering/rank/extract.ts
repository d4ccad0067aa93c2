import type { Question } from './question.ts';
import type { RankedPassage } from './rank.ts';
import { type ScoredSentence, scoredSentences } from './score-sentences.ts';

/** A sentence of the answer; `passage` is the index of the passage that it was taken from. */
export type ExtractedSentence = ScoredSentence & { readonly passage: number };

const SENTENCES_MAX = 3;
/** A further sentence must come this close to the best one. */
const FURTHER_SHARE = 0.65;
/** What the best of all passages adds to its sentences; others add less the further they are behind. */
const PRIOR_WEIGHT = 0.43;
const PRIOR_SHARPNESS = 7;

/**
 * An answer in the documents' own words, from passages ranked best first: 1–3 sentences, best first, each the exact slice
 * of its document; none where there is nothing to look for.
 */
export function extract(question: Question, passages: readonly RankedPassage[]): ExtractedSentence[] {
  if (question.terms.length === 0) return [];
  const priors = priorsOf(passages);
  const candidates = passages.flatMap((passage, index) => candidatesOf(question, passage, index, priors[index] ?? 0));
  candidates.sort((a, b) => b.score - a.score);
  const picked: Candidate[] = [];
  for (const candidate of candidates) {
    if (picked.length === SENTENCES_MAX || candidate.score < FURTHER_SHARE * candidates[0]!.score) break;
    if (!picked.some((other) => repeats(other, candidate))) picked.push(candidate);
  }
  return picked.map(({ documentId: _, ...sentence }) => sentence);
}

type Candidate = ExtractedSentence & { readonly documentId: string };

function candidatesOf(question: Question, passage: RankedPassage, index: number, prior: number): Candidate[] {
  return scoredSentences(question, passage).map((sentence) => ({
    ...sentence,
    score: sentence.score + PRIOR_WEIGHT * prior,
    passage: index,
    documentId: passage.documentId,
  }));
}

/** How the passages share the likelihood of holding the answer: softmax, as in training. */
function priorsOf(passages: readonly RankedPassage[]): number[] {
  const best = Math.max(...passages.map(({ score }) => score));
  const odds = passages.map(({ score }) => Math.exp(PRIOR_SHARPNESS * (score - best)));
  const whole = odds.reduce((sum, one) => sum + one, 0);
  return odds.map((one) => one / whole);
}

/** The same words again, or the same place by way of the overlap of two passages. */
function repeats(one: Candidate, other: Candidate): boolean {
  const overlap = one.documentId === other.documentId && one.start < other.end && other.start < one.end;
  return overlap || one.text === other.text;
}
