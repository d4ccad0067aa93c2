/** The names of the months, January first, in the cases that go with a day, and their abbreviations. */
const NAMES = [
  'january jan januar jänner enero janvier gennaio janeiro januari январь января январе янв styczeń stycznia ocak ιανουαρίου يناير كانون\u00a0الثاني ianuarie जनवरी',
  'february feb februar febrero février febbraio fevereiro februari февраль февраля феврале фев luty lutego şubat φεβρουαρίου فبراير شباط februarie फ़रवरी',
  'march mar märz marzo março maart март марта марте marzec marca mart μαρτίου مارس آذار martie मार्च',
  'april apr abril avril aprile апрель апреля апреле апр kwiecień kwietnia nisan απριλίου أبريل إبريل نيسان aprilie अप्रैल',
  'mayo maggio maio май мая мае mayıs μαΐου مايو أيار',
  'june jun juni junio juin giugno junho июнь июня июне czerwiec czerwca haziran ιουνίου يونيو حزيران iunie जून',
  'july jul juli julio juillet luglio julho июль июля июле lipiec lipca temmuz ιουλίου يوليو تموز iulie जुलाई',
  'august aug agosto août augustus август августа августе авг sierpień sierpnia ağustos αυγούστου أغسطس آب अगस्त',
  'september sep sept septiembre setiembre septembre settembre setembro сентябрь сентября сентябре wrzesień września eylül σεπτεμβρίου سبتمبر أيلول septembrie सितंबर',
  'october oct okt oktober octubre octobre ottobre outubro октябрь октября октябре październik października ekim οκτωβρίου أكتوبر تشرين\u00a0الأول octombrie अक्टूबर',
  'november nov noviembre novembre novembro ноябрь ноября ноябре listopad listopada kasım νοεμβρίου نوفمبر تشرين\u00a0الثاني noiembrie नवंबर',
  'december dec dez dezember diciembre décembre dicembre dezembro декабрь декабря декабре grudzień grudnia aralık δεκεμβρίου ديسمبر كانون\u00a0الأول decembrie दिसंबर',
];
const MONTHS: ReadonlyMap<string, number> = new Map(
  NAMES.flatMap((names, at) => names.split(' ').map((name) => [name.replace('\u00a0', ' '), at + 1] as const)),
);
/** Words with other meanings: a month only beside a number. */
const BESIDE_NUMBER: ReadonlyMap<string, number> = new Map([
  ['may', 5],
  ['mai', 5],
  ['mei', 5],
]);
const UNSURE = new Set('jan feb mar apr jun jul aug sep sept oct okt nov dec dez мае آب mart'.split(' '));

/** Whether a word is the name of a month. */
export function isMonth(word: string): boolean {
  const lower = word.toLowerCase();
  return MONTHS.has(lower) && !UNSURE.has(lower);
}

/** The month of this name, 1–12. `isBesideNumber`: abbreviations and words that mean something else as well count, too. */
export function monthNamed(name: string, isBesideNumber: boolean): number | null {
  const lower = name.toLowerCase();
  if (isBesideNumber) return MONTHS.get(lower) ?? BESIDE_NUMBER.get(lower) ?? null;
  return isMonth(lower) ? (MONTHS.get(lower) ?? null) : null;
}
