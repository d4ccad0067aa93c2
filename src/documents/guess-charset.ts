import { analyse } from 'chardet';

const SAMPLE_BYTES = 64 * 1024;
/** Of 100: what chardet gives for words of a language, and what it gives for noise stays below. */
const SURE = 25;
/** The charset of Western files without a mark; only what is told by so much more is read as another one. */
const WESTERN = /^(?:ISO-8859-1|ISO-8859-15|windows-1252|ASCII|UTF-8)$/;
const MARGIN = 10;
/** By names of the Encoding Standard: KOI8-U holds all letters of KOI8-R. */
const DECODED_AS: Readonly<Record<string, string>> = { 'KOI8-R': 'koi8-u', 'ISO-8859-8-I': 'iso-8859-8' };
/** Characters that no text has, or hardly any: controls, unassigned, private, halves of pairs. */
const STRANGE = /[^\P{C}\n\r\t\f\v\ufeff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f]/gu;
const STRANGE_MAX_SHARE = 0.02;

/**
 * The charset of text that has no mark and is no UTF-8, by its bytes; null where nothing tells. A label of the Encoding
 * Standard. Looks at 64 KiB from the first byte on that is not ASCII.
 */
export function guessCharset(bytes: Uint8Array): string | null {
  const sample = sampleOf(bytes);
  if (sample.includes(0)) return guessUtf16(sample);
  const matches = analyse(sample);
  const [best] = matches;
  const western = Math.max(0, ...matches.flatMap(({ name, confidence }) => (WESTERN.test(name) ? confidence : [])));
  if (!best || best.confidence < SURE || best.confidence < western + MARGIN) return null;
  return decodable(DECODED_AS[best.name] ?? best.name.toLowerCase(), sample);
}

/** UTF-16 without a mark, which has zeros in it: one order of the bytes gives text, the other none, or such without spaces. */
function guessUtf16(sample: Uint8Array): string | null {
  const even = sample.subarray(0, sample.length - (sample.length % 2));
  const read = ['utf-16le', 'utf-16be'].flatMap((label) => {
    const text = new TextDecoder(label).decode(even);
    return strangeShare(text) > STRANGE_MAX_SHARE ? [] : [{ label, plain: text.match(/[\n\r -~]/g)?.length ?? 0 }];
  });
  const [best, other] = read.sort((a, b) => b.plain - a.plain);
  return best && best.plain > (other?.plain ?? 0) ? best.label : null;
}

function strangeShare(text: string): number {
  return (text.match(STRANGE)?.length ?? 0) / Math.max(1, text.length);
}

function sampleOf(bytes: Uint8Array): Uint8Array {
  const first = Math.max(0, bytes.findIndex(isTelling));
  const start = first - (first % 2);
  const sample = bytes.subarray(start, start + SAMPLE_BYTES);
  return sample.subarray(0, sample.findLastIndex(isTelling) + 2);
}

function isTelling(byte: number): boolean {
  return byte > 0x7f || byte === 0;
}

function decodable(label: string, sample: Uint8Array): string | null {
  try {
    const text = new TextDecoder(label).decode(sample);
    return strangeShare(text) <= STRANGE_MAX_SHARE && !hasManyBroken(text) ? new TextDecoder(label).encoding : null;
  } catch {
    return null; // one that the Encoding Standard does not know
  }
}

function hasManyBroken(text: string): boolean {
  return (text.match(/\ufffd/g)?.length ?? 0) * 100 > text.length;
}
