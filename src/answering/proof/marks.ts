/** A mark of ours, as the citation filter writes it: never behind a letter or digit of a script that puts spaces between words. */
export const MARK =
  /(?<![[\p{L}\p{N}_]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]])(?<![A-Za-z_$]\[[A-Za-z_$]\w{0,20}\])\[(\d{1,3})\]/gv;

/** A footnote mark of a document, or a citation of ours, with the space before it; code such as `a[0]` or `m[i][2]` is neither. */
export const NOTES =
  /\s*(?<![[\p{L}\p{N}_]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]])(?<![A-Za-z_$]\[[A-Za-z_$]\w{0,20}\])\[\d[\d\s,;–\-]*\]/gv;
