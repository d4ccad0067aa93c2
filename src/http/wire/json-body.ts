import type { z } from 'zod';
import { AppError } from '../../errors.ts';
import { validate } from '../../operations/validate.ts';
import type { Context } from '../state.ts';
import { arrivedBody, bodyPieces } from './body-pieces.ts';

const JSON_MAX_BYTES = 64 * 1024;
const LIMITS = { maxBytes: JSON_MAX_BYTES, message: `A JSON body may have at most ${JSON_MAX_BYTES} bytes.` };
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads and checks a JSON body.
 * @throws AppError `unsupported_media_type`, `payload_too_large`, `malformed_json`, or `invalid_request` with `details`.
 */
export async function jsonBody<T>(ctx: Context, schema: z.ZodType<T>): Promise<T> {
  if (!ctx.is('application/json')) throw new AppError('unsupported_media_type', 'Send the body as application/json.');
  return validate(schema, parseJson(await readText(ctx)));
}

async function readText(ctx: Context): Promise<string> {
  const body = arrivedBody(ctx, LIMITS) ?? Buffer.concat(await bodyPieces(ctx, LIMITS).toArray());
  try {
    return utf8.decode(body);
  } catch (cause) {
    throw new AppError('malformed_json', 'The body is not UTF-8.', { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('malformed_json', 'The body is not JSON.', { cause });
  }
}
