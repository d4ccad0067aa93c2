/** The days of the week, Monday first; a name with `*` stands for all that begin so. */
const NAMES = [
  'monday* montag* lunes lundi* lunedì segunda-feira понедельник* الاثنين الإثنين poniedziałek* pazartesi 周一 星期一 礼拜一 週一 月曜*',
  'tuesday* dienstag* martes mardi* martedì terça-feira вторник* الثلاثاء wtorek wtorki salı 周二 星期二 礼拜二 週二 火曜*',
  'wednesday* mittwoch* miércoles mercredi* mercoledì quarta-feira среду среда средам среды الأربعاء środa çarşamba 周三 星期三 礼拜三 週三 水曜*',
  'thursday* donnerstag* jueves jeudi* giovedì quinta-feira четверг* الخميس czwartek* perşembe 周四 星期四 礼拜四 週四 木曜*',
  'friday* freitag* viernes vendredi* venerdì sexta-feira пятниц* الجمعة piątek cuma 周五 星期五 礼拜五 週五 金曜*',
  'saturday* samstag* sonnabend* sábado* samedi* sabato суббот* السبت sobota cumartesi 周六 星期六 礼拜六 週六 土曜*',
  'sunday* sonntag* domingo* dimanche* domenica воскресень* الأحد niedziela pazar 周日 星期日 星期天 礼拜日 週日 周天 日曜*',
];
const DAYS = NAMES.map((names) => {
  const parts = names.split(' ').map((name) => {
    if (/\p{Script=Han}/u.test(name)) return name.replace('*', '');
    const prefix = /^\p{Script=Arabic}/u.test(name) ? '[وبل]?' : '';
    return `(?<!\\p{L})${prefix}${name.replace('*', '\\p{L}{0,10}')}(?!\\p{L})`;
  });
  return new RegExp(parts.join('|'), 'iu');
});
const ANY = new RegExp(DAYS.map(({ source }) => source).join('|'), 'iu');
/** Days side by side share their word: 周二、周三 as 周二、三. */
const HAN_LIST =
  /((?:周|星期|礼拜|週)[一二三四五六日天])[、和及]([一二三四五六日](?![\p{Script=Han}--[和及、上下早晚]]))/gv;

/** The days of the week that a text names, 1 for Monday to 7. */
export function weekdaysIn(text: string): ReadonlySet<number> {
  if (!ANY.test(text)) return new Set();
  const written = text.replace(HAN_LIST, '$1、周$2');
  return new Set(DAYS.flatMap((day, at) => (day.test(written) ? [at + 1] : [])));
}
