import type { LlmOperation } from '../telemetry/instruments.ts';
import type { Generate, GenerateCall } from './generate.ts';
import { llmError } from './llm-error.ts';
import { startMeter } from './meter.ts';
import type { CallAccount } from './record-call.ts';
import type { CallUsage } from './usage.ts';

export type ModelRequest = GenerateCall & {
  readonly operation: LlmOperation;
  /** Told once per provider call what it used, also when it failed. */
  readonly onUsage: (usage: CallUsage) => void;
};

/** A language model whose every call is counted exactly once. */
export type MeteredModel = {
  readonly name: string;
  /** The answer as it comes. Leaving early closes the provider's socket. @throws LlmError, also where nothing came. */
  deltas(request: ModelRequest): AsyncGenerator<string, void>;
};

export function createMeteredModel({ generate, ...account }: CallAccount & { generate: Generate }): MeteredModel {
  return {
    name: account.name,
    async *deltas(request) {
      const meter = startMeter(account, request);
      try {
        for await (const part of await meter.run(() => generate(request))) {
          if (part.type === 'finish') meter.reported(part.usage, part.reason);
          else if (part.type === 'answered-by') meter.answeredBy(part.model);
          else if (part.text !== '') {
            meter.produced(part.text);
            yield part.text;
          }
        }
        meter.succeeded();
      } catch (failure) {
        throw meter.failed(llmError(failure, request.signal));
      } finally {
        meter.end();
      }
    },
  };
}
