import type { Span } from '../span.ts';
import { hanValue } from './han-numbers.ts';

/** A share in words, in percent. */
export type Fraction = Span & { readonly percent: number };

const HALF =
  /(?<!\p{L})(?:half(?=\s(?:of|the|its|their|his|her|all|a\s)|[.,]|$)|(?:the|one|a)\shalf(?=\sof|\sare|\sis)|hälfte|mitad|moitié|metà|metade|половин[аыуеой]{1,2}|[ولب]?نصف)(?!\p{L})|一半|半数/giu;
const PARTS: readonly (readonly [number, RegExp])[] = [
  [3, /thirds?|drittel[ns]?|tercios?|terceras?\spartes?|tiers|terz[oi]|terços?|трет(?:ь|и|ью|ей)|[ولب]?ثلث(?:ا|ي)?/u],
  [
    4,
    /quarters?|fourths?|viertel[ns]?|cuartos?|cuartas?\spartes?|quarts?|quart[oi]|quartos?|четверт(?:ь|и|ью|ей)|[ولب]?ربع/u,
  ],
  [5, /fifths?|fünftel[ns]?|quint[oa]s?(?:\spartes?)?|cinquièmes?|пят(?:ая|ую|ой|ых)(?:\sчаст[ьи])?|[ولب]?خمس/u],
  [6, /sixths?|sechstel[ns]?|sext[oa]s?\spartes?/u],
  [8, /eighths?|achtel[ns]?|octav[oa]s?(?:\spartes?)?/u],
  [10, /tenths?|zehntel[ns]?|décim[oa]s?(?:\spartes?)?|[ولب]?عشر/u],
];
const COUNTS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    [1, 'a one every ein eine einen einem eines un una une uno uma одна одну один каждая каждый'],
    [2, 'two zwei dos deux due dois две двух'],
    [3, 'three drei tres trois tre três три трёх трех'],
    [4, 'four vier cuatro quatre quattro quatro четыре'],
  ].flatMap(([value, words]) =>
    String(words)
      .split(' ')
      .map((word) => [word, Number(value)]),
  ),
);
const COUNTED = new RegExp(
  `(?<!\\p{L})(?:(\\p{L}+)[\\s-])?(${PARTS.map(([, part]) => `(?:${part.source})`).join('|')})(?!\\p{L})(\\s(?:of|der|des|den|von|aller|de|del|des|delle|dei|da|do|das|dos)(?!\\p{L}))?`,
  'giu',
);
const ARABIC = /\p{Script=Arabic}/u;
/** Without a number before: words that are fractions and no ordinals. */
const ALONE = /^(?:drittel|viertel|трет[ьи]|треть|четверт|[ولب]?ثلث|[ولب]?ربع)/iu;
const HAN =
  /(?<![一二三四五六七八九十百\p{Nd}])([一二三四五六七八九十百\p{Nd}]+)\s?分之\s?([〇零一二三四五六七八九十百点两.\p{Nd}]+)/gu;

/** The shares that a text names in words: "half of", "two thirds", "ein Drittel", 三分之一. */
export function fractionsIn(text: string): Fraction[] {
  const halves = [...text.matchAll(HALF)].map(({ index, 0: written }) => ({
    start: index,
    end: index + written.length,
    percent: 50,
  }));
  const parts = [...text.matchAll(COUNTED)].flatMap(({ index, 0: written, 1: count, 2: part = '', 3: of }) => {
    const [by = 0] = PARTS.find(([, pattern]) => new RegExp(`^(?:${pattern.source})$`, 'iu').test(part)) ?? [];
    const isTwice = /^[ولب]?ثلث[اي]$/u.test(part);
    const many = isTwice ? 2 : count === undefined ? undefined : COUNTS[count.toLowerCase()];
    const isShare =
      ALONE.test(part) || (many !== undefined && (of !== undefined || many > 1 || /^every$/i.test(count ?? '')));
    if (!isShare || (ARABIC.test(part) && /^[ولب]?(?:خمس|عشر)$/u.test(part))) return [];
    const start = many === undefined || isTwice ? index + written.indexOf(part) : index;
    return [{ start, end: index + written.length - (of?.length ?? 0), percent: (100 * (many ?? 1)) / by }];
  });
  const han = [...text.matchAll(HAN)].flatMap(({ index, 0: written, 1: by = '', 2: many = '' }) => {
    const [whole, part] = [hanShare(by), hanShare(many)];
    return whole && part ? [{ start: index, end: index + written.length, percent: (100 * part) / whole }] : [];
  });
  return [...halves, ...parts, ...han];
}

function hanShare(written: string): number | null {
  if (/^[\d.]+$/.test(written)) return Number(written);
  const [whole = '', ...decimals] = written.split('点');
  const value = whole === '百' ? 100 : (hanValue(whole) ?? 0);
  return decimals.length === 0
    ? value
    : Number(`${value}.${[...decimals.join('')].map((one) => hanValue(one) ?? 0).join('')}`);
}
