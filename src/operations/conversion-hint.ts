const HINTS: readonly [extensions: RegExp, hint: string][] = [
  [/\.(docx?|odt|pages)$/i, 'Save it as docx or PDF'],
  [/\.(pptx?|odp|key)$/i, 'Save the slides as pptx or PDF'],
  [/\.(xlsx?|ods|numbers)$/i, 'Save it as xlsx, or each sheet as CSV'],
  [/\.(png|jpe?g|gif|tiff?|webp|heic|bmp)$/i, 'Save it as a PDF with its text recognised (OCR)'],
  [/\.(epub|mobi|azw3?)$/i, 'Convert it to EPUB or HTML'],
  [/\.(eml|msg)$/i, 'Save the message as eml or text'],
  [/\.(zip|gz|tar|7z|rar)$/i, 'Unpack it and upload the files in it'],
  [/\.(txt|md|markdown|csv|tsv|html?|json|xml|log)$/i, 'If it is text, save it in UTF-8'],
];

/** What to make of a file that cannot be read, told by its name. */
export function conversionHint(filename: string): string {
  const [, hint = 'Convert it to one of these'] = HINTS.find(([extensions]) => extensions.test(filename)) ?? [];
  return `${hint}, and upload that.`;
}
