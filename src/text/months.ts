/** The names of the months, January first, in the cases that go with a day. */
const NAMES = [
  'january januar enero janvier gennaio janeiro januari январь января styczeń stycznia ocak ιανουαρίου يناير ianuarie जनवरी',
  'february februar febrero février febbraio fevereiro februari февраль февраля luty lutego şubat φεβρουαρίου فبراير februarie फ़रवरी',
  'march märz marzo março maart март марта marzec marca mart μαρτίου مارس martie मार्च',
  'april abril avril aprile апрель апреля kwiecień kwietnia nisan απριλίου أبريل aprilie अप्रैल',
  'mayo maggio maio май мая mayıs μαΐου مايو',
  'june juni junio juin giugno junho июнь июня czerwiec czerwca haziran ιουνίου يونيو iunie जून',
  'july juli julio juillet luglio julho июль июля lipiec lipca temmuz ιουλίου يوليو iulie जुलाई',
  'august agosto août augustus август августа sierpień sierpnia ağustos αυγούστου أغسطس अगस्त',
  'september septiembre septembre settembre setembro сентябрь сентября wrzesień września eylül σεπτεμβρίου سبتمبر septembrie सितंबर',
  'october oktober octubre octobre ottobre outubro октябрь октября październik października ekim οκτωβρίου أكتوبر octombrie अक्टूबर',
  'november noviembre novembre novembro ноябрь ноября listopad listopada kasım νοεμβρίου نوفمبر noiembrie नवंबर',
  'december dezember diciembre décembre dicembre dezembro декабрь декабря grudzień grudnia aralık δεκεμβρίου ديسمبر decembrie दिसंबर',
];
const MONTHS: ReadonlyMap<string, number> = new Map(
  NAMES.flatMap((names, at) => names.split(' ').map((name) => [name, at + 1] as const)),
);
/** Words with other meanings (may, march): a month only beside a number. */
const BESIDE_NUMBER = /(?:\p{Nd}[.,]?(?:st|nd|rd|th)?\s(?:of\s)?(may|mai|mei)\b|\b(may|mai|mei)\s\p{Nd})/giu;
const NUMERIC = /\b\p{Nd}{4}-(\p{Nd}{2})-\p{Nd}{2}\b|(\p{Nd}{1,2})月/gu;

/** Whether a word is the name of a month. */
export function isMonth(word: string): boolean {
  return MONTHS.has(word.toLowerCase());
}

/** The months that a text of these words names, 1–12, in words or in a numeric date. */
export function monthsIn(text: string, words: readonly string[]): Set<number> {
  const named = words.flatMap((word) => MONTHS.get(word.toLowerCase()) ?? []);
  const numeric = [...text.matchAll(NUMERIC)].map(([, iso, han]) => Number(iso ?? han));
  const may = BESIDE_NUMBER.test(text) ? [5] : [];
  BESIDE_NUMBER.lastIndex = 0;
  return new Set([...named, ...numeric, ...may]);
}
