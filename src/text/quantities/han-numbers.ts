import type { Span } from '../span.ts';

const DIGITS = '零一二三四五六七八九';
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };
/** Several characters of a number, or one before what is counted: 一 alone is an article. */
const HAN =
  /[〇零一二三四五六七八九十百千万亿两]{2,}|(?<=第)[一二三四五六七八九十]|[二三四五六七八九十两](?=[年月日天周个個名位人次项項座条條年世家队隊场場件所本册冊辆輛张張岁歲届屆任层層楼樓点點分秒小米公里倍种種部艘架支首句篇幅枚头頭只隻])/g;
/** 分之 makes a share: what stands around it is read with it. */
const SHARE = /分之$/;

/** Numbers in Chinese characters: 三百四十, 一九八七, 十六. Those right behind digits (300万) belong to them. */
export function hanNumbersIn(text: string): (Span & { values: number[] })[] {
  return [...text.matchAll(HAN)].flatMap(({ 0: match, index }) => {
    const before = text.slice(Math.max(0, index - 2), index);
    if (/[\p{Nd}.]\s?$/u.test(before) || SHARE.test(before)) return [];
    const value = hanValue(match);
    return value === null ? [] : [{ values: [value], start: index, end: index + match.length }];
  });
}

/** The value of Chinese number characters; null: they are none. */
export function hanValue(text: string): number | null {
  if (/^[〇零一二三四五六七八九]{2,}$/.test(text))
    return Number([...text].map((one) => (one === '〇' ? 0 : DIGITS.indexOf(one))).join(''));
  let total = 0;
  let section = 0;
  let digit = 0;
  for (const one of text) {
    const unit = UNITS[one];
    if (unit) {
      section += (digit || 1) * unit;
      digit = 0;
    } else if (one === '万' || one === '亿') {
      total = (total + section + digit) * (one === '万' ? 1e4 : 1e8);
      section = 0;
      digit = 0;
    } else digit = one === '两' ? 2 : Math.max(0, DIGITS.indexOf(one));
  }
  return total + section + digit || null;
}
