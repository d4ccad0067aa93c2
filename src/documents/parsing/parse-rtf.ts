import type { Extract } from '../document.ts';
import { ParseError } from './parse-error.ts';
import { createRtfFlow } from './rtf-flow.ts';

/** A control word with its number, a control sign, a brace, or text. */
const TOKEN = /\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)/gy;
/** Groups that hold no text of the document. */
const SKIPPED = new Set(
  'fonttbl colortbl stylesheet info pict object listtable listoverridetable revtbl rsidtbl generator themedata colorschememapping datastore latentstyles xmlnstbl fldinst filetbl pgptbl annotation atnid atnauthor'.split(
    ' ',
  ),
);
const SIGNS: Readonly<Record<string, string>> = {
  tab: '\t',
  line: '\n',
  emdash: '—',
  endash: '–',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  emspace: ' ',
  enspace: ' ',
};
const GROUPS_MAX = 10_000;

type Group = { skips: boolean; unicodeBytes: number; charset: string };

/** The text of a Rich Text file: paragraphs and tables. @throws ParseError `corrupt_file`, `parse_limit_exceeded`. */
export function parseRtf(bytes: Uint8Array): Extract {
  const source = new TextDecoder('latin1').decode(bytes);
  if (!/^\s*\{\\rtf/.test(source.slice(0, 100))) throw new ParseError('corrupt_file', 'The file is no Rich Text.');
  const flow = createRtfFlow();
  const groups: Group[] = [{ skips: false, unicodeBytes: 1, charset: 'windows-1252' }];
  let starred = false;
  let skipChars = 0;
  TOKEN.lastIndex = 0;
  for (let at = 0; at < source.length; at = TOKEN.lastIndex) {
    const found = TOKEN.exec(source);
    if (!found) {
      TOKEN.lastIndex = at + 1; // a line end, or a backslash at the end
      continue;
    }
    const [, word, number, hex, sign, brace, plain] = found;
    const group = groups.at(-1)!;
    if (brace === '{') {
      if (groups.length > GROUPS_MAX) throw new ParseError('parse_limit_exceeded', 'The file is nested too deeply.');
      groups.push({ ...group });
    } else if (brace === '}') {
      if (groups.length > 1) groups.pop();
      skipChars = 0;
    } else if (sign === '*') starred = true;
    else if (word) {
      if (starred || SKIPPED.has(word)) group.skips ||= starred ? word !== 'footnote' : true;
      starred = false;
      control(word, number);
    } else if (!group.skips) {
      if (sign === '~') flow.text(' ');
      else if (sign === '_') flow.text('-');
      else if (sign && '\\{}'.includes(sign)) skippable(sign, flow.text);
      else if (hex) skippable(hex, (some) => flow.byte(Number.parseInt(some, 16), group.charset), 2);
      else if (plain) skippable(plain, flow.text);
    }
  }
  return { text: flow.finish(), pageStarts: [] };

  /** What stands in for a character that was given in Unicode is passed over. */
  function skippable(text: string, then: (text: string) => void, size = 1): void {
    const passed = Math.min(skipChars, Math.ceil(text.length / size));
    skipChars -= passed;
    if (passed * size < text.length) then(text.slice(passed * size));
  }

  function control(word: string, number: string | undefined): void {
    const group = groups.at(-1)!;
    if (word === 'uc') group.unicodeBytes = Math.min(10, Math.max(0, Number(number)));
    else if (word === 'ansicpg') group.charset = charsetOf(Number(number)) ?? group.charset;
    else if (group.skips) return;
    else if (word === 'u') {
      flow.text(String.fromCharCode(Number(number) & 0xffff));
      skipChars = group.unicodeBytes;
    } else if (word === 'pard') flow.setInTable(false);
    else if (word === 'intbl' || word === 'trowd') flow.setInTable(true);
    else if (word === 'cell') flow.endCell();
    else if (word === 'row') flow.endRow();
    else if (word === 'par' || word === 'sect' || word === 'page') flow.paragraph();
    else if (SIGNS[word]) flow.text(SIGNS[word]);
  }
}

function charsetOf(codePage: number): string | null {
  const known: Readonly<Record<number, string>> = {
    932: 'shift_jis',
    936: 'gbk',
    949: 'euc-kr',
    950: 'big5',
    10000: 'macintosh',
    65001: 'utf-8',
    866: 'ibm866',
    874: 'windows-874',
  };
  return known[codePage] ?? (codePage >= 1250 && codePage <= 1258 ? `windows-${codePage}` : null);
}
