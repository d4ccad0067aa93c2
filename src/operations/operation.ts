import type { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import type { PolicyName } from '../limits/request-policies.ts';
import type { Scope } from './scope.ts';

/**
 * One thing the service does, as data: routes, limits, metric labels, OpenAPI and tools are read from it. Input and output
 * are in the words of the API, which all its ways in share; nothing here knows HTTP.
 */
export type Operation<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodType = z.ZodType> = {
  readonly name: string;
  /** One line for a reference. */
  readonly summary: string;
  /** The request limit that guards it. */
  readonly policy: PolicyName;
  readonly input: Input;
  readonly output: Output;
  /** What it may fail with, beside what every operation may. */
  readonly errors: readonly ErrorCode[];
  /** @throws AppError with one of `errors`; rejects with the signal's reason once the caller has left. */
  run(scope: Scope, input: z.output<Input>): Promise<z.input<Output>>;
};

/** An operation whose answer can also be followed while it is made. */
export type StreamedOperation<
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodType = z.ZodType,
> = Operation<Input, Output> & {
  /** The data of each event by its name, in the order in which they come. */
  readonly events: Readonly<Record<string, z.ZodType>>;
  /** Returns what `run` returns. Every client error is thrown before the first event. */
  stream(scope: Scope, input: z.output<Input>): AsyncGenerator<OperationEvent, z.input<Output>>;
};

export type OperationEvent = { readonly event: string; readonly data: unknown };
