import type { Meter } from '@opentelemetry/api';
import { genAiCall } from './gen-ai.ts';
import type { LlmErrorType, LlmOperation, ModelCall } from './llm-instruments.ts';
import { histogram, orOther } from './recorder.ts';
import { ATTRIBUTES, GEN_AI_METRICS } from './signals.ts';

/** How a model call ended. Tokens only where the provider counted them: the convention forbids guesses. */
export type GenAiOutcome = {
  readonly seconds: number;
  readonly errorType: LlmErrorType | null;
  readonly tokens: { readonly input: number; readonly output: number } | null;
};

export type GenAiInstruments = {
  /** Exactly once per provider call. */
  recordGenAiCall(model: string, operation: LlmOperation, outcome: GenAiOutcome): void;
};

/** The instruments of the GenAI convention. Other models than those of `calls` count as `other`. */
export function createGenAiInstruments(meter: Meter, calls: readonly ModelCall[]): GenAiInstruments {
  const knownModel = orOther(calls.map(({ model }) => model));
  const duration = histogram(meter, GEN_AI_METRICS.duration);
  const usage = histogram(meter, GEN_AI_METRICS.tokens);
  return {
    recordGenAiCall(model, operation, { seconds, errorType, tokens }) {
      const call = genAiCall(knownModel(model), operation);
      duration(seconds, errorType === null ? call : { ...call, [ATTRIBUTES.errorType]: errorType });
      if (!tokens) return;
      usage(tokens.input, { ...call, 'gen_ai.token.type': 'input' });
      if (operation !== 'embedding') usage(tokens.output, { ...call, 'gen_ai.token.type': 'output' });
    },
  };
}
