import { readXml } from './xml.ts';

type Level = { start: number; format: string; text: string };
type List = { levels: Map<string, Level>; counts: number[] };
/** How a paragraph is numbered: by a list and its level. */
export type Numbering = { readonly list: string; readonly level: string };

const LEVELS = 9;
const LABEL_MAX_CHARS = 40;

/** The lists of a Word document: gives each paragraph in turn its number as Word shows it, `-` for a bullet. */
export function createDocxNumbers(numbering: string): (numbering: Numbering) => string {
  const shapes = new Map<string, List>();
  const lists = new Map<string, List>();
  let list: List | null = null;
  let num: string | null = null;
  let level: Level | null = null;
  readXml(numbering, {
    open(name, { abstractNumId = '', numId = '', ilvl = '', val = '' }) {
      if (name === 'abstractNum') {
        list = { levels: new Map(), counts: [] };
        shapes.set(abstractNumId, list);
      } else if (name === 'num') num = numId;
      else if (name === 'abstractNumId' && num !== null) {
        list = shapes.get(val) ?? { levels: new Map(), counts: [] };
        lists.set(num, list);
      } else if (name === 'startOverride' && num !== null && list) {
        list = { levels: list.levels, counts: [] };
        lists.set(num, list);
      } else if (name === 'lvl') {
        level = { start: 1, format: 'decimal', text: '' };
        list?.levels.set(ilvl, level);
      } else if (level && name === 'start') level.start = Number(val) || 0;
      else if (level && name === 'numFmt') level.format = val;
      else if (level && name === 'lvlText') level.text = val.slice(0, LABEL_MAX_CHARS);
    },
    close(name) {
      if (name === 'lvl') level = null;
      if (name === 'num') num = null;
    },
  });

  return function label({ list: id, level: at }) {
    const found = lists.get(id);
    const own = found?.levels.get(at);
    const depth = Number(at);
    if (!found || !own || !(depth >= 0 && depth < LEVELS)) return id === '0' ? '' : '-';
    if (own.format === 'bullet') return '-';
    const { counts, levels } = found;
    for (let upper = 0; upper < depth; upper++) counts[upper] ??= levels.get(String(upper))?.start ?? 1;
    counts[depth] = counts[depth] === undefined ? own.start : counts[depth] + 1;
    counts.length = depth + 1;
    return own.text.replace(/%([1-9])/g, (_, n) =>
      shown(counts[n - 1] ?? 1, levels.get(String(n - 1))?.format ?? 'decimal'),
    );
  };
}

const ROMAN: readonly [number, string][] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
];

const FORMATS: Readonly<Record<string, (count: number) => string>> = {
  none: () => '',
  decimalZero: (count) => String(count).padStart(2, '0'),
  lowerLetter: letters,
  upperLetter: (count) => letters(count).toUpperCase(),
  lowerRoman: roman,
  upperRoman: (count) => roman(count).toUpperCase(),
};

function shown(count: number, format: string): string {
  return FORMATS[format]?.(count) ?? String(count);
}

function letters(count: number): string {
  return count < 1 || count > 780
    ? String(count)
    : String.fromCharCode(97 + ((count - 1) % 26)).repeat(Math.ceil(count / 26));
}

function roman(count: number): string {
  if (count < 1 || count > 4000) return String(count);
  let left = count;
  return ROMAN.map(([value, sign]) => {
    const times = Math.floor(left / value);
    left -= times * value;
    return sign.repeat(times);
  }).join('');
}
