import { createCitedUrls, withoutPunctuation } from './cited-urls.ts';
import { createShownText } from './shown-text.ts';

/** A model's text without what could load or send something when it is shown, as it comes. */
export type LinkFilter = {
  /** What may be shown now. What may yet become a link is held back until it is known. */
  push(text: string): string;
  /** The rest, after the last piece. */
  end(): string;
};

/** Where something may begin that a renderer of Markdown or HTML makes more of than text. */
const BEGINNING = /<|!+(?=\[)|\]|https?:\/\/|ftp:\/\/|www\./gi;
const TAG = /^<[a-z/!?][^>]*>/i;
const TARGETS = /^\](?:\([^()]*(?:\([^()]*\)[^()]*)*\))+/;
const BARE_URL = /^[^\s<>"`[\]]+/;
/** What ends a quotation or sentence behind a bare URL. With more than that, renderers take it for a part of the URL. */
const CLOSING = /^[\]>"`.,;:!?')*_~]*/;
/** The end of a text that the next piece may turn into any of them. A citation that may become a link is held back whole. */
const UNFINISHED = /!+$|(?:\s?\[\d+\])+$|(?:h|ht|htt|https?|https?:|https?:\/|f|ft|ftp|ftp:|ftp:\/|w|ww|www)$/i;
/** What is open for longer than this is not waited for: it is taken apart, so that it cannot become a link any more. */
const HELD_MAX_CHARS = 4000;
/** A line that begins with a bracket may name a target for other places: `[name]: target`. */
const LINE_WITH_NAME = /(?:^|\n)[\s>*+\d.)-]{0,50}\[/;
const REMOVED = '(link removed)';

/**
 * Keeps images, raw HTML and links out of an answer: their targets could carry away what the model has read. A link, or a
 * bare URL, stays where its target stands in a passage that the answer cites; it is held back until that is cited. Reads
 * what `createCitationFilter` has verified: `[2]` cites the second of `passages`.
 */
export function createLinkFilter(passages: readonly { readonly text: string }[]): LinkFilter {
  const { cite, holds } = createCitedUrls(passages);
  let held = '';
  const { end: shownSoFar, show, cut, showApart } = createShownText();

  return {
    push: (text) => read(held + text, false),
    end: () => read(held, true),
  };

  function read(text: string, isLast: boolean): string {
    const unfinished = UNFINISHED.exec(text.slice(-HELD_MAX_CHARS))?.[0].length ?? 0;
    const end = isLast ? text.length : text.length - unfinished;
    let shown = '';
    let at = 0;
    BEGINNING.lastIndex = 0;
    for (let found = BEGINNING.exec(text); found && found.index < end; found = BEGINNING.exec(text)) {
      shown += show(text.slice(at, found.index));
      at = found.index;
      const part = readPart(text.slice(at, at + HELD_MAX_CHARS), isLast || text.length - at >= HELD_MAX_CHARS);
      if (!part) {
        held = text.slice(at);
        return shown;
      }
      shown += part.shown;
      at += part.length;
      BEGINNING.lastIndex = at;
    }
    const until = Math.max(at, end);
    shown += show(text.slice(at, until));
    held = text.slice(until);
    return shown;
  }

  /** Reads what begins here; null: more has to come first. */
  function readPart(rest: string, isLast: boolean): { shown: string; length: number } | null {
    const [marks = ''] = /^!*/.exec(rest) ?? [];
    if (marks) return { shown: /^!+\[\d+\]/.test(rest) ? show(marks) : '', length: marks.length };
    if (rest[0] === '<') return readTag(rest, isLast);
    if (rest[0] === ']') return readBracket(rest, isLast);
    const match = BARE_URL.exec(rest)?.[0] ?? rest;
    if (match.length === rest.length && !isLast) return null;
    const url = withoutPunctuation(match);
    const known = holds(url, rest, isLast);
    if (known === null) return null;
    if (!known) return { shown: cut() + show(REMOVED), length: url.length };
    const behind = rest.slice(match.length);
    const closing = CLOSING.exec(behind)?.[0] ?? '';
    if (closing.length === behind.length && !isLast) return null;
    const goesOn = /\S/.test(behind[closing.length] ?? '') && !behind.startsWith('](');
    return { shown: show(match) + (goesOn ? cut() : ''), length: match.length };
  }

  function readTag(rest: string, isLast: boolean): { shown: string; length: number } | null {
    const tag = TAG.exec(rest)?.[0];
    if (!tag) {
      const isOpen = /^<(?:$|[a-z/!?])/i.test(rest);
      if (isOpen && !isLast) return null;
      return { shown: show(isOpen ? '< ' : '<'), length: 1 };
    }
    const url = tag.slice(1, -1);
    const known = /^[a-z][a-z0-9+.-]*:\S+$/i.test(url) && holds(url, rest, isLast);
    if (known === null) return null;
    return { shown: known ? showApart(url) : cut(), length: tag.length };
  }

  /** The end of a citation, of a link's text, or of the name of a target that is given elsewhere. */
  function readBracket(rest: string, isLast: boolean): { shown: string; length: number } | null {
    const [, number] = /\[(\d+)$/.exec(shownSoFar()) ?? [];
    if (number) cite(Number(number));
    if (rest === ']' && !isLast) return null;
    if (rest[1] === ':' && LINE_WITH_NAME.test(shownSoFar())) return { shown: show('] '), length: 1 };
    if (rest[1] !== '(') return { shown: show(']'), length: 1 };
    const link = TARGETS.exec(rest)?.[0];
    if (!link && !isLast) return null;
    if (!link) return { shown: show('] '), length: 1 };
    if (!isLast && /^$|^\(/.test(rest.slice(link.length))) return null; // another target may follow
    const [, target = ''] = /^\]\(\s*<?([^\s<>()]+)>?[^()]*\)$/.exec(link) ?? [];
    const known = !number && holds(target, rest, isLast);
    if (known === null) return null;
    const text = known ? `](${target})` : ']';
    return { shown: show(/[(:]/.test(rest[link.length] ?? '') ? `${text} ` : text), length: link.length };
  }
}
