import type { Language } from '../languages.ts';

/** Number words of all languages, by value: cardinal numbers, and ordinals from the second on. "One" is an article in most. */
const SMALL: Readonly<Record<number, string>> = {
  2: 'two zwei zwo dos deux due dois duas twee två dwa dwie iki два две двух двум двумя двое اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي δύο दो second zweite zweiter zweiten zweites zweitem segundo segunda deuxième secondo второй второе вторая второго второй вторую вторым втором ثاني ثانية الثاني الثانية',
  3: 'three drei tres trois tre três drie trzy üç три трёх трех трём трем тремя трое ثلاثة ثلاث τρεις τρία तीन third dritte dritter dritten drittes tercero tercera tercer troisième terzo terza terceiro третий третье третья третьего третью третьей ثالث ثالثة الثالث الثالثة',
  4: 'four vier cuatro quatre quattro quatro fyra cztery dört четыре четырёх четырех четырём четырьмя أربعة أربع τέσσερις चार fourth vierte vierter vierten cuarto cuarta quatrième quarto quarta четвёртый четвертый четвёртая четвертая четвёртое четвертое четвёртого четвертого رابع رابعة الرابع الرابعة',
  5: 'five fünf cinco cinq cinque vijf fem pięć beş пять пяти пятью пятеро خمسة خمس πέντε पांच fifth fünfte fünfter fünften quinto quinta cinquième пятый пятая пятое пятого пятой خامس خامسة الخامس الخامسة',
  6: 'six sechs seis sei zes sex sześć altı шесть шести шестью ستة ست έξι छह sixth sechste sechster sechsten sexto sexta sixième sesto шестой шестая шестое шестого السادس السادسة',
  7: 'seven sieben siete sept sette sete zeven sju siedem yedi семь семи семью سبعة سبع επτά सात seventh siebte siebter siebten séptimo séptima septième settimo седьмой седьмая седьмое седьмого السابع السابعة',
  8: 'eight acht ocho huit otto oito åtta osiem sekiz восемь восьми восемью ثمانية ثماني ثمان οκτώ आठ eighth achte achter achten octavo octava huitième ottavo восьмой восьмая восьмое восьмого الثامن الثامنة',
  9: 'nine neun nueve neuf nove negen nio dziewięć dokuz девять девяти девятью تسعة تسع εννέα नौ ninth neunte neunter neunten noveno novena neuvième nono девятый девятая девятое девятого التاسع التاسعة',
  10: 'ten zehn diez dix dieci dez tien tio dziesięć on десять десяти десятью عشرة عشر δέκα दस tenth zehnte zehnter zehnten décimo décima dixième decimo десятый десятая десятого العاشر العاشرة',
  11: 'eleven elf once onze undici elva одиннадцать одиннадцати eleventh elfte elften undécimo одиннадцатый',
  12: 'twelve zwölf doce douze dodici doze twaalf tolv двенадцать двенадцати twelfth zwölfte zwölften duodécimo двенадцатый',
  13: 'thirteen dreizehn trece treize tredici treze dertien тринадцать тринадцати thirteenth',
  14: 'fourteen vierzehn catorce quatorze quattordici catorze veertien четырнадцать четырнадцати fourteenth',
  15: 'fifteen fünfzehn quince quinze quindici vijftien пятнадцать пятнадцати fifteenth',
  16: 'sixteen sechzehn dieciséis seize sedici dezesseis zestien шестнадцать шестнадцати sixteenth',
  17: 'seventeen siebzehn diecisiete dix-sept diciassette dezessete zeventien семнадцать семнадцати seventeenth',
  18: 'eighteen achtzehn dieciocho dix-huit diciotto dezoito achttien восемнадцать восемнадцати eighteenth',
  19: 'nineteen neunzehn diecinueve dix-neuf diciannove dezenove negentien девятнадцать девятнадцати nineteenth',
  20: 'twenty zwanzig veinte vingt venti vinte twintig двадцать двадцати عشرون عشرين العشرين العشرون twentieth zwanzigste zwanzigsten vigésimo двадцатый двадцатого',
  21: 'veintiuno veintiún veintiuna',
  22: 'veintidós',
  23: 'veintitrés',
  24: 'veinticuatro',
  25: 'veinticinco',
  26: 'veintiséis',
  27: 'veintisiete',
  28: 'veintiocho',
  29: 'veintinueve',
  30: 'thirty dreißig dreissig treinta trente trenta trinta dertig тридцать тридцати ثلاثون ثلاثين thirtieth',
  40: 'forty vierzig cuarenta quarante quaranta quarenta veertig сорок сорока أربعون أربعين fortieth',
  50: 'fifty fünfzig cincuenta cinquante cinquanta cinquenta vijftig пятьдесят пятидесяти خمسون خمسين fiftieth',
  60: 'sixty sechzig sesenta soixante sessanta sessenta zestig шестьдесят шестидесяти ستون ستين',
  70: 'seventy siebzig setenta settanta zeventig семьдесят семидесяти سبعون سبعين',
  80: 'eighty achtzig ochenta ottanta oitenta tachtig восемьдесят восьмидесяти ثمانون ثمانين',
  90: 'ninety neunzig noventa novanta negentig девяносто تسعون تسعين',
  200: 'doscientos doscientas duzentos двести двухсот مئتان مئتين مئتي مائتان مائتين مائتي',
  300: 'trescientos trescientas trezentos триста трёхсот трехсот ثلاثمئة ثلاثمائة',
  400: 'cuatrocientos cuatrocientas четыреста أربعمئة أربعمائة',
  500: 'quinientos quinientas пятьсот пятисот خمسمئة خمسمائة',
  600: 'seiscientos seiscientas шестьсот ستمئة ستمائة',
  700: 'setecientos setecientas семьсот سبعمئة سبعمائة',
  800: 'ochocientos ochocientas восемьсот ثمانمئة ثمانمائة',
  900: 'novecientos novecientas девятьсот تسعمئة تسعمائة',
};
/** Words that multiply what stands before them; by themselves they count once. */
const SCALES: Readonly<Record<number, string>> = {
  100: 'hundred hundert cien ciento cent cento honderd hundra сто ста yüz مئة مائة',
  1e3: 'thousand tausend tsd mil mille mila duizend tusen tysiąc tysiące tysięcy тысяча тысячу тысячи тысяч тыс bin ألف ألفا آلاف',
  2e3: 'ألفان ألفين ألفي',
  1e6: 'million millions mln millionen mio millón millones millionen milione milioni milhão milhões miljoen milion miliony milionów миллион миллиона миллионов миллионы млн مليون مليونا ملايين mn',
  1e9: 'billion billions bn milliarde milliarden mrd milliard milliards miliardo miliardi miliard miliardów миллиард миллиарда миллиардов млрд مليار مليارا مليارات bilhão bilhões',
  1e12: 'trillion trillions billón billones триллион триллиона триллионов تريليون',
};
/** Several of them without a number before stand for none. */
const VAGUE = new Set(
  'hundreds thousands millions billions trillions millionen milliarden millones miles billones тысячи тысяч миллионы миллионов миллиарды миллиардов آلاف ملايين مليارات milioni miliardi mila millions milliards'.split(
    ' ',
  ),
);
/** Words that are a number in these languages alone. */
const ONLY_IN: Readonly<Record<string, readonly Language[]>> = {
  once: ['es'],
  elf: ['de', 'nl'],
  sei: ['it'],
  due: ['it'],
  dos: ['es'],
  sept: ['fr'],
  dix: ['fr'],
  tre: ['it', 'sv', 'no', 'da'],
  acht: ['de', 'nl'],
  achte: ['de'],
  achten: ['de'],
  on: ['tr'],
  bin: ['tr'],
  fem: ['sv', 'no', 'da'],
  sex: ['sv'],
  otto: ['it'],
  vier: ['de', 'nl'],
  cent: ['fr'],
  mil: ['es', 'pt'],
  mille: ['fr', 'it'],
  mila: ['it'],
  second: [],
  seconda: ['it'],
  secondo: ['it'],
  cuarto: ['es'],
  cuarta: ['es'],
  quarta: ['it', 'pt'],
  quarto: ['it', 'pt'],
  segundo: ['es', 'pt'],
  novena: ['es'],
  nono: ['it', 'pt'],
  mn: [],
};

/** A number word: what it counts, and whether it multiplies what stands before it. */
export type NumberWord = { readonly value: number; readonly isScale: boolean; readonly isVague: boolean };

const WORDS = new Map<string, NumberWord>();
for (const [table, isScale] of [
  [SMALL, false],
  [SCALES, true],
] as const)
  for (const [value, words] of Object.entries(table))
    for (const word of words.split(' ')) WORDS.set(word, { value: Number(value), isScale, isVague: VAGUE.has(word) });

const GERMAN_UNITS = 'ein eins zwei drei vier fünf sechs sieben acht neun'.split(' ');

/** What a word, in lower case, counts in a text of this language; null: nothing. */
export function numberWord(word: string, language: Language): NumberWord | null {
  const languages = Object.hasOwn(ONLY_IN, word) ? ONLY_IN[word] : undefined;
  if (languages && !languages.includes(language)) return null;
  if (language === 'de' && (word === 'billion' || word === 'billionen')) return WORDS.get('billón') ?? null;
  const known = WORDS.get(word) ?? (/^ال\p{L}{3}/u.test(word) ? WORDS.get(word.slice(2)) : undefined);
  if (known) return known;
  const german = word.length > 6 && /hundert|tausend|zig$|ßig$/.test(word) ? germanValue(word) : null;
  return german === null ? null : { value: german, isScale: false, isVague: false };
}

/** "zweitausendvierhundertfünfundzwanzig" */
function germanValue(word: string): number | null {
  if (word === '') return 0;
  for (const [name, scale] of [
    ['tausend', 1000],
    ['hundert', 100],
  ] as const) {
    const at = word.indexOf(name);
    if (at < 0) continue;
    const times = at === 0 ? 1 : germanValue(word.slice(0, at));
    const rest = germanValue(word.slice(at + name.length).replace(/^und(?=\p{L})/u, ''));
    return times === null || rest === null ? null : times * scale + rest;
  }
  const [, unit = '', tens = ''] = /^(\p{L}+?)und(\p{L}+ßig|\p{L}+zig)$/u.exec(word) ?? [];
  if (unit !== '') return GERMAN_UNITS.includes(unit) && WORDS.has(tens) ? unitOf(unit) + WORDS.get(tens)!.value : null;
  if (GERMAN_UNITS.includes(word)) return unitOf(word);
  return WORDS.get(word)?.value ?? null;
}

function unitOf(word: string): number {
  return Math.max(1, GERMAN_UNITS.indexOf(word));
}
