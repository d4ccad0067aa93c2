import { element } from './element.js';

/**
 * The answer as nodes: text, never markup, with a button for each mark such as [1] that names a passage, and statements
 * that no passage supports marked.
 */
export function answerText({ answer, citations, statements = [] }, onOpen) {
  const byNumber = new Map(citations.map((citation) => [citation.n, citation]));
  const nodes = [];
  let at = 0;
  for (const { 0: mark, 1: n, index } of answer.matchAll(/\s*\[(\d+)\]/g)) {
    const citation = byNumber.get(Number(n));
    if (!citation) continue;
    nodes.push(...withMark(supported(answer, at, index, statements), markButton(citation, onOpen)));
    at = index + mark.length;
  }
  return [...nodes, ...supported(answer, at, answer.length, statements)];
}

/** A mark stays on the line of the word before it. */
function withMark(nodes, mark) {
  const text = typeof nodes.at(-1) === 'string' ? nodes.pop() : '';
  const cut = text.search(/(?:(?<=\s)\S{1,24}|\S{1,2})$/u);
  const word = cut < 0 ? '' : text.slice(cut);
  return [
    ...nodes,
    text.slice(0, text.length - word.length),
    element('span', { class: 'together' }, word, '\u00a0', mark),
  ];
}

function markButton(citation, onOpen) {
  const label = `Source ${citation.n}: ${citation.filename}`;
  return element(
    'button',
    { type: 'button', class: 'mark', 'aria-label': label, onclick: () => onOpen(citation) },
    String(citation.n),
  );
}

/** The text from `from` to `to`, cut where a statement without support begins or ends. */
function supported(answer, from, to, statements) {
  const nodes = [];
  let at = from;
  for (const { start, end, support } of statements) {
    if (support !== 'unsupported' || end <= at || start >= to) continue;
    const [begins, ends] = [Math.max(start, at), Math.min(end, to)];
    if (begins > at) nodes.push(unwrapped(answer.slice(at, begins)));
    const note = element('span', { class: 'hidden' }, ' (not supported by the cited passages)');
    nodes.push(
      element(
        'span',
        { class: 'unsupported', title: 'Not supported by the cited passages' },
        unwrapped(answer.slice(begins, ends)),
        note,
      ),
    );
    at = ends;
  }
  if (at < to) nodes.push(unwrapped(answer.slice(at, to)));
  return nodes;
}

/** Lines that a document breaks in the middle of a sentence go on; paragraphs and lists stay. */
function unwrapped(text) {
  return text.replace(/(?<=\S)\n(?=[^\s\-*•\d])/g, ' ');
}
