import type { LanguageModelV4FinishReason, LanguageModelV4Usage } from '@ai-sdk/provider';
import type { FinishReason } from '../../telemetry/gen-ai.ts';
import type { GeneratedPart, ReportedUsage } from '../generate.ts';
import { tokenCount } from '../usage.ts';
import { UNKNOWN } from './countable-usage.ts';

/** What Anthropic's models stop for when they will not answer comes as one reason among those of filters. */
export function reasonOf({ unified, raw }: LanguageModelV4FinishReason): FinishReason {
  if (raw === 'refusal') return 'refusal';
  return raw === 'model_context_window_exceeded' ? 'length' : unified;
}

/** OpenAI's models refuse in a field of its own, which the SDK passes on as text like any other. */
export function refusalIn(body: unknown): boolean {
  const { choices, type, output } = (body ?? {}) as { choices?: unknown; type?: unknown; output?: unknown };
  if (typeof type === 'string' && type.startsWith('response.refusal')) return true;
  const parts = (Array.isArray(output) ? output : []).flatMap((item: { content?: unknown }) => item?.content ?? []);
  if (parts.some((part) => (part as { type?: unknown } | null)?.type === 'refusal')) return true;
  const [choice] = Array.isArray(choices) ? choices : [];
  const { message, delta } = (choice ?? {}) as Record<'message' | 'delta', { refusal?: unknown } | undefined>;
  const refusal = message?.refusal ?? delta?.refusal;
  return typeof refusal === 'string' && refusal !== '';
}

/** The model that answered, where the provider says which. */
export function answeredBy(model: string | undefined): GeneratedPart[] {
  return model === undefined ? [] : [{ type: 'answered-by', model }];
}

/** Anthropic counts the input, its cached parts apart, as the stream begins: all that is known of one that is then cut off. */
export function begun(raw: unknown): GeneratedPart[] {
  const { type, message } = (raw ?? {}) as { type?: unknown; message?: { usage?: Record<string, unknown> } };
  const usage = type === 'message_start' ? message?.usage : undefined;
  if (tokenCount(usage?.input_tokens) === undefined) return [];
  const counts = [usage?.input_tokens, usage?.cache_creation_input_tokens, usage?.cache_read_input_tokens];
  return [{ type: 'begun', inputTokens: counts.reduce<number>((sum, count) => sum + (tokenCount(count) ?? 0), 0) }];
}

/** OpenAI's last chunk holds the usage and no choice; a server may then leave the connection open, or its caller leave. */
export function told(raw: unknown): GeneratedPart[] {
  const { choices, usage } = (raw ?? {}) as { choices?: unknown; usage?: Record<string, unknown> };
  if (!Array.isArray(choices) || choices.length > 0 || !usage) return [];
  const { prompt_tokens: inputTokens, completion_tokens: outputTokens, prompt_tokens_details: details } = usage;
  const { cached_tokens: cachedInputTokens } = (details ?? {}) as { cached_tokens?: unknown };
  return [{ type: 'told', usage: { inputTokens, outputTokens, cachedInputTokens } }];
}

/** `noCache` counts too: a missing count plus a cache count would look like a small, plausible total. */
export function reported({ inputTokens, outputTokens }: LanguageModelV4Usage): ReportedUsage {
  const isKnown = inputTokens?.noCache !== UNKNOWN;
  return {
    inputTokens: isKnown ? inputTokens?.total : undefined,
    outputTokens: outputTokens?.total,
    cachedInputTokens: inputTokens?.cacheRead,
    cacheWriteTokens: inputTokens?.cacheWrite,
  };
}
