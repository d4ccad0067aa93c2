import { fileURLToPath } from 'node:url';
import { getDocumentProxy } from 'unpdf';
import type { Extract } from '../document.ts';
import { ParseError } from './parse-error.ts';
import type { ParseLimits } from './parse-limits.ts';
import { withFields } from './pdf-fields.ts';
import { type PageText, pageText } from './pdf-layout.ts';
import { type Line, linesOf, type TextRun } from './pdf-lines.ts';
import { joinPages } from './pdf-pages.ts';
import { withoutRunning } from './pdf-running.ts';
import type { Table } from './pdf-table-text.ts';

/** Character maps and metrics of fonts that a PDF may leave out, as Chinese, Japanese and Korean ones often do. */
const RESOURCES = import.meta.resolve('pdfjs-dist/package.json');
const CHARACTER_MAPS = fileURLToPath(new URL('./cmaps/', RESOURCES));
const FONTS = fileURLToPath(new URL('./standard_fonts/', RESOURCES));

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
type PdfPage = Awaited<ReturnType<Pdf['getPage']>>;

/**
 * The text of a PDF, page by page, in the order it is drawn.
 * @throws ParseError `password_protected`, `corrupt_file`, `parse_limit_exceeded`.
 */
export async function parsePdf(bytes: Uint8Array, limits: ParseLimits): Promise<Extract> {
  const pdf = await opened(bytes);
  if (pdf.numPages > limits.maxPages)
    throw new ParseError(
      'parse_limit_exceeded',
      `The PDF has ${pdf.numPages} pages; at most ${limits.maxPages} are read.`,
    );
  const pages: Line[][] = [];
  let chars = 0;
  for (let number = 1; number <= pdf.numPages; number++) {
    const lines = await linesOfPage(pdf, number, limits.maxChars - chars);
    chars += lines.reduce((sum, { text }) => sum + text.length, 0);
    pages.push(lines);
  }
  return joinPages(pageTexts(withoutRunning(pages)));
}

function pageTexts(pages: readonly (readonly Line[])[]): string[] {
  let table: Table | null = null;
  return pages.map((lines) => {
    const page: PageText = pageText(lines, table);
    table = page.table;
    return page.text;
  });
}

async function opened(bytes: Uint8Array): Promise<Pdf> {
  try {
    return await getDocumentProxy(new Uint8Array(bytes), {
      // a copy: pdf.js takes its memory over, and a Buffer's may be shared
      verbosity: 0,
      cMapUrl: CHARACTER_MAPS, // paths: unpdf's own default, a file: URL, cannot be read
      cMapPacked: true,
      standardFontDataUrl: FONTS,
      disableFontFace: true,
      useSystemFonts: false,
      useWasm: false,
      isOffscreenCanvasSupported: false,
    });
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'PasswordException')
      throw new ParseError('password_protected', 'The PDF is protected by a password. Upload it without one.', {
        cause,
      });
    throw cause;
  }
}

async function linesOfPage(pdf: Pdf, number: number, maxChars: number): Promise<Line[]> {
  const page = await pdf.getPage(number);
  const lines = linesOf(await runs(page, maxChars));
  const fields = await page.getAnnotations();
  page.cleanup();
  return withFields(lines, fields);
}

/** The runs of one page as they come, so that a page without end is left as soon as it passes the limit. */
async function runs(page: PdfPage, maxChars: number): Promise<TextRun[]> {
  const reader = page.streamTextContent().getReader();
  const found: TextRun[] = [];
  for (let chars = 0; ; ) {
    const { value, done } = await reader.read();
    if (done) break;
    for (const item of value.items as readonly (TextRun | object)[]) {
      if (!('str' in item)) continue;
      found.push(item);
      chars += item.str.length;
    }
    if (chars > maxChars) throw new ParseError('parse_limit_exceeded', 'The PDF has more text than is read.');
  }
  return found;
}
