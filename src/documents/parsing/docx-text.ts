/** A node of mammoth's document tree, as far as its words are concerned. */
export type DocxNode = {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly DocxNode[];
  readonly checked?: boolean;
  readonly breakType?: string;
  readonly numbering?: { readonly level?: string; readonly isOrdered?: boolean } | null;
  readonly body?: readonly DocxNode[];
  /** mammoth keeps foot- and endnotes beside the tree. */
  readonly notes?: { readonly _notes?: Readonly<Record<string, DocxNode>> };
};

/** Paragraphs set apart by an empty line, list items and table rows on lines of their own, notes at the end. */
export function docxText(document: DocxNode): string {
  const notes = Object.values(document.notes?._notes ?? {});
  return [blocks(document.children), ...notes.map((note) => blocks(note.body))].filter(Boolean).join('\n\n');
}

function blocks(nodes: readonly DocxNode[] = [], inCell = false): string {
  const parts: string[] = [];
  let wasItem = false;
  for (const node of nodes) {
    const text = block(node, inCell);
    if (!text) continue;
    const isItem = Boolean(node.numbering);
    if (parts.length > 0) parts.push(isItem && wasItem ? '\n' : '\n\n');
    parts.push(isItem ? `${'  '.repeat(depth(node))}- ${text}` : text);
    wasItem = isItem;
  }
  return parts.join('');
}

function block(node: DocxNode, inCell: boolean): string {
  if (node.type === 'table')
    return (node.children ?? [])
      .map((line) => row(line, inCell))
      .filter(Boolean)
      .join('\n');
  return inline(node).trim();
}

/** A row on one line, its cells told apart; a cell of several paragraphs, or of tables, is put on the line once, from outside. */
function row({ children = [] }: DocxNode, inCell: boolean): string {
  return children
    .map((cell) => (inCell ? blocks(cell.children, true) : onOneLine(blocks(cell.children, true))))
    .filter(Boolean)
    .join(' | ');
}

/** Run by run of white space: a pattern of white space around a line break would try every start of a long run. */
function onOneLine(text: string): string {
  return text.replace(/\s+/g, (space) => (space.includes('\n') ? ' ' : space));
}

const INLINE: Readonly<Record<string, (node: DocxNode) => string>> = {
  text: ({ value = '' }) => value,
  tab: () => '\t',
  break: ({ breakType }) => (breakType === 'line' ? '\n' : '\n\n'),
  checkbox: ({ checked }) => (checked ? '☒ ' : '☐ '),
};

function inline(node: DocxNode): string {
  return INLINE[node.type]?.(node) ?? (node.children ?? []).map(inline).join('');
}

/** Hostile files name absurd levels; Word has nine. */
function depth({ numbering }: DocxNode): number {
  const level = Number(numbering?.level ?? 0);
  return level >= 0 && level < 9 ? level : 0;
}
