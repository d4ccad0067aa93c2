import type { Question } from './question.ts';
import type { RankedPassage } from './rank.ts';
import { type ScoredSentence, type Sentence, scoredSentences } from './score-sentences.ts';

/** A part of the answer, as it stands in the passage of index `passage`: a sentence, or with those before it that say of whom it speaks. */
export type ExtractedSentence = Sentence & { readonly passage: number };

const SENTENCES_MAX = 3;
/** A further sentence must come this close to the best one. */
const FURTHER_SHARE = 0.55;
/** As close that it may be the answer as well, where a question does not say what kind of thing it asks for. */
const RIVAL_SHARE = 0.8;
/** What the best of all passages adds to its sentences; others add less the further they are behind. */
const PRIOR_WEIGHT = 0.43;
const PRIOR_SHARPNESS = 7;

/**
 * An answer in the documents' own words, from passages ranked best first: 1–3 sentences, best first, each the exact slice
 * of its document; none where there is nothing to look for. A further one has the kind of thing asked for, or a word of
 * the question that those before it lack; where no kind is known, it is nearly as good as the best.
 */
export function extract(question: Question, passages: readonly RankedPassage[]): ExtractedSentence[] {
  if (question.terms.length === 0) return [];
  const priors = priorsOf(passages);
  const candidates = passages.flatMap((passage, index) => candidatesOf(question, passage, index, priors[index] ?? 0));
  candidates.sort((a, b) => b.score - a.score);
  const picked: Candidate[] = [];
  for (const candidate of candidates) {
    if (picked.length === SENTENCES_MAX || candidate.score < FURTHER_SHARE * candidates[0]!.score) break;
    if (!picked.some((other) => repeats(other, candidate)) && addsTo(question, picked, candidate))
      picked.push(candidate);
  }
  return picked.map(({ start, end, text, passage }) => ({ start, end, text, passage }));
}

type Candidate = ScoredSentence & { readonly documentId: string; readonly passage: number };

function candidatesOf(question: Question, passage: RankedPassage, index: number, prior: number): Candidate[] {
  const sentences = scoredSentences(question, passage);
  return sentences.map((sentence, at) => ({
    ...withSubject(question, passage, sentences, at),
    score: sentence.score + PRIOR_WEIGHT * prior,
    passage: index,
    documentId: passage.documentId,
  }));
}

/** How far back the subject of a sentence is looked for, and how long both may be together. */
const SUBJECT_SENTENCES = 2;
const SUBJECT_MAX_CHARS = 500;

/** A sentence that names none of the question's names, or begins with a pronoun, together with the nearest one before it that does. */
function withSubject(
  { terms }: Question,
  { text, start }: RankedPassage,
  sentences: readonly ScoredSentence[],
  at: number,
): ScoredSentence {
  const sentence = sentences[at]!;
  const names = terms.flatMap(({ isName }, term) => (isName ? [term] : []));
  if (!sentence.isAnaphoric && (names.length === 0 || names.some((term) => sentence.shares[term]! > 0)))
    return sentence;
  const wanted = names.length > 0 ? names : terms.flatMap((_, term) => (sentence.shares[term] === 0 ? [term] : []));
  const named = sentences
    .slice(Math.max(0, at - SUBJECT_SENTENCES), at)
    .findLast(({ shares }) => wanted.some((term) => shares[term]! > 0));
  if (!named || sentence.end - named.start > SUBJECT_MAX_CHARS) return sentence;
  const shares = sentence.shares.map((share, term) => Math.max(share, named.shares[term]!));
  return { ...sentence, start: named.start, text: text.slice(named.start - start, sentence.end - start), shares };
}

function addsTo(
  { kind }: Question,
  picked: readonly Candidate[],
  { score, shares, hasAnswerType }: Candidate,
): boolean {
  const [best] = picked;
  if (!best || hasAnswerType || (kind === null && score >= RIVAL_SHARE * best.score)) return true;
  return shares.some((share, term) => picked.every((other) => other.shares[term]! < share));
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
