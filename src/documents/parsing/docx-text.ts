import type { Numbering } from './docx-numbers.ts';
import { createFlow, type Flow } from './flow.ts';
import { spanOf } from './spread-cells.ts';
import { readXml } from './xml.ts';

/** What other parts of the document say of a paragraph. */
export type DocxStyles = { label(numbering: Numbering): string; numberingOf(style: string): Numbering | null };

/** What is deleted, repeated for older readers, or no text: fields' codes, properties, comments. */
const SKIPPED = new Set(
  'del moveFrom Fallback instrText delText delInstrText rPr sectPr tblPr commentReference annotationRef'.split(' '),
);
const SIGNS: Readonly<Record<string, string>> = { F0FE: '☒', F052: '☒', F0A8: '☐', F06F: '☐', F0E0: '→', F0E8: '→' };

/** The text of the parts of a Word document that hold paragraphs: body, notes, headers and footers. */
export function docxText(xml: string, styles: DocxStyles): string {
  const flow = createFlow();
  readDocx(xml, styles, flow);
  return flow.finish();
}

function readDocx(xml: string, { label, numberingOf }: DocxStyles, flow: Flow): void {
  const open: string[] = [];
  let skipping = 0;
  let list: string | null = null;
  let level: string | null = null;
  let style: string | null = null;
  let isHead = false;
  let span = { columns: 1, rows: 1 };
  let continues = false;
  let properties = 0;
  readXml(xml, {
    open(name, attributes) {
      open.push(name);
      if (skipping > 0 || SKIPPED.has(name)) skipping++;
      else if (properties > 0 || name === 'pPr') {
        properties++;
        if (name === 'pStyle') style = attributes.val ?? null;
        if (name === 'numId') list = attributes.val ?? null;
        if (name === 'ilvl') level = attributes.val ?? null;
      } else if (name === 'p') [list, level, style] = [null, null, null];
      else if (name === 'tab') flow.text('\t');
      else if (name === 'br' || name === 'cr')
        flow.text(attributes.type === 'page' || attributes.type === 'column' ? '\n\n' : '\n');
      else if (name === 'noBreakHyphen') flow.text('-');
      else if (name === 'sym') flow.text(SIGNS[(attributes.char ?? '').toUpperCase()] ?? '•');
      else if (name === 'tbl') flow.openTable();
      else if (name === 'tr') {
        isHead = false;
        flow.openRow();
      } else if (name === 'tblHeader') isHead = attributes.val !== '0' && attributes.val !== 'false';
      else if (name === 'tc') {
        [span, continues] = [{ columns: 1, rows: 1 }, false];
        flow.openCell(span);
      } else if (name === 'gridSpan') span.columns = spanOf(attributes.val);
      else if (name === 'vMerge') continues = attributes.val !== 'restart';
    },
    close(name) {
      open.pop();
      if (skipping > 0) {
        skipping--;
        return;
      }
      if (properties > 0) {
        properties--;
        return;
      }
      if (name === 'p') {
        const own = list === null ? numberingOf(style ?? '') : { list, level: level ?? '0' };
        flow.paragraph(own ? label(own) : '');
      } else if (name === 'tc') flow.closeCell(continues);
      else if (name === 'tr') flow.closeRow(isHead);
      else if (name === 'tbl') flow.closeTable();
    },
    text(text) {
      if (skipping === 0 && open.at(-1) === 't') flow.text(text);
    },
  });
}
