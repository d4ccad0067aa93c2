import { type Attributes, context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { LlmErrorType, LlmOperation } from './llm-instruments.ts';
import { ATTRIBUTES } from './signals.ts';

/** The convention's words, by those of our models. */
const FINISH_REASONS = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  refusal: 'content_filter',
  'tool-calls': 'tool_calls',
  error: 'error',
  interrupted: 'error',
  other: 'other',
} as const;
export type FinishReason = keyof typeof FINISH_REASONS;

/** A provider may send anything as a name. */
const MODEL_NAME_MAX_CHARS = 200;

/** The span of one call of a model, from the request to the last chunk. Holds no prompt and no answer. */
export type ModelSpan = {
  /** Runs `work` with the span active. */
  run<T>(work: () => T): T;
  /** Tokens as the provider reported them; null: it did not say. */
  usage(tokens: { input: number | null; output: number | null }): void;
  /** The model that answered, as the provider calls it. */
  answeredBy(model: string): void;
  /** Why the answer ended; `error` where it ended without the provider's word. */
  finished(reason: FinishReason): void;
  failed(type: LlmErrorType): void;
  /** Once, when the call is over, however it ended. */
  end(): void;
};

/** Starts `embeddings {model}` or `chat {model}`. `model` is a registry string such as `openai:gpt-4o-mini`. */
export function startModelSpan(model: string, operation: LlmOperation, maxOutputTokens?: number): ModelSpan {
  const call = genAiCall(model, operation);
  const attributes: Attributes = { [ATTRIBUTES.operation]: operation, ...call };
  if (maxOutputTokens !== undefined) attributes[ATTRIBUTES.genAiMaxTokens] = maxOutputTokens;
  const span = trace
    .getTracer('docent')
    .startSpan(`${call[ATTRIBUTES.genAiOperation]} ${call[ATTRIBUTES.genAiRequestModel]}`, {
      kind: SpanKind.CLIENT,
      attributes,
    });
  const active = trace.setSpan(context.active(), span);
  return {
    run: (work) => context.with(active, work),
    usage({ input, output }) {
      if (input !== null) span.setAttribute(ATTRIBUTES.genAiInputTokens, input);
      if (output !== null) span.setAttribute(ATTRIBUTES.genAiOutputTokens, output);
    },
    answeredBy: (model) => void span.setAttribute(ATTRIBUTES.genAiResponseModel, model.slice(0, MODEL_NAME_MAX_CHARS)),
    finished: (reason) => void span.setAttribute(ATTRIBUTES.genAiFinishReasons, [FINISH_REASONS[reason]]),
    failed(type) {
      span.setAttribute(ATTRIBUTES.errorType, type);
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
    end: () => span.end(),
  };
}

/** A call as the convention names it, on spans and metrics alike. */
export function genAiCall(model: string, operation: LlmOperation) {
  const [provider = '', ...rest] = model.split(':');
  return {
    [ATTRIBUTES.genAiOperation]: operation === 'embedding' ? 'embeddings' : 'chat',
    [ATTRIBUTES.genAiProvider]: provider,
    [ATTRIBUTES.genAiRequestModel]: rest.join(':') || provider,
  };
}
