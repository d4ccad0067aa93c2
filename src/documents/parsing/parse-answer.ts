import { z } from 'zod';
import type { Extract } from '../document.ts';
import { ParseError } from './parse-error.ts';
import type { ParseLimits } from './parse-limits.ts';
import type { ParseAnswer } from './parse-protocol.ts';

/** What it says, and the text. */
export const ANSWER_FRAMES = 2;
const HEAD_MAX_BYTES = 64 * 1024;

/** The longest answer that a child may give within the limits, bytes. */
export function answerMaxBytes({ maxChars, maxPages }: ParseLimits): number {
  return HEAD_MAX_BYTES + maxPages * 20 + maxChars * 2;
}

const pageNumbers = z.array(z.int().min(1));

const schema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('parsed'),
    pageStarts: z.array(z.int().min(0)),
    scannedPages: z.object({ unread: pageNumbers, byOcr: pageNumbers }).exactOptional(),
  }),
  z.object({
    outcome: z.literal('failed'),
    code: z.enum(['password_protected', 'corrupt_file', 'parse_limit_exceeded', 'no_text']),
    message: z.string().max(500),
  }),
]) satisfies z.ZodType<ParseAnswer>;

/**
 * What the child says, believed only as far as it is well-formed: a hostile file may have taken the child over.
 * @throws ParseError as the child does, or `corrupt_file` for an answer that no child of ours would give.
 */
export function readAnswer([head, ...text]: readonly Buffer[], { maxPages }: ParseLimits): Extract {
  const answer = schema.safeParse(json(head)).data;
  if (answer?.outcome === 'failed') throw new ParseError(answer.code, answer.message);
  if (!answer) throw unreadable();
  const { outcome: _, ...pages } = answer;
  const extract = { ...pages, text: Buffer.concat(text).toString('utf16le') };
  if (!isSound(extract, maxPages)) throw unreadable();
  return extract;
}

function unreadable(): ParseError {
  return new ParseError('corrupt_file', 'The file could not be read.');
}

function json(head: Buffer | undefined): unknown {
  try {
    return JSON.parse(String(head));
  } catch {
    return null;
  }
}

function isSound({ text, pageStarts, scannedPages }: Extract, maxPages: number): boolean {
  const named = [...(scannedPages?.unread ?? []), ...(scannedPages?.byOcr ?? [])];
  if (named.some((page) => page > pageStarts.length) || new Set(named).size < named.length) return false;
  const ordered = pageStarts.every((start, at) => start >= (pageStarts[at - 1] ?? 0) && start <= text.length);
  return ordered && pageStarts.length <= maxPages && text.isWellFormed() && !text.includes('\0');
}
