import type { Meter } from '@opentelemetry/api';
import { dollarCounter } from './dollar-counter.ts';
import { counter, histogram, orOther } from './recorder.ts';
import { METRICS } from './signals.ts';

export const LLM_OPERATIONS = ['embedding', 'completion', 'rewrite', 'rerank'] as const;
export type LlmOperation = (typeof LLM_OPERATIONS)[number];
export const LLM_ERROR_TYPES = [
  'timeout',
  'rate_limited',
  'auth',
  'bad_request',
  'server',
  'network',
  'cancelled',
  'other',
] as const;
export type LlmErrorType = (typeof LLM_ERROR_TYPES)[number];

export const LLM_INCOMPLETE_REASONS = ['length', 'content_filter'] as const;
export type LlmIncompleteReason = (typeof LLM_INCOMPLETE_REASONS)[number];

export type LlmInstruments = {
  /** Tokens billed, prompt and completion together. */
  recordLlmTokens(model: string, operation: LlmOperation, count: number): void;
  recordLlmInputTokens(model: string, operation: LlmOperation, count: number): void;
  recordLlmOutputTokens(model: string, operation: LlmOperation, count: number): void;
  /** Exactly once per provider call. */
  recordLlmRequest(model: string, operation: LlmOperation, success: boolean): void;
  recordLlmError(model: string, operation: LlmOperation, type: LlmErrorType): void;
  recordLlmDuration(model: string, operation: LlmOperation, seconds: number): void;
  recordLlmTimeToFirstToken(model: string, operation: LlmOperation, seconds: number): void;
  recordLlmCost(model: string, operation: LlmOperation, nanoDollars: number): void;
  recordLlmUsageMissing(model: string, operation: LlmOperation): void;
  /** A call that was paid for and gave nothing of use. */
  recordLlmUnusable(model: string, operation: LlmOperation): void;
  /** An answer that ended early. */
  recordLlmIncomplete(model: string, operation: LlmOperation, reason: LlmIncompleteReason): void;
};

/** A model call that the configuration makes possible. */
export type ModelCall = { readonly model: string; readonly operation: LlmOperation; readonly priced: boolean };

/** The calls of this configuration. The extractive model stands in for any other, so it is always one of them. */
export function modelCalls(
  llmModel: string,
  embeddingModel: string,
  prices: ReadonlyMap<string, unknown>,
): ModelCall[] {
  const call = (model: string, operation: LlmOperation) => ({ model, operation, priced: prices.has(model) });
  const calls: ModelCall[] = [call('local:extractive', 'completion')];
  if (llmModel)
    calls.push(...(['completion', 'rewrite', 'rerank'] as const).map((operation) => call(llmModel, operation)));
  if (embeddingModel) calls.push(call(embeddingModel, 'embedding'));
  return calls;
}

/** The instruments of model calls, with the series of every possible call at zero. Other models count as `other`. */
export function createLlmInstruments(meter: Meter, calls: readonly ModelCall[]): LlmInstruments {
  const model = orOther(calls.map((call) => call.model));
  const tokens = counter(meter, METRICS.llmTokens);
  const inputTokens = counter(meter, METRICS.llmInputTokens);
  const outputTokens = counter(meter, METRICS.llmOutputTokens);
  const requests = counter(meter, METRICS.llmRequests);
  const errors = counter(meter, METRICS.llmErrors);
  const duration = histogram(meter, METRICS.llmDuration);
  const firstToken = histogram(meter, METRICS.llmFirstToken);
  const cost = dollarCounter(meter, METRICS.llmCost);
  const usageMissing = counter(meter, METRICS.llmUsageMissing);
  const unusable = counter(meter, METRICS.llmUnusable);
  const incomplete = counter(meter, METRICS.llmIncomplete);

  for (const { model, operation, priced } of calls) {
    for (const record of [tokens, inputTokens, outputTokens, usageMissing, unusable]) record(0, { model, operation });
    for (const status of ['success', 'error']) requests(0, { model, operation, status });
    for (const error_type of LLM_ERROR_TYPES) errors(0, { model, operation, error_type });
    for (const reason of LLM_INCOMPLETE_REASONS) incomplete(0, { model, operation, reason });
    if (priced) cost(0, { model, operation });
  }
  return {
    recordLlmTokens: (name, operation, count) => tokens(count, { model: model(name), operation }),
    recordLlmInputTokens: (name, operation, count) => inputTokens(count, { model: model(name), operation }),
    recordLlmOutputTokens: (name, operation, count) => outputTokens(count, { model: model(name), operation }),
    recordLlmRequest: (name, operation, success) =>
      requests(1, { model: model(name), operation, status: success ? 'success' : 'error' }),
    recordLlmError: (name, operation, type) => errors(1, { model: model(name), operation, error_type: type }),
    recordLlmDuration: (name, operation, seconds) => duration(seconds, { model: model(name), operation }),
    recordLlmTimeToFirstToken: (name, operation, seconds) => firstToken(seconds, { model: model(name), operation }),
    recordLlmCost: (name, operation, nanoDollars) => cost(nanoDollars, { model: model(name), operation }),
    recordLlmUsageMissing: (name, operation) => usageMissing(1, { model: model(name), operation }),
    recordLlmUnusable: (name, operation) => unusable(1, { model: model(name), operation }),
    recordLlmIncomplete: (name, operation, reason) => incomplete(1, { model: model(name), operation, reason }),
  };
}
