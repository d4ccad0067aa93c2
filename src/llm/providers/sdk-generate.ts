import type { LanguageModelV4, LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider';
import type { Generate, GeneratedPart, Prompt, ReportedUsage } from '../generate.ts';
import { tokenCount } from '../usage.ts';
import { callError } from './call-error.ts';

/** A model of the AI SDK behind our port. */
export function sdkGenerate(model: LanguageModelV4): Generate {
  return async function generate({ prompt, maxOutputTokens, streamed, signal }) {
    const options = { prompt: messagesOf(prompt), maxOutputTokens, abortSignal: signal };
    try {
      if (streamed) return partsOf((await model.doStream({ ...options, includeRawChunks: true })).stream, signal);
      const { content, usage, finishReason, response } = await model.doGenerate(options);
      const finish = { type: 'finish', reason: finishReason.unified, usage: reported(usage) } as const;
      const texts = content.flatMap((part) =>
        part.type === 'text' ? [{ type: 'text', text: part.text } as const] : [],
      );
      return [...answeredBy(response?.modelId), finish, ...texts]; // the usage first: it is known whatever becomes of the text
    } catch (failure) {
      throw callError(failure, signal);
    }
  };
}

function messagesOf({ system, user }: Prompt) {
  return [
    { role: 'system' as const, content: system },
    { role: 'user' as const, content: [{ type: 'text' as const, text: user }] },
  ];
}

async function* partsOf(
  stream: ReadableStream<LanguageModelV4StreamPart>,
  signal: AbortSignal,
): AsyncGenerator<GeneratedPart> {
  try {
    for await (const part of stream) {
      if (part.type === 'error') throw part.error;
      if (part.type === 'finish')
        yield { type: 'finish', reason: part.finishReason.unified, usage: reported(part.usage) };
      else if (part.type === 'raw') yield* begun(part.rawValue);
      else if (part.type === 'response-metadata') yield* answeredBy(part.modelId);
      else if (part.type === 'text-delta') yield { type: 'text', text: part.delta };
    }
  } catch (failure) {
    throw callError(failure, signal);
  }
}

function answeredBy(model: string | undefined): GeneratedPart[] {
  return model === undefined ? [] : [{ type: 'answered-by', model }];
}

/** Anthropic counts the input, its cached parts apart, as the stream begins: all that is known of one that is then cut off. */
function begun(raw: unknown): GeneratedPart[] {
  const { type, message } = (raw ?? {}) as { type?: unknown; message?: { usage?: Record<string, unknown> } };
  const usage = type === 'message_start' ? message?.usage : undefined;
  if (tokenCount(usage?.input_tokens) === undefined) return [];
  const counts = [usage?.input_tokens, usage?.cache_creation_input_tokens, usage?.cache_read_input_tokens];
  return [{ type: 'begun', inputTokens: counts.reduce<number>((sum, count) => sum + (tokenCount(count) ?? 0), 0) }];
}

/** `noCache` counts too: a missing count plus a cache count would look like a small, plausible total. */
function reported({ inputTokens, outputTokens }: LanguageModelV4Usage): ReportedUsage {
  const isKnown = tokenCount(inputTokens?.noCache ?? 0) !== undefined;
  return {
    inputTokens: isKnown ? inputTokens?.total : undefined,
    outputTokens: outputTokens?.total,
    cachedInputTokens: inputTokens?.cacheRead,
    cacheWriteTokens: inputTokens?.cacheWrite,
  };
}
