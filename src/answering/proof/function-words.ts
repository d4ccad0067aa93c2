import { isConnective, isStopWord, type Language, readAs } from '../../text/languages.ts';

/** Words that say how a sentence is put, not what it says. */
export function isFunctionWord(written: string, language: Language): boolean {
  const lower = written.toLowerCase();
  const own = readAs(lower, language);
  if (isStopWord(lower, own)) return !MEANT_AS_NAME.test(written);
  return (
    isConnective(lower, own) ||
    isConnective(lower.replace(ARABIC_AND, ''), own) ||
    isStopWord(lower.replace(ARABIC_AND, ''), own)
  );
}

/** "And", written in one with the word that it stands before. */
const ARABIC_AND = /^[وف](?=\p{Script=Arabic}{2})/u;

/** With capitals these are countries, organisations, a month or a man. */
const MEANT_AS_NAME = /^(?:US|WHO|IT|May|Will)$/;
