import { z } from 'zod';
import type { FileSource } from '../operations/upload.ts';
import { validate } from '../operations/validate.ts';
import type { OperationRoute } from './routes.ts';
import type { Context } from './state.ts';
import { jsonBody } from './wire/json-body.ts';
import { filePart } from './wire/multipart.ts';

type PathParameters = Readonly<Record<string, string>>;
type ReadInput = (ctx: Context, parameters: PathParameters) => Promise<Readonly<Record<string, unknown>>>;

/** What a parameter of a path is called in the input. */
export const PATH_FIELDS: Readonly<Record<string, string>> = { id: 'document_id' };

/**
 * Reads an operation's input from where its row says. An empty query parameter counts as absent, unknown ones are not
 * looked at, and digits are numbers where a number is asked for. @throws AppError `invalid_request` with `details`, also
 * for a parameter that is given twice; what reading the body throws.
 */
export function createReadInput({ operation, input }: OperationRoute, uploadMaxBytes: number): ReadInput {
  const { input: schema } = operation;
  if (input === 'json') return (ctx) => jsonBody(ctx, schema);
  const { file: _, ...shape } = schema.shape;
  const parametersSchema = z.object(shape);
  const numbers = new Set(Object.keys(shape).filter((field) => isNumber(shape[field])));

  const readParameters = (ctx: Context, parameters: PathParameters) => {
    const given: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(ctx.query))
      if (value !== '') given[name] = numbers.has(name) ? numberOf(value) : value;
    for (const [name, value] of Object.entries(parameters)) given[PATH_FIELDS[name] ?? name] = value;
    return validate(parametersSchema, given);
  };
  if (input === 'query') return async (ctx, parameters) => readParameters(ctx, parameters);
  return async (ctx, parameters) => ({
    ...readParameters(ctx, parameters),
    file: fileOf(ctx, uploadMaxBytes),
  });
}

function fileOf(ctx: Context, maxBytes: number): FileSource {
  return (receive) => filePart(ctx, { maxBytes }, receive);
}

/** Digits as the number they mean; whatever else stays as it is, for the schema to refuse. */
function numberOf(value: string | string[] | undefined): unknown {
  return typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
}

function isNumber(schema: unknown): boolean {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) return isNumber(schema.unwrap());
  return schema instanceof z.ZodNumber;
}
