import { type ZipEntry, zipOf } from './zip-file.ts';

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';

/** The part that says what another one points at: id, kind, target. */
export function relations(
  of: string,
  rows: readonly (readonly [id: string, kind: string, target: string])[],
): ZipEntry {
  const at = of.lastIndexOf('/') + 1;
  const content = rows.map(
    ([id, kind, target]) => `<Relationship Id="${id}" Type="${RELATIONS}/${kind}" Target="${target}"/>`,
  );
  return {
    name: `${of.slice(0, at)}_rels/${of.slice(at)}.rels`,
    content: `<Relationships>${content.join('')}</Relationships>`,
  };
}

/** A workbook of sheets as XML: each the content of its `sheetData`. */
export function xlsxOf(
  sheets: readonly string[],
  { strings = '', styles = '' } = {},
  others: readonly ZipEntry[] = [],
): Buffer {
  const listed = sheets.map((_, n) => `<sheet name="Sheet ${n + 1}" sheetId="${n + 1}" r:id="r${n}"/>`).join('');
  return zipOf([
    { name: 'xl/workbook.xml', content: `<workbook xmlns:r="${RELATIONS}"><sheets>${listed}</sheets></workbook>` },
    relations(
      'xl/workbook.xml',
      sheets.map((_, n) => [`r${n}`, 'worksheet', `worksheets/sheet${n + 1}.xml`] as const),
    ),
    { name: 'xl/sharedStrings.xml', content: `<sst>${strings}</sst>` },
    { name: 'xl/styles.xml', content: `<styleSheet>${styles}</styleSheet>` },
    ...sheets.map((content, n) => ({
      name: `xl/worksheets/sheet${n + 1}.xml`,
      content: `<worksheet><sheetData>${content}</sheetData></worksheet>`,
    })),
    ...others,
  ]);
}

/** A presentation of slides as XML: each the content of its tree of shapes. */
export function pptxOf(slides: readonly string[], others: readonly ZipEntry[] = []): Buffer {
  const listed = slides.map((_, n) => `<p:sldId id="${256 + n}" r:id="r${n}"/>`).join('');
  return zipOf([
    { name: 'ppt/presentation.xml', content: `<p:presentation><p:sldIdLst>${listed}</p:sldIdLst></p:presentation>` },
    relations(
      'ppt/presentation.xml',
      slides.map((_, n) => [`r${n}`, 'slide', `slides/slide${n + 1}.xml`] as const),
    ),
    ...slides.map((content, n) => ({
      name: `ppt/slides/slide${n + 1}.xml`,
      content: `<p:sld><p:cSld><p:spTree>${content}</p:spTree></p:cSld></p:sld>`,
    })),
    ...others,
  ]);
}

export function shape(...paragraphs: string[]): string {
  return `<p:sp><p:txBody>${paragraphs.map((text) => `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`).join('')}</p:txBody></p:sp>`;
}

/** An OpenDocument text whose content is this XML. */
export function odtOf(content: string, others: readonly ZipEntry[] = []): Buffer {
  return zipOf([
    { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text' },
    {
      name: 'content.xml',
      content: `<office:document-content><office:body><office:text>${content}</office:text></office:body></office:document-content>`,
    },
    ...others,
  ]);
}

/** A book of chapters as XHTML. */
export function epubOf(chapters: readonly string[], others: readonly ZipEntry[] = []): Buffer {
  const items = chapters.map((_, n) => `<item id="c${n}" href="text/c%20${n}.xhtml"/>`).join('');
  const order = chapters.map((_, n) => `<itemref idref="c${n}"/>`).join('');
  return zipOf([
    { name: 'mimetype', content: 'application/epub+zip' },
    {
      name: 'META-INF/container.xml',
      content: '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
    },
    { name: 'OEBPS/book.opf', content: `<package><manifest>${items}</manifest><spine>${order}</spine></package>` },
    ...chapters.map((body, n) => ({
      name: `OEBPS/text/c ${n}.xhtml`,
      content: `<html><head><title>c${n}.xhtml</title></head><body>${body}</body></html>`,
    })),
    ...others,
  ]);
}

/** Parts of a Word document beside its body. */
export function docxPart(name: string, content: string): ZipEntry {
  return { name: `word/${name}.xml`, content: content.replace(/^<w:(\w+)/, `<w:$1 xmlns:w="${W}"`) };
}
