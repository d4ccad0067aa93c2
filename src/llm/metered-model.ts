import type { Budget } from '../limits/budget.ts';
import type { FinishReason } from '../telemetry/gen-ai.ts';
import type { LlmOperation } from '../telemetry/instruments.ts';
import type { Generate, GenerateCall } from './generate.ts';
import { llmError } from './llm-error.ts';
import { startMeter } from './meter.ts';
import { estimatedTokens, FORM_TOKENS } from './prompt-tokens.ts';
import { type Reasoning, THOUGHT_TOKENS } from './reasoning.ts';
import type { CallAccount } from './record-call.ts';
import { type Payment, type ReservedCall, reserveCall } from './reserve-call.ts';
import type { CallUsage } from './usage.ts';

export type ModelRequest = Omit<GenerateCall, 'thinksLittle'> &
  Payment & {
    /** The answer can do without it: a model that thinks is to think little, and gets room for that beyond the cap. */
    readonly isSideCall?: boolean;
    readonly operation: LlmOperation;
    /** Told once per provider call what it used, also when it failed. */
    readonly onUsage: (usage: CallUsage) => void;
  };

/** A language model whose every call is counted exactly once. */
export type MeteredModel = {
  readonly name: string;
  /** What pays for its calls; undefined where it is local. */
  readonly budget: Pick<Budget, 'isReadable'> | undefined;
  /** Takes the worst case of one call from the budgets of who pays; nothing where the model is local. */
  reserve(request: ModelRequest): ReturnType<typeof reserveCall>;
  /** The answer as it comes, and why it ended. Leaving early closes the provider's socket. @throws LlmError, also where nothing came. */
  deltas(request: ModelRequest, reserved: ReservedCall): AsyncGenerator<string, FinishReason>;
};

type MeteredModelDeps = CallAccount & { generate: Generate; reasoning?: Reasoning };

export function createMeteredModel({ generate, reasoning, ...account }: MeteredModelDeps): MeteredModel {
  const thinks = ({ isSideCall }: ModelRequest) => isSideCall === true && reasoning?.isKnown() === true;
  return {
    name: account.name,
    budget: account.billing?.budget,
    async reserve(request) {
      const { prompt, maxOutputTokens, form } = request;
      const outputCap = maxOutputTokens + (thinks(request) ? THOUGHT_TOKENS : 0);
      const { billing } = account;
      if (!billing) return { outputCap, settle: () => {} };
      return reserveCall(billing, request, {
        inputTokens: estimatedTokens(prompt, billing.estimate) + (form ? FORM_TOKENS : 0),
        outputCap,
      });
    },
    async *deltas(request, reserved) {
      const meter = startMeter(account, request, reserved);
      const call = { ...request, maxOutputTokens: reserved.outputCap, thinksLittle: thinks(request) };
      try {
        request.signal.throwIfAborted(); // nothing is sent for who has left
        for await (const part of await meter.run((onSent) => generate(call, onSent))) {
          if (part.type === 'finish') meter.reported(part.usage, part.reason);
          else if (part.type === 'told') meter.reported(part.usage, 'interrupted');
          else if (part.type === 'begun') meter.begun(part.inputTokens);
          else if (part.type === 'answered-by') meter.answeredBy(part.model);
          else if (part.type === 'thought') meter.thought(part.text);
          else if (part.text !== '') {
            meter.produced(part.text);
            yield part.text;
          }
        }
        return meter.succeeded();
      } catch (failure) {
        throw meter.failed(llmError(failure, request.signal));
      } finally {
        reasoning?.note(meter.said());
        meter.end();
      }
    },
  };
}
