import type { Extract } from '../document.ts';

/** Text as a store can keep it: lone surrogates and NUL become U+FFFD, one for one, so that every offset stays. */
export function wellFormed({ text, pageStarts }: Extract): Extract {
  return { text: text.toWellFormed().replaceAll('\0', '\ufffd'), pageStarts };
}
