/** Keeps a model's thoughts out of its text, wherever they stand, as it comes. */
export type ThoughtFilter = { push(delta: string): string; end(): string };

const TAGS = 'think|thinking|thought|reasoning';
/** `<think>`, and what gpt-oss writes before it thinks. */
const OPENING = new RegExp(`<(${TAGS})>|<\\|channel\\|>(?:analysis|commentary)[^<]{0,60}<\\|message\\|>`, 'i');
const CHANNEL_END = /<\|channel\|>final<\|message\|>/i;
/** A closing without its opening: the server's template has opened the thoughts, so all before it is one. */
const STRAY_CLOSING = new RegExp(`</(?:${TAGS})>`, 'gi');
/** Signs between the parts of a message. */
const SIGNS = /<\|(?:start|end|return|channel|message)\|>(?:assistant|final)?/gi;
/** The end of a text that the next piece may turn into an opening, a closing or a sign. */
const UNFINISHED = /<(?:\/?[a-z]{0,9}|\|[^>\n]{0,10}(?:\|(?:>[a-z ]{0,60}(?:<(?:\|[a-z]{0,8}\|?)?)?)?)?)$/i;
const LONGEST_CLOSING = '<|channel|>final<|message|>'.length;
/** Until it cites something, a text may turn out to be thoughts; one so long is an answer in any case. */
const CITES = /[[【［]\s?\^?(?:\p{L}{1,12}\s)?\d/u;
const UNSURE_MAX_CHARS = 1500;
/** How models begin that think aloud: they may cite while they do. */
const THINKS_ALOUD =
  /^\s*(?:okay|ok|hmm|alright|let me|let's|we (?:need|have|are)|i (?:need|should|have to)|the user|first,|嗯|好的|首先|用户)/i;

export function createThoughtFilter(): ThoughtFilter {
  let held = '';
  let closing: RegExp | null = null; // of the thoughts that are open
  let isAfterSpace = true; // what was shown last ends so: the space behind thoughts would be a second one
  let isBehind = false; // thoughts
  let unsure: string | null = ''; // what came before anything was cited; null: that is over

  return {
    push: (delta) => settle(withoutThoughts(delta), false),
    end: () => settle(closing ? '' : show(held), true),
  };

  function withoutThoughts(delta: string): string {
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
      closing = opening[1] ? new RegExp(`</${opening[1]}>`, 'i') : CHANNEL_END;
    }
  }

  /** Holds back what may yet turn out to be thoughts, and drops it once it has. The same whatever the pieces. */
  function settle(text: string, isLast: boolean): string {
    if (unsure === null) return text.replaceAll(STRAY_CLOSING, '');
    unsure += text;
    for (;;) {
      const closing = STRAY_CLOSING.exec(unsure);
      STRAY_CLOSING.lastIndex = 0;
      if (!closing || closing.index >= sureFrom(unsure)) break;
      unsure = unsure.slice(closing.index + closing[0].length).trimStart();
    }
    if (!isLast && unsure.length < sureFrom(unsure) + LONGEST_CLOSING) return '';
    const settled = unsure.replaceAll(STRAY_CLOSING, '');
    unsure = null;
    return settled;
  }

  /** False: they go on, however long they are. */
  function skipThoughts(end: RegExp): boolean {
    const found = end.exec(held);
    held = found ? held.slice(found.index + found[0].length) : held.slice(-LONGEST_CLOSING);
    isBehind ||= found !== null;
    return found !== null;
  }

  function show(text: string): string {
    if (text !== '') isAfterSpace = /\s$/.test(text);
    return text.replace(SIGNS, '');
  }
}

/** From where on a text is its answer, with or without a closing behind. */
function sureFrom(text: string): number {
  if (THINKS_ALOUD.test(text)) return Number.POSITIVE_INFINITY;
  const cited = text.search(CITES);
  return cited < 0 ? UNSURE_MAX_CHARS : Math.min(cited, UNSURE_MAX_CHARS);
}
