import { setImmediate as turn } from 'node:timers/promises';
import type { Generate, GeneratedPart } from '../../llm/generate.ts';
import type { Retrieved } from '../find/retrieve.ts';
import { NOTES } from '../proof/marks.ts';
import { type ExtractedSentence, extract } from '../rank/extract.ts';
import type { Question } from '../rank/question.ts';
import type { RankedPassage } from '../rank/rank.ts';
import { NOT_IN_DOCUMENTS } from './prompt.ts';

/** A question as data: what the extractive model reads in place of the prompt. */
export type ExtractiveInput = Pick<Retrieved, 'question' | 'passages' | 'evidence'>;

const FINISH = { type: 'finish', reason: 'stop', usage: { inputTokens: 0, outputTokens: 0 } } as const;

/**
 * A language model that writes nothing of its own: it answers with 1–3 verbatim sentences of the passages, each followed by
 * the number of its passage, or refuses where the evidence is below `refusalThreshold`. It needs no network and no tokens.
 */
export function createExtractive(refusalThreshold: number): (input: ExtractiveInput) => Generate {
  return (input) =>
    async function extractive({ signal }) {
      return parts(sentencesOf(input, refusalThreshold), signal);
    };
}

async function* parts(sentences: readonly string[], signal: AbortSignal): AsyncGenerator<GeneratedPart> {
  for (const text of sentences) {
    await turn(); // lets an abort be seen: the work itself is synchronous
    signal.throwIfAborted();
    yield { type: 'text', text };
  }
  yield FINISH;
}

/** The answer in pieces; its text is their concatenation. */
function sentencesOf({ question, passages, evidence }: ExtractiveInput, refusalThreshold: number): string[] {
  const answer = evidence < refusalThreshold ? ofSimilarPassage(question, passages) : extract(question, passages);
  if (answer.length === 0) return [NOT_IN_DOCUMENTS];
  return answer.map(({ text, passage }, at) => `${at ? ' ' : ''}${withoutMarks(text)} [${passage + 1}]`);
}

/** From this similarity on, a passage counts as an answer in other words, even if its words give little evidence. */
const SIMILAR_ENOUGH = 0.5;

function ofSimilarPassage(
  question: Question,
  passages: readonly RankedPassage[],
): Pick<ExtractedSentence, 'text' | 'passage'>[] {
  const at = passages.findIndex(({ similarity = 0 }) => similarity >= SIMILAR_ENOUGH);
  const passage = passages[at];
  return passage ? extract(question, [passage]).map(({ text }) => ({ text, passage: at })) : [];
}

/** A document's own footnote marks would read as citations of ours. */
function withoutMarks(sentence: string): string {
  const cleared = sentence.replaceAll(NOTES, '');
  return cleared === sentence ? sentence : withoutMarks(cleared); // without its inner mark, [[1]2] is one
}
