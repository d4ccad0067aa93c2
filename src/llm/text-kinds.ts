/** Kinds of text that vocabularies differ in: by script, digits, and long runs of one character. */
export type TextKind = keyof typeof PATTERNS | 'latin';

/** Words of these scripts with what stands between them, so that a sentence is one piece. */
function wordsOf(...scripts: string[]): string {
  const letters = `[${scripts.map((script) => `\\p{Script=${script}}`).join('')}\\p{M}\\u200c]+`;
  return ` ?${letters}(?:[\\s\\p{P}]{1,3}${letters})*`;
}

const ACCENTED = '\\p{Script=Latin}{0,30}[\\u00c0-\\u024f\\u1e00-\\u1eff]\\p{Script=Latin}{0,30}'; // bounded, so that a long word is not looked through from each of its letters
const PICTURE = '[\\p{Extended_Pictographic}\\p{RI}\\p{EMod}][\\ufe0f\\u200d\\u20e3]*';

/** The first that fits is the kind; what fits none is `latin`: most code and numbers' separators, too. */
const PATTERNS = {
  newlines: '\\n{4,}',
  spaces: '(?<space>[ \\t\\r])\\k<space>{15,}',
  marks: '(?<mark>[!-\\/:-@\\[-`{-~])\\k<mark>{15,}',
  letters: '(?<letter>[A-Za-z])\\k<letter>{15,}',
  digits: '\\p{Nd}+',
  cyrillic: wordsOf('Cyrillic'),
  greek: wordsOf('Greek'),
  arabic: wordsOf('Arabic'),
  hebrew: wordsOf('Hebrew'),
  devanagari: wordsOf('Devanagari'),
  indic: wordsOf('Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala'),
  thai: wordsOf('Thai', 'Lao'),
  khmer: wordsOf('Khmer'),
  burmese: wordsOf('Myanmar'),
  caucasian: wordsOf('Georgian', 'Armenian'),
  ethiopic: wordsOf('Ethiopic'),
  chinese: wordsOf('Han', 'Hiragana', 'Katakana', 'Bopomofo'),
  hangul: wordsOf('Hangul'),
  pictures: `${PICTURE}(?: ?${PICTURE})*`,
  accented: ` ?${ACCENTED}(?:[\\s\\p{P}]{1,3}${ACCENTED})*`,
  rare: '[^\\P{C}\\s]+',
} as const;

const KINDS = Object.keys(PATTERNS) as (keyof typeof PATTERNS)[];
const ANY = new RegExp(KINDS.map((kind) => `(?<${kind}>${PATTERNS[kind]})`).join('|'), 'gu');

/** The pieces of a text in their order, each of one kind. */
export function* textKinds(text: string): Generator<{ readonly kind: TextKind; readonly piece: string }> {
  let at = 0;
  for (const match of text.matchAll(ANY)) {
    if (match.index > at) yield { kind: 'latin', piece: text.slice(at, match.index) };
    yield { kind: KINDS.find((kind) => match.groups?.[kind] !== undefined) ?? 'latin', piece: match[0] };
    at = match.index + match[0].length;
  }
  if (at < text.length) yield { kind: 'latin', piece: text.slice(at) };
}
