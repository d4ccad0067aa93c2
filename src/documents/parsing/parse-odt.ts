import type { Extract } from '../document.ts';
import { createFlow, type Flow } from './flow.ts';
import { ParseError } from './parse-error.ts';
import type { ParseLimits } from './parse-limits.ts';
import { spanOf } from './spread-cells.ts';
import { readXml } from './xml.ts';
import { openZipParts } from './zip-parts.ts';

const SKIPPED = new Set([
  'tracked-changes',
  'annotation',
  'annotation-end',
  'page-number',
  'forms',
  'note-citation',
  'sequence-decls',
]);
const SPACES_MAX = 100;

/**
 * The text of an OpenDocument text: paragraphs, lists, tables, notes; what stands at the head and foot of its pages once.
 * @throws ParseError `password_protected`, `corrupt_file`, `parse_limit_exceeded`.
 */
export async function parseOdt(bytes: Buffer, limits: ParseLimits): Promise<Extract> {
  const parts = await openZipParts(bytes, limits);
  if (/<manifest:encryption-data\b/.test(await parts.xml('META-INF/manifest.xml')))
    throw new ParseError('password_protected', 'The document is protected by a password. Upload it without one.');
  if (!parts.has('content.xml')) throw new ParseError('corrupt_file', 'The document has no content.');
  const styles = await parts.xml('styles.xml');
  const texts = [
    odtText(styles, ['header', 'header-first']),
    odtText(await parts.xml('content.xml'), ['text']),
    odtText(styles, ['footer', 'footer-first']),
  ];
  return { text: texts.filter(Boolean).join('\n\n'), pageStarts: [] };
}

/** What stands inside these elements. */
function odtText(xml: string, roots: readonly string[]): string {
  const flow = createFlow();
  const notes = createFlow();
  let inRoot = 0;
  let skipping = 0;
  let inNote = 0;
  let items = 0;
  let headRows = 0;
  const target = (): Flow => (inNote > 0 ? notes : flow);
  readXml(xml, {
    open(name, attributes) {
      if (inRoot === 0 && !roots.includes(name)) return;
      inRoot++;
      if (skipping > 0 || SKIPPED.has(name)) skipping++;
      else if (name === 'note-body' || inNote > 0) inNote++;
      if (skipping > 0) return;
      if (name === 's') target().text(' '.repeat(Math.min(SPACES_MAX, Number(attributes.c ?? 1) || 1)));
      else if (name === 'tab') target().text('\t');
      else if (name === 'line-break') target().text('\n');
      else if (name === 'list-item') items++;
      else if (name === 'table-header-rows') headRows++;
      else if (name === 'table') target().openTable();
      else if (name === 'table-row') target().openRow();
      else if (name === 'table-cell' || name === 'covered-table-cell')
        target().openCell({ columns: 1, rows: spanOf(attributes['number-rows-spanned']) });
    },
    close(name) {
      if (inRoot === 0) return;
      inRoot--;
      if (skipping > 0) {
        skipping--;
        return;
      }
      if (name === 'p' || name === 'h') target().paragraph(items > 0 && inNote === 0 ? '-' : '');
      else if (name === 'list-item') items--;
      else if (name === 'table-header-rows') headRows--;
      else if (name === 'table-cell' || name === 'covered-table-cell') target().closeCell();
      else if (name === 'table-row') target().closeRow(headRows > 0);
      else if (name === 'table') target().closeTable();
      if (inNote > 0) inNote--;
    },
    text(text) {
      if (inRoot > 0 && skipping === 0) target().text(text.replace(/\s+/g, ' '));
    },
  });
  return [flow.finish(), notes.finish()].filter(Boolean).join('\n\n');
}
