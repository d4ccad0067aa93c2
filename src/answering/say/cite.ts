import type { Citation } from '../ask.ts';
import { type Question, weighQuestion } from '../rank/question.ts';
import type { RankedPassage } from '../rank/rank.ts';
import { bestSentence, type Sentence } from '../rank/score-sentences.ts';

/** A citation of every passage, numbered from 1, quoting the sentence that answers the question best. */
export function citeAll(question: Question, passages: readonly RankedPassage[]): Citation[] {
  return passages.map((passage, at) => citation(passage, at + 1, bestSentence(question, passage)));
}

/** The citations once more, each cited one now quoting the sentence that bears the statement it was cited for. */
export function citeClaims(citations: readonly Citation[], claims: ReadonlyMap<number, readonly string[]>): Citation[] {
  return citations.map((cited) => {
    const [claim] = claims.get(cited.n) ?? [];
    const quoted = claim && (verbatim(claim, cited.passage) ?? resembling(claim, cited.passage));
    return quoted ? citation(cited.passage, cited.n, quoted) : cited;
  });
}

function citation(passage: RankedPassage, n: number, { start, end, text }: Sentence): Citation {
  return { n, passage, start, end, text };
}

/** A shorter claim would match almost any sentence. */
const VERBATIM_MIN_CHARS = 12;

function verbatim(claim: string, { text, start }: RankedPassage): Sentence | null {
  const at = text.indexOf(claim);
  return at < 0 || claim.length < VERBATIM_MIN_CHARS
    ? null
    : { start: start + at, end: start + at + claim.length, text: claim };
}

/** The sentence with most of the claim's words; null where none has any. */
function resembling(claim: string, passage: RankedPassage): Sentence | null {
  const unweighed = { chunks: 1, averageTerms: 1, documentFrequency: [], completedDocuments: 1, pendingDocuments: 0 };
  const best = bestSentence(weighQuestion(claim, unweighed), passage);
  return best.score > 0 ? best : null;
}
