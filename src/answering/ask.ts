import type { Owner } from '../limits/caller.ts';
import type { CallUsage } from '../llm/usage.ts';
import type { Span } from '../text/span.ts';
import type { Statement } from './proof/statements.ts';
import type { RankedPassage } from './rank/rank.ts';
import type { Confidence } from './say/confidence.ts';

/** What a caller asks, and of what. */
export type Ask = {
  readonly owner: Owner;
  /** The key of the caller, whose budgets pay for what models are asked. */
  readonly payer: string;
  readonly query: string;
  /** How many passages the answer may rest on. */
  readonly maxResults: number;
  /** Null: all of the owner's documents. */
  readonly documentIds: readonly string[] | null;
  /** Null: the plain route. */
  readonly enhance: EnhanceOptions | null;
  /** Whether a provider is asked for a stream. */
  readonly streamed: boolean;
  /** Aborted when the caller has left. */
  readonly signal: AbortSignal;
};

/** `queries` counts the caller's own. Without a provider's model nothing is rewritten or reranked by one. */
export type EnhanceOptions = { readonly rewrite: boolean; readonly queries: number; readonly rerank: boolean };

/** What all provider calls of one question share. */
export type CallScope = {
  /** Aborted when the caller has left, or with a `TimeoutError` at `endsAt` (ms, on the clock of `now`). */
  readonly signal: AbortSignal;
  readonly endsAt: number;
  readonly payer: string;
  readonly onUsage: (usage: CallUsage) => void;
};

export const REFUSAL_REASONS = [
  'no_documents',
  'documents_still_processing',
  'not_in_documents',
  'ungrounded',
  'model_refused',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** A passage that supports the answer. `text` is the document's text from `start` to `end`, within the passage. */
export type Citation = {
  readonly n: number;
  readonly passage: RankedPassage;
  readonly start: number;
  readonly end: number;
  readonly text: string;
};

export const ANSWER_MODES = ['extractive', 'generative'] as const;
export type AnswerMode = (typeof ANSWER_MODES)[number];
/** Why the extractive answer stands in for the model's. */
export const DEGRADED = ['llm_unavailable', 'token_budget'] as const;
export type Degraded = (typeof DEGRADED)[number];

/** Why a model's answer ends before its end. */
export const INCOMPLETE = ['length', 'content_filter'] as const;
export type Incomplete = (typeof INCOMPLETE)[number];

export type Answer = {
  readonly queryId: string;
  readonly text: string;
  /** Null: it is answered. */
  readonly refusal: RefusalReason | null;
  readonly mode: AnswerMode;
  readonly model: string;
  readonly degraded: Degraded | null;
  /** Empty where the answer is a refusal. */
  readonly statements: readonly Statement[];
  /** Where in `text` the time, number or name stands that was asked for; null: not known. */
  readonly span: Span | null;
  /** The passages that the answer names, by their number. */
  readonly citations: readonly Citation[];
  /** What else was retrieved, best first. */
  readonly closest: readonly Citation[];
  readonly confidence: Confidence;
  /** Null: it is whole. */
  readonly incomplete: Incomplete | null;
  readonly usage: CallUsage;
  readonly timingsMs: { readonly retrieve: number; readonly generate: number; readonly total: number };
  /** The queries that found the passages, the caller's first. */
  readonly queriesUsed: readonly string[];
};

/** An answer in the making: what is known of it before it is complete. */
export type AnswerEvent =
  | { readonly type: 'meta'; readonly queryId: string; readonly mode: AnswerMode; readonly model: string }
  | { readonly type: 'sources'; readonly citations: readonly Citation[] }
  | { readonly type: 'delta'; readonly text: string };
