import type { Span } from '../span.ts';

/** What is measured, and how many of its base units make one: quantities of one dimension can be compared. */
export type Unit = { readonly dimension: string; readonly factor: number };

/** Each row: dimension, factor, and its names in all languages; a name with `*` stands for all that begin so. */
const ROWS: readonly (readonly [string, number, string])[] = [
  ['length', 1, 'm metre* meter* mètre* metro metros metri метр* م متر* أمتار مترا 米 公尺 メートル 미터 μέτρ*'],
  [
    'length',
    1000,
    'km kilomet* kilomèt* kilómet* chilomet* quilômet* километр* км كم كيلومتر* 公里 千米 キロメートル 킬로미터 χιλιόμετρ*',
  ],
  ['length', 0.01, 'cm centimet* zentimeter* centímet* сантиметр* см سم سنتيمتر* 厘米 公分'],
  ['length', 0.001, 'mm millimet* milímet* миллиметр* мм ملم مليمتر* 毫米'],
  ['length', 0.3048, 'ft foot feet fuß pies фут* قدم أقدام 英尺'],
  ['length', 0.0254, 'inch* zoll pulgada* дюйм* بوصة* 英寸'],
  ['length', 0.9144, 'yd yard* yarda* ярд* ياردة* 码'],
  ['length', 1609.344, 'mi mile miles meile* milla millas миля мили миль ميل أميال 英里'],
  ['area', 1, 'm² quadratmeter* 平方米'],
  ['area', 1e6, 'km² quadratkilometer* 平方公里'],
  ['area', 1e4, 'ha hectare* hektar* hectárea* гектар* هكتار* 公顷'],
  ['mass', 1, 'kg kilogram* kilo kilos kilogramo* килограмм* кг كغ كجم كيلوغرام* كيلوجرام* 公斤 千克 キログラム'],
  ['mass', 0.001, 'g gram gramm grams gramme* gramo* грамм* غرام* جرام* 克'],
  ['mass', 1000, 't tonne* tonelada* tonnellat* тонн* طن طنا أطنان 吨 トン'],
  ['mass', 0.45359237, 'lb lbs pfund 磅'],
  ['volume', 1, 'l litre* liter* litro* литр* لتر* 升'],
  ['power', 1, 'w watt watts'],
  ['power', 1000, 'kw kilowatt*'],
  ['power', 1e6, 'mw megawatt*'],
  ['seconds', 1, 'sec second seconds sekunde* segundo* seconde* секунд* ثانية ثوان* 秒 秒钟'],
  ['seconds', 60, 'min minute* minuto* minuten минут* دقيقة دقائق 分钟'],
  ['seconds', 3600, 'h hour* stunde* hora horas heure* час часа часов часам часах ساعة ساعات 小时'],
  [
    'seconds',
    86400,
    'day days tag tage tagen tages día días dia dias jour jours день дня дней дням днях يوم يوما أيام 天 日',
  ],
  ['seconds', 604800, 'week weeks woche wochen semana* semaine* недел* أسبوع* أسابيع 周 星期 个星期'],
  ['months', 1, 'month months monat* mes meses mois mese mesi месяц* شهر شهرا أشهر شهور شهرين 个月 個月 か月 ヶ月'],
  [
    'months',
    12,
    'year years jahr* año años ano anos an ans année* anno anni год года годов лет годам سنة سنوات عاما أعوام سنين 年',
  ],
  ['months', 120, 'decade* jahrzehnt* década* décennie* десятилет* عقد عقود عقدا'],
  [
    'percent',
    1,
    '% ％ ٪ percent per\u00a0cent prozent por\u00a0ciento pour\u00a0cent per\u00a0cento процент* بالمئة بالمائة',
  ],
  ['celsius', 1, '°c ℃ celsius'],
  ['fahrenheit', 1, '°f ℉ fahrenheit'],
  ['dollar', 1, '$ usd dollar* dólar* доллар* دولار* 美元'],
  ['euro', 1, '€ eur euro euros евро يورو 欧元'],
  ['pound', 1, '£ gbp pound pounds libra* фунт* جنيه*'],
  ['yen', 1, 'yen jpy йен* ين 日元'],
  ['yuan', 1, '¥ yuan cny rmb юан* يوان 元 人民币'],
  ['rouble', 1, '₽ rub rubel* ruble* rouble* rublo* рубл* روبل*'],
  ['franc', 1, 'franc francs franken franco francos франк* فرنك*'],
  ['mark', 1, 'mark marks reichsmark'],
  ['peso', 1, 'peso pesos'],
  ['dinar', 1, 'dinar* динар* دينار* دنانير'],
  ['rupee', 1, 'rupee* рупи* روبية*'],
  ['volumes', 1, '册 冊 本'],
  ['persons', 1, '人 名 位'],
];
const NAMES = new Map<string, Unit>();
const PREFIXES = new Map<string, Unit>();
for (const [dimension, factor, names] of ROWS)
  for (const name of names.split(' ')) {
    const table = name.endsWith('*') ? PREFIXES : NAMES;
    table.set(name.replace('*', '').replace('\u00a0', ' '), { dimension, factor });
  }
/** Words before a unit that say what of it: "340 metres" as "340 square metres". */
const SQUARED = /^(?:square|sq|quadrat\p{L}*|cuadrad\p{L}*|квадратн\p{L}*|кв|مربع|cubic|кубическ\p{L}*)$/iu;
const AFTER =
  /^(?:[\s\u00a0](?:de|of)[\s\u00a0]|[\s\u00a0]d'|[\s\u00a0]{0,2}|-)(%|％|٪|℃|℉|°\s?[CF]\b|per\scent\b|por\sciento|pour\scent|per\scento|في\s(?:المئة|المائة|المية)|[$€£¥₽]|[\p{L}\p{M}]+[²]?)/iu;
const BEFORE = /([$€£¥₽]|\b(?:USD|EUR|GBP|US\$))\s?$/u;
const HAN_MAX_CHARS = 3;

/** The unit of a number: right behind it, or a currency's sign before it; null: none that is known. */
export function unitAt(text: string, { start, end }: Span): { readonly unit: Unit; readonly end: number } | null {
  const [, sign] = BEFORE.exec(text.slice(Math.max(0, start - 4), start)) ?? [];
  if (sign) return found(unitNamed(sign.replace('US$', '$').toLowerCase()), end);
  const rest = text.slice(end, end + 28).replace(/^\.(?=\s\p{Ll})/u, ''); // "5 млн. евро"
  const [all = '', word = ''] = AFTER.exec(rest) ?? [];
  if (word === '' || SQUARED.test(word)) return null;
  if (/^في\s/u.test(word)) return found(PERCENT, end + all.length);
  if (/\p{Script=Han}|\p{Script=Katakana}/u.test(word)) return found(hanUnit(word), end + 1);
  return found(unitNamed(word.toLowerCase().replace(/\s/g, word.startsWith('°') ? '' : ' ')), end + all.length);
}

function found(unit: Unit | null, end: number): { unit: Unit; end: number } | null {
  return unit && { unit, end };
}

export const PERCENT: Unit = { dimension: 'percent', factor: 1 };

function hanUnit(word: string): Unit | null {
  for (let length = Math.min(HAN_MAX_CHARS, word.length); length > 0; length--) {
    const unit = NAMES.get(word.slice(0, length));
    if (unit) return unit;
  }
  return null;
}

function unitNamed(name: string): Unit | null {
  const known = NAMES.get(name);
  if (known) return known;
  for (let length = name.length; length >= 3; length--) {
    const unit = PREFIXES.get(name.slice(0, length));
    if (unit && name.length - length <= 4) return unit;
  }
  return null;
}
