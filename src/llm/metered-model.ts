import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
  SharedV4ProviderOptions,
} from '@ai-sdk/provider';
import type { LlmOperation } from '../telemetry/instruments.ts';
import { llmError } from './llm-error.ts';
import { type Meter, startMeter } from './meter.ts';
import type { CallAccount } from './record-call.ts';
import type { CallUsage } from './usage.ts';

export type ModelRequest = {
  readonly operation: LlmOperation;
  readonly prompt: LanguageModelV4Prompt;
  /** The output cap that is really sent. */
  readonly maxOutputTokens: number;
  /** Whether the provider is asked for a stream; else the answer comes in one piece. */
  readonly streamed: boolean;
  /** Aborted when the client has left or the deadline has passed (then with a `TimeoutError`). */
  readonly signal: AbortSignal;
  /** The question as data, for the local model; a provider is not sent it. */
  readonly local?: SharedV4ProviderOptions;
  /** Told once per provider call what it used, also when it failed. */
  readonly onUsage: (usage: CallUsage) => void;
};

/** A language model whose every call is counted exactly once. */
export type MeteredModel = {
  readonly name: string;
  /** The answer as it comes. Leaving early closes the provider's socket. @throws LlmError, also where nothing came. */
  deltas(request: ModelRequest): AsyncGenerator<string, void>;
};

export function createMeteredModel({ model, ...account }: CallAccount & { model: LanguageModelV4 }): MeteredModel {
  return {
    name: account.name,
    async *deltas(request) {
      const { prompt, maxOutputTokens, signal, local } = request;
      const data = !account.billing && local ? { providerOptions: local } : {};
      const meter = startMeter(account, request);
      try {
        const options = { prompt, maxOutputTokens, abortSignal: signal, ...data };
        for await (const part of parts(model, options, request.streamed, meter.run)) {
          if (part.type === 'error') throw part.error;
          if (part.type === 'finish') {
            meter.reported(part.usage, part.finishReason.unified);
          } else if (part.type === 'response-metadata') {
            if (part.modelId !== undefined) meter.answeredBy(part.modelId);
          } else if (part.type === 'text-delta' && part.delta !== '') {
            meter.produced(part.delta);
            yield part.delta;
          }
        }
        meter.succeeded();
      } catch (failure) {
        throw meter.failed(llmError(failure, signal));
      } finally {
        meter.end();
      }
    },
  };
}

/** What a model says, in the parts of a stream whichever way it was asked. */
async function* parts(
  model: LanguageModelV4,
  options: LanguageModelV4CallOptions,
  streamed: boolean,
  run: Meter['run'],
): AsyncGenerator<LanguageModelV4StreamPart> {
  if (streamed) return yield* (await run(() => model.doStream(options))).stream;
  const { content, usage, finishReason, response } = await run(() => model.doGenerate(options));
  yield { type: 'response-metadata', ...response };
  yield { type: 'finish', usage, finishReason }; // first, so that what was used is known whatever becomes of the text
  for (const part of content) if (part.type === 'text') yield { type: 'text-delta', id: '', delta: part.text };
}
