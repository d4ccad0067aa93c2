const MAX_CHARS = 255;
const NAMELESS = 'unnamed';
/** Control characters, and those that only turn the reading direction: `exe.fdp` shown as `pdf.exe`. */
const INVISIBLE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * A name that is safe to store and to show: no folders, no invisible characters, at most 255 UTF-16 units with the extension kept.
 */
export function safeFilename(given: string | undefined): string {
  const [base = ''] = (given ?? '').split(/[\\/]/).slice(-1);
  const name = base.toWellFormed().normalize('NFC').replace(INVISIBLE, '').trim();
  if (/^\.*$/.test(name)) return NAMELESS;
  const extension = /\.[^.]{1,16}$/.exec(name)?.[0] ?? '';
  return name.length <= MAX_CHARS ? name : cut(name, MAX_CHARS - extension.length) + extension;
}

/** Never through the middle of a surrogate pair. */
function cut(name: string, length: number): string {
  return name
    .slice(0, length)
    .toWellFormed()
    .replace(/\ufffd$/, '');
}
