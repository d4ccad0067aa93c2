/** Keeps a model's thoughts out of its text, wherever they stand, as it comes. */
export type ThoughtFilter = { push(delta: string): string; end(): string };

const TAGS = 'think|thinking|thought|reasoning';
/** `<think>`, and what gpt-oss writes before it thinks. */
const OPENING = new RegExp(`<(${TAGS})>|<\\|channel\\|>(?:analysis|commentary)[^<]{0,60}<\\|message\\|>`, 'i');
const CHANNEL_END = /<\|channel\|>final<\|message\|>/i;
/** A closing without its opening: the server's template has opened the thoughts, so what thinks aloud before it is one. */
const STRAY_CLOSING = new RegExp(`</(?:${TAGS})>`, 'gi');
/** Signs between the parts of a message. */
const SIGNS = /<\|(?:start|end|return|channel|message)\|>(?:assistant|final)?/gi;
/** The end of a text that the next piece may turn into an opening, a closing or a sign. */
const UNFINISHED = /<(?:\/?[a-z]{0,9}|\|[^>\n]{0,10}(?:\|(?:>[a-z ]{0,60}(?:<(?:\|[a-z]{0,8}\|?)?)?)?)?)$/i;
const LONGEST_CLOSING = '<|channel|>final<|message|>'.length;
/** How a text begins that thinks aloud: it is held back until it closes its thoughts, or ends. Other texts stream at once. */
const OPENERS: readonly string[] = [
  ...['okay', 'ok,', 'ok ', 'hmm', 'alright', 'wait', 'let me', "let's see", 'we need to', 'i need to', 'i have to'],
  ...['i should', 'the user', 'so the user', 'first, i', 'first, let', '嗯', '好的', '用户'],
];

export function createThoughtFilter(): ThoughtFilter {
  let held = '';
  let closing: RegExp | null = null; // of the thoughts that are open
  let isAfterSpace = true; // what was shown last ends so: the space behind thoughts would be a second one
  let isBehind = false; // thoughts
  let unsure: string | null = ''; // what may think aloud; null: it does not
  let isAloud = false; // it does

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

  /** Holds back what thinks aloud, and drops it once it is closed. The same whatever the pieces. */
  function settle(text: string, isLast: boolean): string {
    if (unsure === null) return text.replaceAll(STRAY_CLOSING, '');
    let fresh = isAloud ? text : (unsure + text).trimStart(); // where a closing may stand: one comes whole
    if (!isAloud) unsure = '';
    for (;;) {
      isAloud ||= thinksAloud(fresh);
      const [closing] = isAloud ? fresh.matchAll(STRAY_CLOSING) : [];
      if (!closing) break;
      fresh = fresh.slice(closing.index + closing[0].length).trimStart();
      unsure = '';
      isAloud = false;
    }
    unsure += fresh;
    if (!isLast && (isAloud || mayThinkAloud(unsure))) return '';
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

function thinksAloud(text: string): boolean {
  const begun = beginning(text);
  return OPENERS.some((opener) => begun.startsWith(opener));
}

/** Whether it does, or what comes next may make it do so. */
function mayThinkAloud(text: string): boolean {
  const begun = beginning(text);
  return OPENERS.some((opener) => opener.startsWith(begun) || begun.startsWith(opener));
}

function beginning(text: string): string {
  return text.slice(0, OPENER_MAX_CHARS).toLowerCase();
}

const OPENER_MAX_CHARS = 20;
