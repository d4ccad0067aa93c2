import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
  SharedV4ProviderOptions,
} from '@ai-sdk/provider';
import type { Generate, GeneratedPart, ListForm, Prompt } from '../generate.ts';
import { callError } from './call-error.ts';
import { answeredBy, begun, reasonOf, refusalIn, reported, told } from './sdk-answer.ts';
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
        yield* told(part.rawValue);
      } else if (part.type === 'reasoning-delta') yield { type: 'thought', text: part.delta };
      else if (part.type === 'response-metadata') yield* answeredBy(part.modelId);
      else if (part.type === 'text-delta') yield { type: refuses ? 'thought' : 'text', text: part.delta };
    }
  } catch (failure) {
    throw callError(failure, signal);
  }
}
