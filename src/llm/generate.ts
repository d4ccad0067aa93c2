import type { FinishReason } from '../telemetry/gen-ai.ts';

/** What a model is asked: the rules it is to follow, and what it is to work on. */
export type Prompt = { readonly system: string; readonly user: string };

/** A short answer that is data: a list under a name. */
export type ListForm = { readonly name: string; readonly of: 'string' | 'integer' };

export type GenerateCall = {
  readonly prompt: Prompt;
  /** The output cap. */
  readonly maxOutputTokens: number;
  /** The form of the answer, as JSON, where the provider can keep to one. */
  readonly form?: ListForm;
  /** The model thinks, and is to do little of it. */
  readonly thinksLittle?: boolean;
  /** Whether the provider is asked for a stream; else the answer comes in one piece. */
  readonly streamed: boolean;
  /** Aborted when the client has left or the deadline has passed (then with a `TimeoutError`). */
  readonly signal: AbortSignal;
};

/** What a provider says that a call used: as it came, a count that is none included. */
export type ReportedUsage = {
  readonly inputTokens: unknown;
  readonly outputTokens: unknown;
  /** The parts of the input that were read from the provider's cache and written there. */
  readonly cachedInputTokens?: unknown;
  readonly cacheWriteTokens?: unknown;
};

/** A piece of what a model says. */
export type GeneratedPart =
  | { readonly type: 'text'; readonly text: string }
  /** What the model thinks on the way: billed, and shown to nobody. */
  | { readonly type: 'thought'; readonly text: string }
  /** What the input counts, where a stream says so at its beginning. */
  | { readonly type: 'begun'; readonly inputTokens: unknown }
  /** What the call used, told ahead of a stream's end: it may never come. */
  | { readonly type: 'told'; readonly usage: ReportedUsage }
  /** The model that answers, as the provider calls it. */
  | { readonly type: 'answered-by'; readonly model: string }
  | { readonly type: 'finish'; readonly reason: FinishReason; readonly usage: ReportedUsage };

/**
 * A language model. Resolves once it begins to answer; leaving its parts early stops it. Rejects, and its parts throw, with
 * an `LlmError` or with whatever broke the connection: `llmError` tells what kind that is. `onSent` is told once the whole
 * request is on its way to a provider: what is given up before is billed by nobody.
 */
export type Generate = (
  call: GenerateCall,
  onSent: () => void,
) => Promise<AsyncIterable<GeneratedPart> | Iterable<GeneratedPart>>;
