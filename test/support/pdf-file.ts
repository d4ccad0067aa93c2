import { deflateSync } from 'node:zlib';

/** The body of a PDF object, or bytes. */
type PdfObject = string | Buffer;

/** Numbered objects in, a whole PDF out: object n is `objects[n - 1]`, and the first is the catalog. `trailer` adds entries to it. */
export function pdfOf(objects: readonly PdfObject[], { trailer = '' } = {}): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  const offsets: number[] = [];
  let length = parts[0]!.length;
  for (const [index, object] of objects.entries()) {
    const part = Buffer.concat([bytes(`${index + 1} 0 obj\n`), bytes(object), bytes('\nendobj\n')]);
    offsets.push(length);
    length += part.length;
    parts.push(part);
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`;
  const end = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${length}\n%%EOF\n`;
  return Buffer.concat([...parts, bytes(table + end)]);
}

/** A stream object, deflated. `entries` go into its dictionary. */
export function pdfStream(content: string | Buffer, entries = ''): Buffer {
  const data = deflateSync(bytes(content));
  return Buffer.concat([
    bytes(`<< /Length ${data.length} /Filter /FlateDecode ${entries} >>\nstream\n`),
    data,
    bytes('\nendstream'),
  ]);
}

export const HELVETICA = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>';

/** A PDF of text: pages of lines, in Helvetica on US Letter. */
export function textPdf(pages: readonly (readonly string[])[]): Buffer {
  const kids = pages.map((_, at) => `${4 + at * 2} 0 R`);
  const objects: PdfObject[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${kids.join(' ')}] >>`,
    HELVETICA,
  ];
  for (const [at, lines] of pages.entries()) {
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${5 + at * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
      pdfStream(textOperators(lines)),
    );
  }
  return pdfOf(objects);
}

/** A word on a page: x and y in points from its lower left corner. */
export type Placed = { x: number; y: number; text: string; isBold?: boolean; size?: number };

/** A PDF of words in their places, in the order they are given, on pages of US Letter. `entries` go into every page. */
export function placedPdf(
  pages: readonly (readonly Placed[])[],
  entries = '',
  others: readonly PdfObject[] = [],
): Buffer {
  const kids = pages.map((_, at) => `${5 + at * 2} 0 R`);
  const objects: PdfObject[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${kids.join(' ')}] >>`,
    HELVETICA,
    HELVETICA.replace('/Helvetica', '/Helvetica-Bold'),
  ];
  for (const [at, words] of pages.entries()) {
    const shown = words.map(
      ({ x, y, text, isBold = false, size = 10 }) =>
        `BT /F${isBold ? 2 : 1} ${size} Tf ${x} ${y} Td (${text.replace(/[\\()]/g, '\\$&')}) Tj ET`,
    );
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${6 + at * 2} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> ${entries} >>`,
      pdfStream(shown.join('\n')),
    );
  }
  return pdfOf([...objects, ...others]);
}

/** Operators that show lines of WinAnsi text from the top of a page. An empty line is a gap between paragraphs. */
export function textOperators(lines: readonly string[]): string {
  const shown = lines.map((line) => (line ? `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*` : 'T*'));
  return `BT /F1 11 Tf 14 TL 72 740 Td\n${shown.join('\n')}\nET`;
}

function bytes(content: string | Buffer): Buffer {
  return typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
}
