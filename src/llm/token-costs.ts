import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import type { Vocabulary } from './vocabularies.ts';

/** How many tokens another vocabulary makes of each token of o200k, by its number. */
export type TokenCosts = Uint8Array;

/** Null: the vocabulary is o200k itself. Written by bench/vocabularies.ts, by the vocabularies themselves. */
export async function loadTokenCosts(vocabulary: Vocabulary): Promise<TokenCosts | null> {
  if (vocabulary === 'o200k') return null;
  return promisify(brotliDecompress)(await readFile(new URL(`./token-costs/${vocabulary}.br`, import.meta.url)));
}
