import { createCipheriv, hash, randomBytes } from 'node:crypto';

/** What is sealed of a document, each kind under counters of its own. */
const KINDS = { name: 1, file: 2, text: 3 } as const;

const SECRET_BYTES = 32;
const FINGERPRINT_BYTES = 16;

/** The secret of a document or a library. */
export function newSecret(): Uint8Array {
  return randomBytes(SECRET_BYTES);
}

/**
 * Seals bytes, or opens sealed ones: AES-256 in counter mode, so that it takes no room. Never seal two contents of one
 * kind and number under one secret.
 */
export function seal(secret: Uint8Array, kind: keyof typeof KINDS, n: number, bytes: Uint8Array): Uint8Array {
  const counter = Buffer.alloc(16);
  counter.writeUInt32BE(KINDS[kind], 0);
  counter.writeUInt32BE(n, 4);
  return createCipheriv('aes-256-ctr', secret, counter).update(bytes);
}

/** Seals the part of a document's text that begins at `start`. */
export function sealText(secret: Uint8Array, start: number, text: string): Uint8Array {
  return seal(secret, 'text', start, Buffer.from(text));
}

export function openText(secret: Uint8Array, start: number, sealed: Uint8Array): string {
  return (seal(secret, 'text', start, sealed) as Buffer).toString();
}

/** What a file is known by to its owner. `sha256` is in hex. */
export type FileName = { sha256: string; filename: string };

export function sealName(secret: Uint8Array, { sha256, filename }: FileName): Uint8Array {
  return seal(secret, 'name', 0, Buffer.from(`${sha256}/${filename}`));
}

export function openName(secret: Uint8Array, sealed: Uint8Array): FileName {
  const name = (seal(secret, 'name', 0, sealed) as Buffer).toString();
  const end = name.indexOf('/');
  return { sha256: name.slice(0, end), filename: name.slice(end + 1) };
}

/** Tells whether a file of that name is in a library already: equal for equal names alone. */
export function fingerprintOf(librarySecret: Uint8Array, { sha256, filename }: FileName): Uint8Array {
  const start = Buffer.from(librarySecret).toString('hex');
  return hash('sha256', `${start}${sha256}/${filename}`, 'buffer').subarray(0, FINGERPRINT_BYTES);
}
