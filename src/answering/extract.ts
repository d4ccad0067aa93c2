import { type ScoredSentence, scoredSentences } from './best-sentence.ts';
import type { Question } from './question.ts';
import type { RankedPassage } from './rank.ts';

/** A sentence of the answer; `passage` is the index of the passage that it was taken from. */
export type ExtractedSentence = ScoredSentence & { readonly passage: number };

/**
 * An answer in the documents' own words: 1–3 sentences, best first, each the exact slice of its document; and the
 * evidence that they answer the question, to be compared with `REFUSAL_THRESHOLD`. No sentences: evidence 0.
 */
export type Extraction = { readonly sentences: readonly ExtractedSentence[]; readonly evidence: number };

const SENTENCES_MAX = 3;
/** A further sentence must come this close to the best one. */
const FURTHER_SHARE = 0.6;

/** Picks the sentences that answer a question from passages ranked best first. */
export function extract(question: Question, passages: readonly RankedPassage[]): Extraction {
  const scored = passages.flatMap((passage, index) =>
    scoredSentences(question, passage).map((sentence) => ({
      ...sentence,
      passage: index,
      documentId: passage.documentId,
      score: sentence.score + 0.3 / (index + 1),
    })),
  );
  scored.sort((a, b) => b.score - a.score);
  const best = scored[0];
  if (!best || question.terms.length === 0) return { sentences: [], evidence: 0 };
  const picked: typeof scored = [];
  for (const sentence of scored) {
    if (picked.length === SENTENCES_MAX || sentence.score < FURTHER_SHARE * best.score) break;
    const seen = picked.some(
      (other) =>
        other.text === sentence.text ||
        (other.documentId === sentence.documentId && other.start < sentence.end && sentence.start < other.end),
    );
    if (!seen) picked.push(sentence);
  }
  const evidence = (passages[0]?.relevance ?? 0) + best.score;
  return { sentences: picked.map(({ documentId: _, ...sentence }) => sentence), evidence };
}
