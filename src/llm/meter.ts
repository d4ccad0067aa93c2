import { type FinishReason, startModelSpan } from '../telemetry/gen-ai.ts';
import type { LlmOperation } from '../telemetry/instruments.ts';
import { billedTokens } from './billed-tokens.ts';
import type { Prompt, ReportedUsage } from './generate.ts';
import { LlmError } from './llm-error.ts';
import { type CallAccount, recordCall } from './record-call.ts';
import type { ReservedCall } from './reserve-call.ts';
import { believedCount, type CallUsage, promptBytes, reportedTokens } from './usage.ts';

export type MeteredCall = {
  readonly operation: LlmOperation;
  readonly prompt: Prompt;
  readonly maxOutputTokens: number;
  readonly streamed: boolean;
  readonly signal: AbortSignal;
  readonly onUsage: (usage: CallUsage) => void;
};

/** Follows one call of a language model from its start to its one `end`. */
export type Meter = {
  /** Runs the call with its span active; `onSent`: its request is on its way to the provider. */
  run<T>(call: (onSent: () => void) => T): T;
  /** @throws LlmError `other` where the model does not stop. */
  produced(delta: string): void;
  /** Text that is billed and shown to nobody. */
  thought(delta: string): void;
  answeredBy(model: string): void;
  /** The provider's count of the input, at the beginning of a stream. */
  begun(inputTokens: unknown): void;
  reported(usage: ReportedUsage, finish: FinishReason): void;
  /** Why the answer ended. @throws LlmError `other` where nothing was said without a reason, or it was broken off: that is no success. */
  succeeded(): FinishReason;
  failed(error: LlmError): LlmError;
  /** Why it ended, and how much was thought and said. */
  said(): { finish: FinishReason; thoughtChars: number; textChars: number };
  /** Records the call. Neither succeeded nor failed: whoever read the stream has left. */
  end(): void;
};

/** An answer may end so without a word: that is told by the way it ended. */
const ENDS_SILENT: readonly FinishReason[] = ['refusal', 'length', 'content-filter'];

/** More text than an output cap allows, and this much more: a provider that ignores the cap is cut off here. */
const MOST_CHARS_PER_TOKEN = 32;
const SLACK_CHARS = 10_000;

/** Settles `reserved` at the end by what was used. */
export function startMeter(account: CallAccount, call: MeteredCall, reserved: ReservedCall): Meter {
  const { operation, prompt, streamed, signal, onUsage } = call;
  const maxOutputTokens = reserved.outputCap;
  const { answerMaxChars = SLACK_CHARS + MOST_CHARS_PER_TOKEN * maxOutputTokens } = account;
  const span = startModelSpan(account.name, operation, maxOutputTokens);
  const startedAt = account.now();
  const elapsedSeconds = () => (account.now() - startedAt) / 1000;
  let text = '';
  let thoughts = '';
  let begunWith: unknown;
  let usage: ReportedUsage | undefined;
  let finish: FinishReason = 'interrupted';
  let ended: LlmError | 'complete' | 'left' = 'left';
  let isSent = false;

  return {
    run(work) {
      const onSent = () => {
        isSent = true;
      };
      return span.run(() => work(onSent));
    },
    produced(delta) {
      if (streamed && text === '')
        account.instruments.recordLlmTimeToFirstToken(account.name, operation, elapsedSeconds());
      text += delta;
      if (text.length > answerMaxChars) throw new LlmError('other');
    },
    thought(delta) {
      thoughts += delta;
      if (thoughts.length > answerMaxChars) throw new LlmError('other');
    },
    answeredBy: span.answeredBy,
    begun(inputTokens) {
      begunWith = inputTokens;
    },
    reported(reported, reason) {
      usage = reported;
      finish = reason;
    },
    succeeded() {
      const isSilent = text.trim() === '' && !ENDS_SILENT.includes(finish);
      if (isSilent || finish === 'error' || finish === 'interrupted') throw new LlmError('other');
      ended = 'complete';
      return finish;
    },
    failed(error) {
      ended = error;
      return error;
    },
    said: () => ({ finish, thoughtChars: thoughts.length, textChars: text.trim().length }),
    end() {
      const most = {
        input: promptBytes(prompt),
        output: Math.max(maxOutputTokens, Buffer.byteLength(thoughts + text)),
      };
      const reported = reportedTokens(usage, most);
      span.usage({ input: reported.inputTokens ?? null, output: reported.outputTokens ?? null });
      const failure = ended === 'left' ? new LlmError('cancelled') : ended === 'complete' ? null : ended;
      span.finished(finish);
      if (failure) span.failed(failure.type);
      span.end();
      if (finish === 'length') account.instruments.recordLlmIncomplete(account.name, operation, 'length');
      if (finish === 'content-filter')
        account.instruments.recordLlmIncomplete(account.name, operation, 'content_filter');
      const begun = believedCount(begunWith, most.input);
      const isCutOff = isSent && (ended === 'left' || (signal.aborted && isOurs(failure)));
      const call = { prompt, text: thoughts + text, reported, begun, failure, isCutOff };
      const tokens = account.billing && billedTokens(account.billing, call);
      reserved.settle(tokens);
      onUsage(recordCall(account, { operation, seconds: elapsedSeconds(), failure, tokens }));
    },
  };
}

/** A call that we gave up; any other failure is the provider's answer, or a connection that broke. */
function isOurs(failure: LlmError | null): boolean {
  return failure?.type === 'cancelled' || failure?.type === 'timeout';
}
