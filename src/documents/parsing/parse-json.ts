import type { Extract } from '../document.ts';
import { decodeText } from './charset.ts';
import { named } from './table-lines.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The names that a value stands under, as many as say what it is. */
const PATH_MAX_KEYS = 3;

/**
 * JSON as lines that say by themselves what they are about: a record of a list as one row (`name: Ana; age: 30`), any other
 * value under its names (`address.city: Paris`). What is no JSON, such as a file of many, is plain text.
 * @throws RangeError when it is nested some thousands deep.
 */
export function parseJson(bytes: Uint8Array): Extract {
  const text = decodeText(bytes);
  const value = read(text);
  return { text: value === undefined ? text : [...linesOf(value, [])].filter(Boolean).join('\n'), pageStarts: [] };
}

function read(text: string): Json | undefined {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

function* linesOf(value: Json, path: readonly string[]): Generator<string> {
  if (isList(value)) {
    if (value.every(isScalar)) yield named(nameOf(path), value.map(wordsOf).filter(Boolean).join(', '));
    else for (const item of value) yield* isRecord(item) ? rowOf(item, path) : linesOf(item, path);
  } else if (isRecord(value)) for (const [key, item] of Object.entries(value)) yield* linesOf(item, below(path, key));
  else yield named(nameOf(path), wordsOf(value));
}

/** A record on one line, and below it the lists of records that it holds. */
function* rowOf(record: { readonly [key: string]: Json }, path: readonly string[]): Generator<string> {
  const cells: string[] = [];
  const lists: [string, Json][] = [];
  for (const [key, value] of Object.entries(record)) {
    if (isList(value) && !value.every(isScalar)) lists.push([key, value]);
    else for (const cell of linesOf(value, [key])) if (cell) cells.push(cell.replace(/\s+/g, ' '));
  }
  yield cells.join('; ');
  for (const [key, list] of lists) yield* linesOf(list, below(path, key));
}

function below(path: readonly string[], key: string): string[] {
  return [...path.slice(1 - PATH_MAX_KEYS), key];
}

function nameOf(path: readonly string[]): string {
  return path.join('.');
}

function wordsOf(value: Json): string {
  return value === null ? '' : String(value).trim();
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: Json): boolean {
  return typeof value !== 'object' || value === null;
}
