import { isDenialIn, isNegationIn, type Language, readAs } from './languages.ts';

/** In a script without spaces a word may take an adverb along; a longer word that begins so has a meaning of its own (不锈钢). */
const HAN_NEGATION =
  /^[也都並并卻却还還就而又从從决絕绝毫]?(?:不|没|沒|无|無|未|非|没有|沒有|不是|并非|並非|不会|不會|不能|不可|不要|不得|不再|不曾|不必|不需|未能|未曾|无法|無法|没能)$/;
const ARABIC_AND = /^[وف](?=\p{Script=Arabic}{2})/u;

/** Whether a word says no in a text of this language, in whatever way: "not", "n't", "lacks". */
export function saysNo(written: string, language: Language): boolean {
  if (HAN_NEGATION.test(written)) return true;
  const lower = written.toLowerCase().replace('’', "'").replace(ARABIC_AND, '');
  const own = readAs(lower, language);
  return isNegationIn(lower, own) || isDenialIn(lower, own);
}
