import { readXml } from './xml.ts';

/** How a number is shown: as a date, as hundredths, or as it is. */
export type Shown = 'date' | 'time' | 'percent' | 'plain';

const DAY_MS = 86_400_000;

/** How the numbers of each cell style of a workbook are shown. */
export function numberFormats(styles: string): Shown[] {
  const custom = new Map<number, Shown>();
  const formats: Shown[] = [];
  let inCells = false;
  readXml(styles, {
    open(name, { numFmtId = '0', formatCode = '' }) {
      if (name === 'numFmt') custom.set(Number(numFmtId), shownBy(formatCode));
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells) formats.push(custom.get(Number(numFmtId)) ?? builtIn(Number(numFmtId)));
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return formats;
}

/** A number of a cell as people read it. Days count from 1900, or from 1904 in files of old Macs. */
export function numberText(value: string, shown: Shown, { from1904 = false } = {}): string {
  const number = Number(value);
  if (value === '' || !Number.isFinite(number)) return value;
  if (shown === 'percent') return `${tidy(number * 100)}%`;
  if (shown === 'plain') return String(tidy(number));
  const moment = new Date(Math.round((number + (from1904 ? 1462 : 0) - 25_569) * DAY_MS));
  if (Number.isNaN(moment.getTime())) return value;
  const [day = '', time = ''] = moment.toISOString().slice(0, 19).split('T');
  if (shown === 'time' && number < 1) return time.replace(/:00$/, '');
  return number % 1 === 0 ? day : `${day} ${time.replace(/:00$/, '')}`;
}

/** 0.1 + 0.2 is 0.3 to whoever reads it. */
function tidy(number: number): number {
  return Number(number.toPrecision(12));
}

function builtIn(id: number): Shown {
  if (id === 9 || id === 10) return 'percent';
  if ((id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return 'date';
  return (id >= 18 && id <= 21) || (id >= 45 && id <= 47) ? 'time' : 'plain';
}

function shownBy(code: string): Shown {
  const bare = code.slice(0, 200).replace(/"[^"]*"|\\.|\[[^\]]*\]|_./g, '');
  if (bare.includes('%')) return 'percent';
  if (/[yd]|mmm/i.test(bare)) return 'date';
  return /[hs]/i.test(bare) ? 'time' : 'plain';
}
