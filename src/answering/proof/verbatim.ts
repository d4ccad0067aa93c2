import { saysNo } from '../../text/negations.ts';
import { languageOf } from '../../text/words.ts';

const BEFORE = /^(?:[-*•]|\d{1,2}[.)])?\s*["'(*_]*/;
/** Final punctuation. */
export const END = /["')*_\s]*[.!?。！？…;:,]*["')*_\s]*$/;

/** Whether a statement stands in the text word for word, its list mark and final punctuation aside. Both are flat. */
export function isWithin(statement: string, text: string): boolean {
  const core = statement.replace(BEFORE, '').replace(END, '');
  if (!/[\p{L}\p{N}]/u.test(core)) return false;
  for (let at = text.indexOf(core); at >= 0; at = text.indexOf(core, at + 1)) {
    const isCut = joins(text.slice(0, at), core) || joins(core, text.slice(at + core.length));
    if (!isCut && !isDenied(text.slice(Math.max(0, at - DENIAL_CHARS), at))) return true;
  }
  return false;
}

const DENIAL_CHARS = 24;

/** Whether what stands right before a statement turns it round: "not …". */
function isDenied(before: string): boolean {
  const [word = ''] = /[\p{L}\p{M}']+(?=\s*$)/u.exec(before) ?? [];
  return (word !== '' && saysNo(word, languageOf(before).language)) || /[不没沒无無未非]$/u.test(before);
}

/** Whether a word, or a number, runs on from one text into the other; scripts without spaces have no such bounds. */
function joins(left: string, right: string): boolean {
  const isWord = /[[\p{L}\p{N}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]]/v;
  if (isWord.test(left.slice(-1)) && isWord.test(right.slice(0, 1))) return true;
  return /\p{Nd}[.,]?$/u.test(left.slice(-2)) && /^[.,]?\p{Nd}/u.test(right.slice(0, 2));
}
