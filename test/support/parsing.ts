import { MEDIA_TYPES } from '../../src/documents/document.ts';
import { createChildParser } from '../../src/documents/parsing/child-parser.ts';
import { findParseSandbox } from '../../src/documents/parsing/parse-sandbox.ts';
import type { Owner } from '../../src/limits/caller.ts';
import { slowness } from './slowness.ts';

const MIB = 1024 * 1024;

export const PARSE_LIMITS = {
  maxPages: 2000,
  maxChars: 5_000_000,
  zipMaxEntries: 2000,
  zipMaxBytes: 100 * MIB,
  maxRatio: 50,
  zipMaxRatio: 200,
};

/** A parser as the service has it, with its own child process. Close it. */
export function testParser({
  timeoutMs = 12_000 * slowness(),
  memoryMaxBytes = 768 * MIB,
  totalMaxBytes = 4096 * MIB,
  limits = {},
  keptMaxDocuments = 50,
  sandbox = findParseSandbox(),
} = {}) {
  const parser = createChildParser({
    sandbox,
    limits: { ...PARSE_LIMITS, ...limits },
    timeoutMs,
    keptMaxDocuments,
    memoryMaxBytes,
    totalMaxBytes,
  });
  return {
    parse: (
      type: keyof typeof MEDIA_TYPES,
      bytes: Buffer | string | AsyncIterable<Uint8Array>,
      signal = new AbortController().signal,
      owner: Owner = 'user:ana',
    ) => parser.parse({ owner, mediaType: MEDIA_TYPES[type], bytes: inPieces(bytes), signal }),
    close: () => parser.close(),
  };
}

async function* inPieces(given: Buffer | string | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (typeof given !== 'string' && !Buffer.isBuffer(given)) return yield* given;
  const bytes = Buffer.from(given);
  const pieceBytes = 256 * 1024;
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}
