import type { Extract } from '../document.ts';
import { createFlow } from './flow.ts';
import { requireNoPassword } from './parse-docx.ts';
import { ParseError } from './parse-error.ts';
import type { ParseLimits } from './parse-limits.ts';
import { joinPages } from './pdf-pages.ts';
import { spanOf } from './spread-cells.ts';
import { readXml } from './xml.ts';
import { openZipParts, type ZipParts } from './zip-parts.ts';

/**
 * The text of a presentation: each slide is a page, with its tables and the speaker's notes.
 * @throws ParseError `password_protected`, `corrupt_file`, `parse_limit_exceeded`.
 */
export async function parsePptx(bytes: Buffer, limits: ParseLimits): Promise<Extract> {
  requireNoPassword(bytes);
  const parts = await openZipParts(bytes, limits);
  const slides = await slidesOf(parts);
  if (slides.length > limits.maxPages)
    throw new ParseError(
      'parse_limit_exceeded',
      `There are ${slides.length} slides; at most ${limits.maxPages} are read.`,
    );
  const pages: string[] = [];
  for (const slide of slides) {
    const notes = [...(await parts.related(slide)).values()].find(({ type }) => type === 'notesSlide')?.target;
    const texts = [slideText(await parts.xml(slide)), notes ? slideText(await parts.xml(notes)) : ''];
    pages.push(texts.filter(Boolean).join('\n\n'));
  }
  return joinPages(pages);
}

/** Names of the slides in the order in which they are shown. */
async function slidesOf(parts: ZipParts): Promise<string[]> {
  const main = 'ppt/presentation.xml';
  if (!parts.has(main)) throw new ParseError('corrupt_file', 'The presentation has no list of slides.');
  const related = await parts.related(main);
  const ids: string[] = [];
  readXml(await parts.xml(main), {
    open(name, { rid }) {
      if (name === 'sldId' && rid) ids.push(rid);
    },
  });
  return [...new Set(ids.flatMap((id) => related.get(id)?.target ?? []))];
}

/** What a slide shows but its number, date and running foot. */
function slideText(xml: string): string {
  const flow = createFlow();
  const open: string[] = [];
  let isFurniture = false;
  readXml(xml, {
    open(name, { type = '', gridSpan, rowSpan }) {
      open.push(name);
      if (name === 'sp') isFurniture = false;
      else if (name === 'ph' && /^(?:sldNum|dt|ftr|hdr|sldImg)$/.test(type)) isFurniture = true;
      else if (name === 'tbl') flow.openTable();
      else if (name === 'tr') flow.openRow();
      else if (name === 'tc') flow.openCell({ columns: spanOf(gridSpan), rows: spanOf(rowSpan) });
      else if (name === 'br') flow.text('\n');
    },
    close(name) {
      open.pop();
      if (name === 'p') flow.paragraph();
      else if (name === 'tc') flow.closeCell();
      else if (name === 'tr') flow.closeRow();
      else if (name === 'tbl') flow.closeTable();
    },
    text(text) {
      if (open.at(-1) === 't' && !isFurniture) flow.text(text);
    },
  });
  return flow.finish();
}
