/** A statement that a model could make of a passage, and whether it may. */
export type StatementCase = {
  readonly kind: CaseKind;
  /** Of `passages`: the one that is cited. */
  readonly passage: number;
  readonly statement: string;
};

export const RIGHT_KINDS = [
  'as it stands',
  'introduced',
  'without a clause',
  'moved',
  'joined',
  'digits',
  'question and answer',
] as const;
export const WRONG_KINDS = [
  'number',
  'number from elsewhere',
  'numbers swapped',
  'date',
  'name',
  'name of another passage',
  'quotation',
  'negation',
  'lost negation',
  'stitched',
  'other passage',
] as const;
export type CaseKind = (typeof RIGHT_KINDS)[number] | (typeof WRONG_KINDS)[number];
export const LANGUAGES = ['en', 'de', 'es', 'ru', 'ar', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A passage, and the answers to questions about it where some are known. */
export type Source = { readonly text: string; readonly answers?: readonly string[] };

type Rules = {
  introductions: readonly string[];
  answerIs: (answer: string) => string;
  /** A verb, or what stands before one, and the same denied. */
  negate: readonly (readonly [RegExp, string])[];
  names: readonly string[];
  quote: (text: string) => string;
  quotations: readonly string[];
  months: readonly string[];
  and: string;
  comma: string;
  end: string;
  numberWords: readonly (readonly [string, string])[];
};

const RULES: Readonly<Record<Language, Rules>> = {
  en: {
    introductions: ['According to the document, ', 'The passage states that ', 'In short, '],
    answerIs: (answer) => `The answer is ${answer}.`,
    negate: [[/ (was|were|is|are|had|has|can|could|would|will|did) (?!not\b|n't|no\b|never\b)/, ' $1 not ']],
    names: ['Hendrik Vossberg', 'Marlow', 'Quillington', 'Adela Brixton', 'Tavistan'],
    quote: (text) => `"${text}"`,
    quotations: ['the greatest wonder of the age', 'we shall never come back here', 'a mistake that cost us dearly'],
    months: 'January February March April May June July August September October November December'.split(' '),
    and: ', and ',
    comma: ', ',
    end: '.',
    numberWords: [
      ['two', '2'],
      ['three', '3'],
      ['four', '4'],
      ['five', '5'],
      ['six', '6'],
      ['seven', '7'],
      ['eight', '8'],
      ['nine', '9'],
      ['ten', '10'],
    ],
  },
  de: {
    introductions: ['Laut Dokument gilt: ', 'Dem Text zufolge: ', 'Kurz gesagt: '],
    answerIs: (answer) => `Die Antwort lautet ${answer}.`,
    negate: [[/ (wurde|wurden|war|waren|ist|sind|hatte|hat|kann|konnte|wird) (?!nicht|kein)/, ' $1 nicht ']],
    names: ['Hendrik Vossberg', 'Marlowitz', 'Quillingen', 'Adele Brixner', 'Tavistan'],
    quote: (text) => `„${text}“`,
    quotations: ['das größte Wunder seiner Zeit', 'wir kommen niemals hierher zurück', 'ein teurer Irrtum'],
    months: 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(' '),
    and: ', und ',
    comma: ', ',
    end: '.',
    numberWords: [
      ['zwei', '2'],
      ['drei', '3'],
      ['vier', '4'],
      ['fünf', '5'],
      ['sechs', '6'],
      ['sieben', '7'],
      ['neun', '9'],
      ['zehn', '10'],
    ],
  },
  es: {
    introductions: ['Según el documento, ', 'El texto dice que ', 'En resumen, '],
    answerIs: (answer) => `La respuesta es ${answer}.`,
    negate: [[/ (fue|fueron|es|son|era|eran|tenía|tiene|puede|había|está|ha|se) /, ' no $1 ']],
    names: ['Enrique Vosberga', 'Marlovia', 'Quillindo', 'Adela Brizuela', 'Tavistán'],
    quote: (text) => `«${text}»`,
    quotations: ['la mayor maravilla de su tiempo', 'nunca volveremos a este lugar', 'un error muy caro'],
    months: 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(' '),
    and: ', y ',
    comma: ', ',
    end: '.',
    numberWords: [
      ['tres', '3'],
      ['cuatro', '4'],
      ['cinco', '5'],
      ['seis', '6'],
      ['siete', '7'],
      ['ocho', '8'],
      ['nueve', '9'],
      ['diez', '10'],
    ],
  },
  ru: {
    introductions: ['Согласно документу, ', 'В тексте сказано, что ', 'Коротко говоря, '],
    answerIs: (answer) => `Ответ: ${answer}.`,
    negate: [[/ (был|была|было|были|имеет|имел|является|может|стал|стала|стали|находится) (?!не )/, ' не $1 ']],
    names: ['Хендрик Фоссберг', 'Марлов', 'Квиллинг', 'Адель Брикстон', 'Тавистан'],
    quote: (text) => `«${text}»`,
    quotations: ['величайшее чудо своего времени', 'мы никогда сюда не вернёмся', 'дорогая ошибка'],
    months: 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря'.split(' '),
    and: ', и ',
    comma: ', ',
    end: '.',
    numberWords: [
      ['два', '2'],
      ['три', '3'],
      ['четыре', '4'],
      ['пять', '5'],
      ['шесть', '6'],
      ['семь', '7'],
      ['восемь', '8'],
      ['девять', '9'],
      ['десять', '10'],
    ],
  },
  ar: {
    introductions: ['وفقا للوثيقة، ', 'يذكر النص أن ', 'باختصار، '],
    answerIs: (answer) => `الجواب هو ${answer}.`,
    negate: [
      [/ (كان|كانت) /, ' لم يكن '],
      [/ (يقع|تقع|يوجد|توجد|يمكن|تعد|يعد|تضم|يضم|يعتبر|تعتبر) /, ' لا $1 '],
      [/^(كان|كانت) /, 'لم يكن '],
      [/^(يقع|تقع|يوجد|توجد|يمكن|تعد|يعد|تضم|يضم|يعتبر|تعتبر) /, 'لا $1 '],
    ],
    names: ['هندريك فوسبرغ', 'مارلوفيا', 'كويلينغ', 'أديلا بريكستون', 'تافيستان'],
    quote: (text) => `«${text}»`,
    quotations: ['أعظم عجائب ذلك العصر', 'لن نعود إلى هنا أبدا', 'خطأ كلفنا الكثير'],
    months: 'يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر'.split(' '),
    and: '، و',
    comma: '، ',
    end: '.',
    numberWords: [],
  },
  zh: {
    introductions: ['根据文件，', '文中指出，', '简而言之，'],
    answerIs: (answer) => `答案是${answer}。`,
    negate: [
      [/(?<![不没还但就只总])是(?!否|非)/, '不是'],
      [/(?<!没|没|还|所|具)有(?!关|效|限|些|时|名|的|人|机|利|趣)/, '没有'],
      [/位于/, '不位于'],
      [/(?<!不)被/, '没有被'],
    ],
    names: ['亨德里克·福斯伯格', '马洛维亚', '奎林顿', '阿黛拉·布里克斯顿', '塔维斯坦'],
    quote: (text) => `“${text}”`,
    quotations: ['那个时代最伟大的奇迹', '我们再也不会回到这里', '代价高昂的错误'],
    months: [],
    and: '，并且',
    comma: '，',
    end: '。',
    numberWords: [],
  },
};

const NAME = /(?<=[\p{Ll}\d,;] )\p{Lu}[\p{L}’'-]{2,}(?: \p{Lu}[\p{L}’'-]{2,})*/u;
const DIGITS = /\d+(?:[.,]\d+)*/g;

/** Statements made of each passage by rule, right ones and wrong ones; `seed` varies what the rules choose. */
export function statementCases(sources: readonly Source[], language: Language, seed = 1): StatementCase[] {
  const random = numbersFrom(seed);
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const rules = RULES[language];
  const split = sources.map(({ text }) => sentencesOf(text, language));
  return sources.flatMap(({ text, answers = [] }, passage) => {
    const own = split[passage] ?? [];
    const made: StatementCase[] = [];
    const add = (kind: CaseKind, statement: string | null | undefined) => {
      const isNew = statement && !(isWrong(kind) && withoutMarks(text).includes(bare(statement)));
      if (isNew) made.push({ kind, passage, statement });
    };
    for (const [at, sentence] of own.entries()) {
      add('as it stands', sentence);
      add('introduced', `${pick(rules.introductions)}${lowered(sentence, language)}`);
      add('without a clause', withoutClause(sentence, rules));
      add('moved', moved(sentence, rules, language));
      const next = own[at + 1];
      if (next && sentence.length + next.length < 400 && joins(next, language))
        add('joined', `${withoutEnd(sentence)}${rules.and}${lowered(next, language)}`);
      add('digits', asDigits(sentence, rules));
      add('number', otherNumber(sentence, text, random));
      add('number from elsewhere', borrowedNumber(sentence, own, pick));
      add('numbers swapped', swapped(sentence));
      add('date', otherMonth(sentence, text, rules, pick));
      add('name', otherName(sentence, text, rules.names, language, pick, answers));
      const foreign = split
        .flatMap((others, other) => (other === passage ? [] : others.flatMap((one) => NAME.exec(one)?.[0] ?? [])))
        .filter((name) => !text.includes(name));
      add('name of another passage', otherName(sentence, text, foreign, language, pick, []));
      add('quotation', quoted(sentence, pick(rules.quotations), rules));
      add('negation', negated(sentence, rules));
      add('lost negation', affirmed(sentence, language));
      const other = pick(own.filter((one) => one !== sentence));
      if (other) add('stitched', stitched(sentence, other, language));
      add(
        'other passage',
        pick(
          split.filter((_, other) => Math.abs(other - passage) > 3 || (other !== passage && split.length < 12)).flat(),
        ),
      );
    }
    for (const answer of answers) add('question and answer', rules.answerIs(answer));
    return made;
  });
}

export function isWrong(kind: CaseKind): boolean {
  return WRONG_KINDS.some((wrong) => wrong === kind);
}

function sentencesOf(text: string, language: Language): string[] {
  const found = [...new Intl.Segmenter(language, { granularity: 'sentence' }).segment(text.replace(/\s+/g, ' '))];
  return found
    .map(({ segment }) => segment.trim())
    .filter(
      (one) => one.length >= (language === 'zh' ? 12 : 30) && /^[\p{Lu}\p{Lo}\d]/u.test(one) && /[.。]$/.test(one),
    );
}

/** The same numbers for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

type Pick = <T>(items: readonly T[]) => T | undefined;

const withoutEnd = (sentence: string) => sentence.replace(/[.。]$/, '');
const bare = (text: string) => withoutEnd(withoutMarks(text));
const withoutMarks = (text: string) => text.replace(/\[\d+\]/g, '').replace(/\s+/g, ' ');

/** A capital that only begins the sentence goes: that of an article or a preposition. */
function lowered(sentence: string, language: Language): string {
  const [first = ''] = /^\p{L}+/u.exec(sentence) ?? [];
  const starters =
    /^(The|A|An|In|It|This|These|At|On|By|After|He|She|They|There|As|For|When|Der|Die|Das|Ein|Eine|Er|Sie|Es|Im|In|Am|El|La|Los|Las|Un|Una|En|Se|Su|В|На|Его|Её|Он|Она|Это|С|По)$/;
  return language !== 'zh' && starters.test(first) ? first.toLowerCase() + sentence.slice(first.length) : sentence;
}

/** Whether a sentence can go on another one, because its first word is none that needs a capital. */
function joins(sentence: string, language: Language): boolean {
  return language === 'zh' || language === 'ar' || lowered(sentence, language) !== sentence;
}

/** The sentence without what stands in parentheses, between two commas, or behind the last comma. */
function withoutClause(sentence: string, { comma, end }: Rules): string | null {
  const parenthesis = sentence.replace(/\s?[(（][^()（）]{4,}[)）]/, '');
  if (parenthesis !== sentence) return parenthesis;
  const parts = withoutEnd(sentence).split(comma);
  if (parts.length >= 3 && parts[1]!.split(' ').length >= 3)
    return `${parts[0]}${parts
      .slice(2)
      .map((part) => `${comma}${part}`)
      .join('')}${end}`;
  if (parts.length >= 2 && parts[0]!.length >= 25) return `${parts.slice(0, -1).join(comma)}${end}`;
  return null;
}

/** "In 1990, it fell." → "It fell in 1990." */
function moved(sentence: string, { comma, end }: Rules, language: Language): string | null {
  const at = sentence.indexOf(comma);
  if (at < 0 || at > 40 || sentence.length - at < 20 || sentence.slice(at + comma.length).includes(comma)) return null;
  const rest = withoutEnd(sentence.slice(at + comma.length));
  return language === 'zh'
    ? `${rest}，${sentence.slice(0, at)}${end}`
    : `${rest.charAt(0).toUpperCase()}${rest.slice(1)} ${lowered(sentence.slice(0, at), language)}${end}`;
}

function asDigits(sentence: string, { numberWords }: Rules): string | null {
  for (const [word, digits] of numberWords) {
    const changed = sentence.replace(new RegExp(`(?<=\\p{L}[,]? )${word}(?= \\p{L})`, 'u'), digits);
    if (changed !== sentence) return changed;
  }
  const plain = sentence.replace(/\d{1,3}(?:,\d{3})+(?![\d,])/, (grouped) => grouped.replaceAll(',', ''));
  return plain === sentence ? null : plain;
}

function otherNumber(sentence: string, text: string, random: () => number): string | null {
  const found = [...sentence.matchAll(DIGITS)].filter(
    ({ index }) => !/\p{L}$/u.test(sentence.slice(0, index)) || !/[A-Za-z]$/.test(sentence.slice(0, index)),
  );
  const match = found[Math.floor(random() * found.length)];
  if (!match) return null;
  for (let tries = 0; tries < 20; tries++) {
    const digits = [...match[0]];
    const places = digits.flatMap((digit, at) => (/\d/.test(digit) ? [at] : []));
    const at = places[Math.floor(random() * places.length)]!;
    digits[at] = String((Number(digits[at]) + 1 + Math.floor(random() * 8)) % 10);
    const other = digits.join('');
    if (/^0/.test(other) || new RegExp(`(?<![\\d.,])${other.replaceAll('.', '\\.')}(?![\\d]|[.,]\\d)`).test(text))
      continue;
    return `${sentence.slice(0, match.index)}${other}${sentence.slice(match.index + match[0].length)}`;
  }
  return null;
}

/** A number that another sentence has, of about the same size: years for years. */
function borrowedNumber(sentence: string, own: readonly string[], pick: Pick): string | null {
  const match = pick([...sentence.matchAll(DIGITS)]);
  if (!match) return null;
  const others = own.filter((one) => one !== sentence).flatMap((one) => one.match(DIGITS) ?? []);
  const other = pick(others.filter((one) => !sentence.includes(one) && one.length === match[0].length));
  return other ? `${sentence.slice(0, match.index)}${other}${sentence.slice(match.index + match[0].length)}` : null;
}

/** Two numbers of a sentence in each other's place. */
function swapped(sentence: string): string | null {
  const [first, second] = [...sentence.matchAll(DIGITS)];
  if (!first || !second || first[0] === second[0]) return null;
  const between = sentence.slice(first.index + first[0].length, second.index);
  if (!/\p{L}{2}/u.test(between)) return null;
  return `${sentence.slice(0, first.index)}${second[0]}${between}${first[0]}${sentence.slice(second.index + second[0].length)}`;
}

function otherMonth(sentence: string, text: string, { months }: Rules, pick: Pick): string | null {
  if (months.length === 0) {
    const match = /(\d{1,2})(月|日)/.exec(sentence);
    const other =
      match && pick([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].filter((n) => !text.includes(`${n}${match[2]}`)));
    return match && other ? sentence.replace(match[0], `${other}${match[2]}`) : null;
  }
  const month = months.find((one) =>
    new RegExp(`(?<!\\p{L})${one}(?!\\p{L})(?= \\d)|(?<=\\d\\.? (?:de )?)${one}(?!\\p{L})`, 'u').test(sentence),
  );
  const other = pick(months.filter((one) => !text.includes(one)));
  return month && other ? sentence.replace(month, other) : null;
}

function otherName(
  sentence: string,
  text: string,
  names: readonly string[],
  language: Language,
  pick: Pick,
  answers: readonly string[],
): string | null {
  const isCaseless = language === 'ar' || language === 'zh';
  const known = isCaseless
    ? pick(answers.filter((one) => sentence.includes(one) && /^[\p{Lo}\p{M}· ]{2,}$/u.test(one) && one.length < 20))
    : NAME.exec(sentence)?.[0];
  const other = pick(names.filter((one) => !text.includes(one)));
  return known && other ? sentence.replace(known, other) : null;
}

function quoted(sentence: string, quotation: string | undefined, { quote, end }: Rules): string | null {
  if (/["“„«]/.test(sentence) || !quotation) return null;
  return `${withoutEnd(sentence)}: ${quote(quotation)}${end}`;
}

function negated(sentence: string, { negate }: Rules): string | null {
  if (
    /\b(not|no|never|nor|none|nicht|kein\w*|nie|no|nunca|sin)\b|n't|(?<!\p{L})(не|ни|нет|без|لا|لم|لن|ليس|ليست|غير|دون)(?!\p{L})|[不没未无非]/u.test(
      sentence,
    )
  )
    return null;
  for (const [verb, denied] of negate) {
    const changed = sentence.replace(verb, denied);
    if (changed !== sentence) return changed;
  }
  return null;
}

function affirmed(sentence: string, language: Language): string | null {
  const no = {
    en: / (?:not|never)(?= )/,
    de: / (?:nicht|nie|niemals)(?=[ .])/,
    es: / (?:no|nunca)(?= )/,
    ru: / (?:не|никогда не)(?= )/,
    ar: / (?:لم|لا|لن|ليس)(?= )/,
    zh: /(?:没有|并不|不(?=是|会|能|再))/,
  }[language];
  if (/not only|nicht nur|no solo|no sólo|не только|不仅|不只|不断/.test(sentence)) return null;
  const changed = sentence.replace(no, '');
  return changed === sentence ? null : changed;
}

/** The first half of one sentence and the second half of another. */
function stitched(first: string, second: string, language: Language): string | null {
  if (language === 'zh')
    return `${first.slice(0, Math.floor(first.length / 2))}${second.slice(Math.floor(second.length / 2))}`;
  const [a, b] = [first.split(' '), second.split(' ')];
  return [...a.slice(0, Math.floor(a.length / 2)), ...b.slice(Math.floor(b.length / 2))].join(' ');
}
