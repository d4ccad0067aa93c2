import { type Attributes, context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { LlmErrorType, LlmOperation } from './llm-instruments.ts';
import { ATTRIBUTES } from './signals.ts';

/** The span of one call of a model, from the request to the last chunk. Holds no prompt and no answer. */
export type ModelSpan = {
  /** Runs `work` with the span active. */
  run<T>(work: () => T): T;
  /** Tokens as the provider reported them; null: it did not say. */
  usage(tokens: { input: number | null; output: number | null }): void;
  failed(type: LlmErrorType): void;
  /** Once, when the call is over, however it ended. */
  end(): void;
};

/** Starts `embed` or `chat {model}`. `model` is a registry string such as `openai:gpt-4o-mini`. */
export function startModelSpan(model: string, operation: LlmOperation, maxOutputTokens?: number): ModelSpan {
  const [provider = '', ...rest] = model.split(':');
  const requestModel = rest.join(':') || provider;
  const attributes: Attributes = {
    [ATTRIBUTES.operation]: operation,
    [ATTRIBUTES.genAiOperation]: operation === 'embedding' ? 'embeddings' : 'chat',
    [ATTRIBUTES.genAiProvider]: provider,
    [ATTRIBUTES.genAiRequestModel]: requestModel,
  };
  if (maxOutputTokens !== undefined) attributes[ATTRIBUTES.genAiMaxTokens] = maxOutputTokens;
  const name = operation === 'embedding' ? 'embed' : `chat ${requestModel}`;
  const span = trace.getTracer('docent').startSpan(name, { kind: SpanKind.CLIENT, attributes });
  const active = trace.setSpan(context.active(), span);
  return {
    run: (work) => context.with(active, work),
    usage({ input, output }) {
      if (input !== null) span.setAttribute(ATTRIBUTES.genAiInputTokens, input);
      if (output !== null) span.setAttribute(ATTRIBUTES.genAiOutputTokens, output);
    },
    failed(type) {
      span.setAttribute(ATTRIBUTES.errorType, type);
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
    end: () => span.end(),
  };
}
