import fc from 'fast-check';

const codePoints = (from: number, to: number, maxLength = 200) =>
  fc.array(fc.integer({ min: from, max: to }), { maxLength }).map((points) => String.fromCodePoint(...points));
const bytes = (encoding: BufferEncoding) =>
  fc.uint8Array({ maxLength: 300 }).map((values) => Buffer.from(values).toString(encoding));

/** A short text again and again: what tokenizers merge in runs. */
const repeated = fc
  .tuple(fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' }), fc.integer({ min: 1, max: 120 }))
  .map(([unit, times]) => unit.repeat(times));

/** What hardly any document is made of, and some caller will send. */
export const ODD_TEXTS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'any characters': fc.string({ unit: 'binary', maxLength: 300 }),
  'any graphemes': fc.string({ unit: 'grapheme', maxLength: 300 }),
  'letters at random': fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGH'), maxLength: 300 }),
  'marks at random': fc.string({ unit: fc.constantFrom(...'!"#$%&\'()*+,-./:;<=>?@[]^_`{|}~ \n'), maxLength: 300 }),
  'spaces at random': fc.string({
    unit: fc.constantFrom(' ', '\t', '\n', '\r', '\u00a0', '\u3000', 'x'),
    maxLength: 300,
  }),
  digits: fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 300 }),
  'bytes as base64': bytes('base64'),
  'bytes as hex': bytes('hex'),
  'bytes as UTF-8': bytes('utf8'),
  'bytes as Latin-1': bytes('latin1'),
  JSON: fc.json(),
  'stacked accents': fc
    .array(fc.tuple(fc.constantFrom(...'aeiouzn'), codePoints(0x300, 0x36f, 8)), { maxLength: 40 })
    .map((pairs) => pairs.flat().join('')),
  emoji: codePoints(0x1f000, 0x1faff),
  'private use': codePoints(0xe000, 0xf8ff),
  'rare Chinese': codePoints(0x20000, 0x2a6df),
  Chinese: codePoints(0x4e00, 0x9fff),
  'compatibility forms': codePoints(0xf900, 0xfdff),
  Hangul: codePoints(0xac00, 0xd7a3),
  Thai: codePoints(0xe01, 0xe5b),
  'African scripts': codePoints(0x1200, 0x137f),
  controls: codePoints(0, 0x1f),
  'short texts repeated': repeated,
};
