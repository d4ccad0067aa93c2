import type { Extract } from '../document.ts';
import { decodeText } from './charset.ts';

/** Plain text: kept as it is, line ends included, so that a citation reads as the file does. */
export function parseText(bytes: Uint8Array): Extract {
  return { text: decodeText(bytes), pageStarts: [] };
}
