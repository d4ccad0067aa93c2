export type LlmOperation = 'embedding' | 'completion' | 'rewrite' | 'rerank';
export type LlmErrorType =
  | 'timeout'
  | 'rate_limited'
  | 'auth'
  | 'bad_request'
  | 'server'
  | 'network'
  | 'cancelled'
  | 'other';

/** Typed recording functions: the only way a number reaches a metric. Values that are not finite and ≥ 0 are dropped. */
export type Instruments = {
  /** Tokens billed, prompt and completion together. */
  recordLlmTokens(model: string, operation: LlmOperation, count: number): void;
  recordLlmInputTokens(model: string, operation: LlmOperation, count: number): void;
  recordLlmOutputTokens(model: string, operation: LlmOperation, count: number): void;
  /** Exactly once per provider call. */
  recordLlmRequest(model: string, operation: LlmOperation, success: boolean): void;
  recordLlmError(model: string, operation: LlmOperation, type: LlmErrorType): void;
  recordLlmDuration(model: string, operation: LlmOperation, seconds: number): void;
  recordLlmTimeToFirstToken(model: string, operation: LlmOperation, seconds: number): void;
  recordLlmCost(model: string, operation: LlmOperation, usd: number): void;
  recordLlmUsageMissing(model: string, operation: LlmOperation): void;
  recordRateLimitDecision(
    policy: string,
    subject: 'user' | 'ip',
    outcome: 'allowed' | 'denied',
    store: 'redis' | 'local' | 'deny_cache',
  ): void;
  recordRateLimitStore(seconds: number, outcome: 'ok' | 'timeout' | 'error'): void;
  recordRateLimitDegraded(degraded: boolean): void;
  recordDocumentIngested(mediaType: string, outcome: 'completed' | 'failed'): void;
  recordRetrieval(seconds: number): void;
};

/** Records nothing: what `METRICS_ENABLED=false` gives. */
export const silentInstruments: Instruments = {
  recordLlmTokens() {},
  recordLlmInputTokens() {},
  recordLlmOutputTokens() {},
  recordLlmRequest() {},
  recordLlmError() {},
  recordLlmDuration() {},
  recordLlmTimeToFirstToken() {},
  recordLlmCost() {},
  recordLlmUsageMissing() {},
  recordRateLimitDecision() {},
  recordRateLimitStore() {},
  recordRateLimitDegraded() {},
  recordDocumentIngested() {},
  recordRetrieval() {},
};
