/** Keeps a leading block of thoughts, `<think>…</think>`, out of a model's text, as it comes. */
export type ThoughtFilter = { push(delta: string): string; end(): string };

const OPENING = /^\s*<(think|thinking|thought|reasoning)>/i;
const MAY_OPEN = /^\s*(?:<(?:[a-z]{0,9}>?)?)?$/i;
const LONGEST_CLOSING = '</reasoning>'.length;

export function createThoughtFilter(): ThoughtFilter {
  let held = '';
  let closing: RegExp | null = null;
  let isPast = false; // the answer itself has begun
  return {
    push(delta) {
      if (isPast) return delta;
      held += delta;
      const [opening = '', name] = (closing ? null : OPENING.exec(held)) ?? [];
      if (name) [closing, held] = [new RegExp(`</${name}>\\s*`, 'i'), held.slice(opening.length)];
      if (closing) return afterThoughts();
      return MAY_OPEN.test(held) ? '' : release(held);
    },
    end: () => (isPast || closing ? '' : release(held)),
  };

  function afterThoughts(): string {
    const found = closing?.exec(held);
    if (!found)
      held = held.slice(-LONGEST_CLOSING); // thoughts may be long
    else {
      held = held.slice(found.index + found[0].length);
      closing = null; // another block may follow
      return MAY_OPEN.test(held) || OPENING.test(held) ? reread() : release(held);
    }
    return '';
  }

  function reread(): string {
    const [opening = '', name] = OPENING.exec(held) ?? [];
    if (!name) return '';
    [closing, held] = [new RegExp(`</${name}>\\s*`, 'i'), held.slice(opening.length)];
    return afterThoughts();
  }

  function release(text: string): string {
    isPast = true;
    held = '';
    return text;
  }
}
