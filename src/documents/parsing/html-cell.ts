import type { DomNode } from 'html-to-text';

/** A larger cell holds layout, not a value. */
const CELL_MAX_NODES = 200;
const BLOCKS = new Set(['table', 'ul', 'ol', 'pre', 'blockquote', 'img', 'script', 'style']);

type Sibling = DomNode & { prev?: Sibling | null }; // there, and not in the type

export function isFirstCell(cell: DomNode): boolean {
  let before = (cell as Sibling).prev;
  while (before && before.type !== 'tag') before = before.prev;
  return !before;
}

/** The text of a small table cell on one line; null for one that has blocks of its own. */
export function cellText(cell: DomNode): string | null {
  const waiting = [...(cell.children ?? [])].reverse();
  const words: string[] = [];
  for (let seen = 0; waiting.length > 0; seen++) {
    const node = waiting.pop() as DomNode;
    if (seen > CELL_MAX_NODES || BLOCKS.has(node.name ?? '')) return null;
    if (node.type === 'text') words.push(node.data ?? '');
    if (node.name === 'br' || node.name === 'p' || node.name === 'div') words.push(' ');
    for (const child of [...(node.children ?? [])].reverse()) waiting.push(child);
  }
  return words.join('').replace(/\s+/g, ' ').trim();
}
