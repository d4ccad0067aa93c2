import { setImmediate as turn } from 'node:timers/promises';
import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { ExtractedSentence, Extraction } from '../answering/extract.ts';
import type { Question } from '../answering/question.ts';
import type { RankedPassage } from '../answering/rank.ts';
import { LOCAL_MODEL } from './model-name.ts';

/** What the model reads in place of the prompt: `providerOptions.docent`. */
export type ExtractiveInput = { readonly question: Question; readonly passages: readonly RankedPassage[] };

export type ExtractiveModelDeps = {
  extract: (question: Question, passages: readonly RankedPassage[]) => Extraction;
  /** Evidence below which it says `refusal` instead. */
  refusalThreshold: number;
  refusal: string;
};

const FREE = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};
const STOP = { unified: 'stop', raw: undefined } as const;

/**
 * A language model of the AI SDK that writes nothing of its own: it answers with 1–3 verbatim sentences of the
 * passages, each followed by the number of its passage. It needs no network and no tokens.
 */
export function createExtractiveModel(deps: ExtractiveModelDeps): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'local',
    modelId: LOCAL_MODEL,
    supportedUrls: {},

    async doGenerate(options) {
      options.abortSignal?.throwIfAborted();
      const text = sentencesOf(deps, options).join('');
      return { content: [{ type: 'text', text }], finishReason: STOP, usage: FREE, warnings: [] };
    },

    async doStream(options) {
      const sentences = sentencesOf(deps, options);
      return { stream: ReadableStream.from(parts(sentences, options.abortSignal)) };
    },
  };
}

async function* parts(sentences: readonly string[], signal?: AbortSignal): AsyncGenerator<LanguageModelV4StreamPart> {
  const id = 'answer';
  yield { type: 'stream-start', warnings: [] };
  yield { type: 'text-start', id };
  for (const delta of sentences) {
    await turn(); // lets an abort be seen: the work itself is synchronous
    signal?.throwIfAborted();
    yield { type: 'text-delta', id, delta };
  }
  yield { type: 'text-end', id };
  yield { type: 'finish', finishReason: STOP, usage: FREE };
}

/** The answer in pieces; its text is their concatenation. */
function sentencesOf(deps: ExtractiveModelDeps, { providerOptions }: LanguageModelV4CallOptions): string[] {
  if (!providerOptions?.docent) throw new TypeError('The extractive model reads providerOptions.docent');
  const { question, passages } = providerOptions.docent as unknown as ExtractiveInput; // JSON to the SDK, ours to fill
  const { sentences, evidence } = deps.extract(question, passages);
  const answer = evidence < deps.refusalThreshold ? ofSimilarPassage(deps, question, passages) : sentences;
  if (answer.length === 0) return [deps.refusal];
  return answer.map(({ text, passage }, at) => `${at ? ' ' : ''}${withoutMarks(text)} [${passage + 1}]`);
}

/** What the words do not show, the meaning may: a passage that stands out so far answers the question in other words. */
const SIMILAR_ENOUGH = 0.5;

function ofSimilarPassage(
  { extract }: ExtractiveModelDeps,
  question: Question,
  passages: readonly RankedPassage[],
): Pick<ExtractedSentence, 'text' | 'passage'>[] {
  const at = passages.findIndex(({ similarity = 0 }) => similarity >= SIMILAR_ENOUGH);
  const passage = passages[at];
  return passage ? extract(question, [passage]).sentences.map(({ text }) => ({ text, passage: at })) : [];
}

/** A document's own footnote marks would read as citations of ours. */
function withoutMarks(sentence: string): string {
  return sentence.replaceAll(/\s?\[\d[\d\s,;–-]*\]/g, '');
}
