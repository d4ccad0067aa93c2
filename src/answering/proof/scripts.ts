/** A letter of a script that puts no spaces between words. */
export const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
/** A script with capitals, and a word that has one. */
export const HAS_CAPITAL = /^\p{Lu}/u;
/** A word of a script without capitals. */
export const CASELESS = /^[\p{Lo}\p{M}]+$/u;
