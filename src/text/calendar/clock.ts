import type { Span } from '../span.ts';

/** A time of the day, in minutes from midnight; both where the halves of the day are not told apart. */
export type ClockTime = Span & { readonly minutes: readonly number[] };

const MORNING = 'a\\.?m\\.?|morgens|vormittags|de la mañana|du matin|утра|ночи|صباحا|صباحًا|in the morning';
const EVENING =
  'p\\.?m\\.?|nachmittags|abends|de la tarde|de la noche|del mediodía|de l’après-midi|du soir|дня|вечера|مساء|مساءً|ظهرا|in the (?:afternoon|evening)|at night';
const HOURS: Readonly<Record<string, number>> = Object.fromEntries(
  'one two three four five six seven eight nine ten eleven twelve'.split(' ').map((word, at) => [word, at + 1]),
);
const TIME = new RegExp(
  `(上午|早上|凌晨|下午|晚上|中午)?\\s?(?<![\\p{Nd}.,:–-]|\\p{Script=Latin})(\\p{Nd}{1,2}|${Object.keys(HOURS).join('|')})(?:([:.])(\\p{Nd}{2})(?![\\p{Nd}:]|\\.\\p{Nd}))?\\s?(?:(Uhr|o['’]clock|часов|часа|点|點|時|时)\\s?)?(?:(${MORNING})|(${EVENING}))?(?![\\p{Ll}\\p{Nd}%])`,
  'giu',
);

/** The times of the day in a text: "2 pm", "14:00", "14 Uhr", 下午2点. */
export function clockTimesIn(text: string): ClockTime[] {
  if (!/\p{Nd}|o['’]clock|[ap]\.?m\b|in the/u.test(text)) return [];
  return [...text.matchAll(TIME)].flatMap((match) => {
    const [written, part, hour = '', joint, minute, clock, morning, evening] = match;
    const isTime = part || clock || morning || evening || joint === ':';
    const hours = HOURS[hour.toLowerCase()] ?? Number(hour);
    if (!isTime || !(hours <= 24) || Number(minute ?? 0) > 59) return [];
    if (part && !clock && joint !== ':') return [];
    const start = match.index + written.search(/\S/);
    const at = hours * 60 + Number(minute ?? 0);
    const isLate = evening !== undefined || /^(?:下午|晚上|中午)/u.test(part ?? '');
    const isEarly = morning !== undefined || /^(?:上午|早上|凌晨)/u.test(part ?? '');
    const minutes =
      hours > 12 ? [at] : isLate ? [(at % 720) + 720] : isEarly ? [at % 720] : [at % 720, (at % 720) + 720];
    return [{ start, end: match.index + written.trimEnd().length, minutes }];
  });
}
