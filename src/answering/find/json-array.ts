/** Where an array may end that begins at a bracket: no further than this. */
const ARRAY_MAX_CHARS = 20_000;

/**
 * The first JSON array in a model's text, whatever stands around it; null where there is none. A bracket with one number and
 * words behind it on its line is a mark in prose, not an array.
 */
export function jsonArrayIn(text: string): unknown[] | null {
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) {
    const end = endOfArray(text, at);
    const array = end === null ? null : parsed(text.slice(at, end));
    if (array && !isMark(array, text.slice(end ?? 0))) return array;
  }
  return null;
}

/** Behind the bracket that closes the one at `start`; null: it is not closed. */
function endOfArray(text: string, start: number): number | null {
  let depth = 0;
  let isString = false;
  for (let at = start; at < Math.min(text.length, start + ARRAY_MAX_CHARS); at++) {
    const char = text[at];
    if (isString && char === '\\') at++;
    else if (char === '"') isString = !isString;
    else if (!isString && char === '[') depth++;
    else if (!isString && char === ']' && --depth === 0) return at + 1;
  }
  return null;
}

function parsed(json: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : null;
  } catch {
    return null; // brackets of another kind
  }
}

function isMark(array: readonly unknown[], behind: string): boolean {
  return array.length === 1 && typeof array[0] === 'number' && /^[^\n]*\p{L}/u.test(behind);
}
