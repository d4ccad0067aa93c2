import type { z } from 'zod';
import { AppError } from '../../errors.ts';
import { validate } from '../../operations/validate.ts';
import type { Context } from '../state.ts';
import { bodyPieces } from './body-pieces.ts';

const JSON_MAX_BYTES = 64 * 1024;

/**
 * Reads and checks a JSON body.
 * @throws AppError `unsupported_media_type`, `payload_too_large`, `malformed_json`, or `invalid_request` with `details`.
 */
export async function jsonBody<T>(ctx: Context, schema: z.ZodType<T>): Promise<T> {
  if (!ctx.is('application/json')) throw new AppError('unsupported_media_type', 'Send the body as application/json.');
  return validate(schema, parseJson(await readText(ctx)));
}

async function readText(ctx: Context): Promise<string> {
  const message = `A JSON body may have at most ${JSON_MAX_BYTES} bytes.`;
  const pieces: Buffer[] = await bodyPieces(ctx, { maxBytes: JSON_MAX_BYTES, message }).toArray();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
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
