import type { Extract } from '../document.ts';

/** Text that every store accepts: lone surrogates and NUL become U+FFFD, one for one, so that offsets do not move. */
export function wellFormed({ text, ...others }: Extract): Extract {
  return { ...others, text: text.toWellFormed().replaceAll('\0', '\ufffd') };
}
