/** The scripts that languages are told by before their words are. */
const SCRIPTS: Readonly<Record<string, RegExp>> = {
  latin: /\p{Script=Latin}/gu,
  cyrillic: /\p{Script=Cyrillic}/gu,
  arabic: /\p{Script=Arabic}/gu,
  han: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu,
  greek: /\p{Script=Greek}/gu,
  devanagari: /\p{Script=Devanagari}/gu,
  thai: /\p{Script=Thai}/gu,
  hangul: /\p{Script=Hangul}/gu,
  hebrew: /\p{Script=Hebrew}/gu,
};
/** Of languages in Latin script, function words that tell them from most others. */
const TELLING: Readonly<Record<string, ReadonlySet<string>>> = {
  en: set('the of and was were is are with for by that which from has had its'),
  de: set('der das und ist sind wurde wurden nicht ein eine von mit dem den im für auf sich'),
  es: set('el los las una y que fue fueron por con del según como más'),
  fr: set('le les des est et dans du par pour fut été cette aux'),
  it: set('il di che è della gli nel sono stato dei'),
  pt: set('o os uma foi não em do da ao pelo são'),
  nl: set('het een van werd niet zijn voor'),
  pl: set('jest był była nie się przez oraz'),
  ro: set('și este fost într care din pentru'),
  tr: set('bir ve için olarak ile olan'),
  vi: set('là của và được trong một những'),
};
const SURE = 2;
/** Words that are looked at. */
const SAMPLE = 60;

/** What language these words are in, as far as they tell: a script other than Latin, or a language; null: unknown. */
export function languageOf(words: readonly { readonly written: string }[]): string | null {
  const letters = words
    .slice(0, SAMPLE)
    .map(({ written }) => written)
    .join('');
  const [script] = most(Object.entries(SCRIPTS).map(([name, sign]) => [name, count(letters, sign)]));
  if (script !== 'latin') return script ?? null;
  const written = words.slice(0, SAMPLE).map((word) => word.written.toLowerCase());
  const [language, hits, next] = most(
    Object.entries(TELLING).map(([name, telling]) => [name, written.filter((word) => telling.has(word)).length]),
  );
  return hits >= SURE && hits > next ? (language ?? null) : null;
}

function most(counts: [string, number][]): [string | undefined, number, number] {
  const [first, second] = counts.sort(([, a], [, b]) => b - a);
  return first && first[1] > 0 ? [first[0], first[1], second?.[1] ?? 0] : [undefined, 0, 0];
}

function count(letters: string, sign: RegExp): number {
  return letters.match(sign)?.length ?? 0;
}

function set(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
