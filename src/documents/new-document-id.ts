import { randomBytes } from 'node:crypto';

/** 132 random bits, which nobody guesses. */
export function newDocumentId(): string {
  return `doc_${randomBytes(18).toString('base64url').replaceAll(/[-_]/g, 'x').slice(0, 22)}`;
}
