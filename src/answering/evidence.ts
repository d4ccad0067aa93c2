import { scoredSentences } from './best-sentence.ts';
import type { Question } from './question.ts';
import type { RankedPassage } from './rank.ts';

/** provisional */
export function evidenceOf(question: Question, passages: readonly RankedPassage[]): number {
  const [top] = passages;
  if (!top) return 0;
  const best = scoredSentences(question, top).reduce((b, { score }) => Math.max(b, score), 0);
  return top.relevance + best;
}
