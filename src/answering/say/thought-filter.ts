/** Keeps thoughts, `<think>…</think>`, out of a model's text, wherever they stand, as it comes. */
export type ThoughtFilter = { push(delta: string): string; end(): string };

const OPENING = /<(think|thinking|thought|reasoning)>/i;
/** The end of a text that the next piece may turn into an opening. */
const UNFINISHED = /<[a-z]{0,9}$/i;
const LONGEST_CLOSING = '</reasoning>'.length;

export function createThoughtFilter(): ThoughtFilter {
  let held = '';
  let closing: RegExp | null = null; // of the thoughts that are open
  let isAfterSpace = true; // what was shown last ends so: the space behind thoughts would be a second one
  let isBehind = false; // thoughts

  return {
    push(delta) {
      held += delta;
      let shown = '';
      for (;;) {
        if (closing && !skipThoughts(closing)) return shown;
        closing = null;
        if (isBehind && isAfterSpace) held = held.trimStart();
        if (held === '') return shown;
        isBehind = false;
        const opening = OPENING.exec(held);
        const until = opening?.index ?? held.length - (UNFINISHED.exec(held)?.[0].length ?? 0);
        shown += show(held.slice(0, until));
        held = held.slice(until + (opening?.[0].length ?? 0));
        if (!opening) return shown;
        closing = new RegExp(`</${opening[1]}>`, 'i');
      }
    },
    end: () => (closing ? '' : show(held)),
  };

  /** False: they go on, however long they are. */
  function skipThoughts(end: RegExp): boolean {
    const found = end.exec(held);
    held = found ? held.slice(found.index + found[0].length) : held.slice(-LONGEST_CLOSING);
    isBehind ||= found !== null;
    return found !== null;
  }

  function show(text: string): string {
    if (text !== '') isAfterSpace = /\s$/.test(text);
    return text;
  }
}
