const HINTS: readonly [extensions: RegExp, hint: string][] = [
  [/\.(docx?|odt|rtf|pages)$/i, 'Save it as docx or PDF'],
  [/\.(pptx?|odp|key)$/i, 'Save the slides as PDF'],
  [/\.(xlsx?|ods|numbers)$/i, 'Save each sheet as CSV'],
  [/\.(png|jpe?g|gif|tiff?|webp|heic|bmp)$/i, 'Save it as a PDF with its text recognised (OCR)'],
  [/\.(epub|mobi|azw3?)$/i, 'Convert it to HTML or PDF'],
  [/\.(eml|msg)$/i, 'Save the message as text or PDF'],
  [/\.(zip|gz|tar|7z|rar)$/i, 'Unpack it and upload the files in it'],
  [/\.(txt|md|markdown|csv|tsv|html?|json|xml|log)$/i, 'If it is text, save it in UTF-8'],
];

/** What to make of a file that cannot be read, told by its name. */
export function conversionHint(filename: string): string {
  const [, hint = 'Convert it to one of these'] = HINTS.find(([extensions]) => extensions.test(filename)) ?? [];
  return `${hint}, and upload that.`;
}
