import { type ZipEntry, zipOf } from './zip-file.ts';

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** A Word document whose body is this XML. */
export function docxOf(body: string, others: readonly ZipEntry[] = []): Buffer {
  return docxParts(
    `<?xml version="1.0" encoding="UTF-8"?><w:document ${W}><w:body>${body}</w:body></w:document>`,
    others,
  );
}

/** A Word document whose main part is this, whatever it is. */
export function docxParts(
  document: string | Buffer | Omit<ZipEntry, 'name'>,
  others: readonly ZipEntry[] = [],
): Buffer {
  const main = typeof document === 'string' || Buffer.isBuffer(document) ? { content: document } : document;
  return zipOf([
    {
      name: '[Content_Types].xml',
      content:
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    },
    {
      name: '_rels/.rels',
      content:
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    },
    { name: 'word/document.xml', ...main },
    ...others,
  ]);
}

/** A paragraph of one run. */
export function paragraph(text: string): string {
  return `<w:p><w:r><w:t xml:space="preserve">${text.replace(/[&<]/g, (c) => `&#${c.charCodeAt(0)};`)}</w:t></w:r></w:p>`;
}
