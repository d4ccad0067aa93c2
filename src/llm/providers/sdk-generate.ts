import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
  SharedV4ProviderOptions,
} from '@ai-sdk/provider';
import type { FinishReason } from '../../telemetry/gen-ai.ts';
import type { Generate, GeneratedPart, ListForm, Prompt, ReportedUsage } from '../generate.ts';
import { tokenCount } from '../usage.ts';
import { callError } from './call-error.ts';
import { createSentWatch } from './sent-watch.ts';

type Options = {
  /** Options of the provider, for every call. */
  readonly always?: SharedV4ProviderOptions;
  /** How it is told to think little, for calls that ask for that. */
  readonly thinksLittle?: Pick<LanguageModelV4CallOptions, 'reasoning' | 'providerOptions'>;
};

/** A model of the AI SDK behind our port. */
export function sdkGenerate(
  model: LanguageModelV4,
  { always = {}, thinksLittle = { reasoning: 'low' } }: Options = {},
): Generate {
  const watch = createSentWatch();
  return async function generate(call, onSent) {
    const { prompt, maxOutputTokens, streamed, signal, form } = call;
    const { reasoning, providerOptions = {} } = call.thinksLittle ? thinksLittle : {};
    const options = {
      prompt: messagesOf(prompt),
      maxOutputTokens,
      abortSignal: signal,
      providerOptions: merged(always, providerOptions),
      ...(reasoning && { reasoning }),
      ...(form && { responseFormat: { type: 'json' as const, schema: schemaOf(form) } }),
    };
    try {
      if (streamed) {
        const { stream } = await watch(onSent, async () => model.doStream({ ...options, includeRawChunks: true }));
        return partsOf(stream, signal);
      }
      const { content, usage, finishReason, response } = await watch(onSent, async () => model.doGenerate(options));
      const reason = refusalIn(response?.body) ? 'refusal' : reasonOf(finishReason);
      const finish = { type: 'finish', reason, usage: reported(usage) } as const;
      const texts = content.flatMap((part): GeneratedPart[] => {
        if (part.type === 'reasoning') return [{ type: 'thought', text: part.text }];
        if (part.type !== 'text') return [];
        return [{ type: reason === 'refusal' ? 'thought' : 'text', text: part.text }];
      });
      return [...answeredBy(response?.modelId), finish, ...texts]; // the usage first: it is known whatever becomes of the text
    } catch (failure) {
      throw callError(failure, signal);
    }
  };
}

function merged(some: SharedV4ProviderOptions, others: SharedV4ProviderOptions): SharedV4ProviderOptions {
  const names = [...new Set([...Object.keys(some), ...Object.keys(others)])];
  return Object.fromEntries(names.map((name) => [name, { ...some[name], ...others[name] }]));
}

/** What all providers keep to is an object, with every property required and no other. */
function schemaOf({ name, of }: ListForm) {
  const list = { type: 'array' as const, items: { type: of } };
  return { type: 'object' as const, properties: { [name]: list }, required: [name], additionalProperties: false };
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
  let refuses = false;
  try {
    for await (const part of stream) {
      if (part.type === 'error') throw part.error;
      if (part.type === 'finish')
        yield {
          type: 'finish',
          reason: refuses ? 'refusal' : reasonOf(part.finishReason),
          usage: reported(part.usage),
        };
      else if (part.type === 'raw') {
        refuses ||= refusalIn(part.rawValue);
        yield* begun(part.rawValue);
      } else if (part.type === 'reasoning-delta') yield { type: 'thought', text: part.delta };
      else if (part.type === 'response-metadata') yield* answeredBy(part.modelId);
      else if (part.type === 'text-delta') yield { type: refuses ? 'thought' : 'text', text: part.delta };
    }
  } catch (failure) {
    throw callError(failure, signal);
  }
}

/** What Anthropic's models stop for when they will not answer comes as one reason among those of filters. */
function reasonOf({ unified, raw }: LanguageModelV4FinishReason): FinishReason {
  if (raw === 'refusal') return 'refusal';
  return raw === 'model_context_window_exceeded' ? 'length' : unified;
}

/** OpenAI's models refuse in a field of its own, which the SDK passes on as text like any other. */
function refusalIn(body: unknown): boolean {
  const { choices, type, output } = (body ?? {}) as { choices?: unknown; type?: unknown; output?: unknown };
  if (typeof type === 'string' && type.startsWith('response.refusal')) return true;
  const parts = (Array.isArray(output) ? output : []).flatMap((item: { content?: unknown }) => item?.content ?? []);
  if (parts.some((part) => (part as { type?: unknown } | null)?.type === 'refusal')) return true;
  const [choice] = Array.isArray(choices) ? choices : [];
  const { message, delta } = (choice ?? {}) as Record<'message' | 'delta', { refusal?: unknown } | undefined>;
  const refusal = message?.refusal ?? delta?.refusal;
  return typeof refusal === 'string' && refusal !== '';
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
