import { isMonth } from './months.ts';

/** Before a name: what follows them never starts a sentence. */
const TITLES = set('mr mrs ms dr prof st gen col lt sgt capt cmdr adm maj rev fr hon sen rep gov pres msgr mt ft');
/** Before a number. */
const COUNTED = set('no nos vol vols fig figs p pp ch sec art eq para');
/** Inside a sentence more often than at its end. */
const INNER = set('vs cf ca approx viz al e.g i.e etc op cit ibid resp incl esp');
/** As often at the end of a sentence as inside one: the next word decides. */
const EITHER = set('u.s u.k u.n e.u d.c a.d b.c a.m p.m jr sr inc ltd co corp bros dept univ assn est ave blvd');
/** Words that start a sentence and hardly ever follow an abbreviation within one. */
const STARTERS = set(
  'the a an this that these those it its he she they we you i in on at by for from as after before when while where ' +
    'if although though however but and so there his her their our my some many most one to with since during both ' +
    'other another each such what who how why which',
);

/** Tells whether a break found at `end` of the sentence from `start` is only that of an abbreviation or an initial. */
export function joinsNext(text: string, start: number, end: number): boolean {
  const before = /(?:^|[\s("“‘[—–-])([\p{L}][\p{L}.]{0,7})\.\s*$/u.exec(
    text.slice(Math.max(start, end - 24), end),
  )?.[1];
  const isDay = /(?:^|\s)\p{Nd}{1,2}\.\s*$/u.test(text.slice(Math.max(start, end - 8), end));
  if (before === undefined && !isDay) return false;
  const [next = ''] = /^[\p{L}\p{N}]+/u.exec(text.slice(end, end + 24)) ?? [];
  if (before === undefined) return isMonth(next); // 3. Oktober
  const word = before.toLowerCase();
  if (TITLES.has(word) || INNER.has(word)) return true;
  if (COUNTED.has(word)) return /^\p{N}/u.test(next);
  const initial = /^\p{Lu}$/u.test(before) || /^(?:\p{L}\.)+\p{L}$/u.test(before);
  return (initial || EITHER.has(word)) && next !== '' && !STARTERS.has(next.toLowerCase());
}

function set(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
