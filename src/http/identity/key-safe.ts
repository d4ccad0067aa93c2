import { createHash } from 'node:crypto';

const KEY_MAX_BYTES = 200;

/** Percent-encoded outside `[A-Za-z0-9._-]`: injective, and nothing that a key, a hash tag or a query language gives a meaning to. */
export function keySafe(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * The key of limits and budgets for an owner: an `@` to be read as it is, and a digest in place of what is beyond 200
 * bytes, since 256 characters of another script would else take kilobytes for each count. The `~` before the digest
 * stands in no owner, so that nobody can write another's key.
 */
export function limitKey(owner: string): string {
  const key = owner.replaceAll('%40', '@');
  if (key.length <= KEY_MAX_BYTES) return key;
  return `${key.slice(0, KEY_MAX_BYTES)}~${createHash('sha256').update(key).digest('base64url')}`;
}
