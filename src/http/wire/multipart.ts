import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import { AppError } from '../../errors.ts';
import type { Context } from '../state.ts';
import { bodyPieces } from './body-pieces.ts';
import { safeFilename } from './filename.ts';
import type { Pace } from './pace.ts';

/** What a form may have around its file: boundaries, part headers, a preamble. */
const FORM_MAX_BYTES = 64 * 1024;

/** Of a file: it occupies one of few upload slots. 8 KB/s. */
const PACE: Pace = { graceMs: 5000, windowMs: 15_000, minBytes: 15 * 8 * 1024 };

/** What a file may cost: its bytes, and the time that it takes. */
export type FileLimits = { readonly maxBytes: number; readonly pace?: Pace };

/** The file of a form while it arrives. */
export type FilePart = { readonly filename: string; readonly pieces: AsyncIterable<Uint8Array> };

/**
 * Reads a form of exactly one part `file` and hands it to `receive` piece by piece, once its first byte is there.
 * Resolves with what that gives once the form has ended well; rejects only after `receive` has settled, so that what it
 * made can be undone.
 * @throws AppError `unsupported_media_type`, `malformed_upload`, `invalid_request`, `payload_too_large`, `malformed_request`.
 */
export async function filePart<T>(
  ctx: Context,
  limits: FileLimits,
  receive: (part: FilePart) => Promise<T>,
): Promise<T> {
  const { maxBytes } = limits;
  const form = formOf(ctx, maxBytes);
  const { promise: refused, reject: refuse } = Promise.withResolvers<never>();
  let received: Promise<T> | undefined;
  let file: Readable | undefined;
  let isOver = false;
  form.on('error', () => {}); // `read` rejects with it
  form.on('file', (name, stream, { filename }) => {
    file = stream;
    stream.on('error', () => {}); // the form fails with the same error, and its reader gets it; a rejected form has none
    if (name !== 'file') return refuse(notOneFile(name));
    stream.once('limit', () => refuse(tooLarge(maxBytes)));
    stream.once('readable', () => {
      if (isOver) return; // the form was answered before its first byte was seen: nothing would ever end it
      received = receive({ filename: safeFilename(filename), pieces: stream });
      received.catch(refuse);
    });
  });
  form.on('field', (name) => refuse(notOneFile(name)));
  for (const excess of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const)
    form.once(excess, () => refuse(notOneFile()));
  const read = readAll(ctx, form, limits);
  try {
    await Promise.race([read, refused]);
    if (!received) throw notOneFile();
    return await received;
  } finally {
    isOver = true;
    form.destroy();
    file?.destroy();
    await Promise.allSettled([read, received]);
  }
}

function formOf(ctx: Context, maxBytes: number): busboy.Busboy {
  if (!/^multipart\/form-data\s*(;|$)/i.test(ctx.get('Content-Type')))
    throw new AppError('unsupported_media_type', 'Send the file as multipart/form-data.');
  if (Number(ctx.get('Content-Length')) > maxBytes + FORM_MAX_BYTES) throw tooLarge(maxBytes);
  try {
    // `limit` is said at the size given, not past it
    const limits = { files: 1, fields: 1, fieldSize: 1, parts: 2, fileSize: maxBytes + 1 };
    return busboy({ headers: ctx.headers, limits, defParamCharset: 'utf8' });
  } catch (cause) {
    throw new AppError('malformed_upload', 'The Content-Type of the form names no boundary.', { cause });
  }
}

async function readAll(ctx: Context, form: busboy.Busboy, { maxBytes, pace = PACE }: FileLimits): Promise<void> {
  const { message } = tooLarge(maxBytes);
  try {
    await pipeline(bodyPieces(ctx, { maxBytes: maxBytes + FORM_MAX_BYTES, message, pace }), form);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('malformed_upload', 'The form is broken or does not end.', { cause });
  }
}

function tooLarge(maxBytes: number): AppError {
  return new AppError('payload_too_large', `A file may have at most ${maxBytes} bytes.`);
}

/** `part`: the name of one that the form should not have. */
function notOneFile(part = 'file'): AppError {
  const message = 'Send exactly one part: a file, with a file name, in a part named `file`.';
  const details = [{ path: 'file', message }];
  if (part !== 'file') details.push({ path: part, message: 'is not a part of this form' });
  return new AppError('invalid_request', message, { extra: { details } });
}
