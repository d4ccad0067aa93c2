/** Negations in lower case, in the languages of the evaluation and some others. */
const NEGATIONS = new Set(
  (
    'not no never none nobody nothing neither nor without cannot nowhere ' +
    'nicht nichts kein keine keinen keinem keiner keines nie niemals niemand ohne weder ' +
    'nunca jamás ningún ninguno ninguna nadie sin tampoco non nessun nessuno nessuna niente senza não nenhum nenhuma ninguém sem ' +
    'ne pas jamais aucun aucune rien sans niet geen nooit zonder ' +
    'не нет ни никогда никто ничего ничто без нельзя nie bez nigdy nu niciodată fără değil yok ' +
    'لا لم لن ليس ليست غير بدون دون δεν δε μην όχι χωρίς नहीं मत बिना không chưa chẳng ไม่ ' +
    'ない なく ません ず'
  ).split(' '),
);
/** In scripts without spaces a negation may stand at either end of a word. */
const HAN_NEGATION = /^(?:不|没|沒|无|無|未|非(?!常|洲|凡)|并非|不是|没有|從未|从未)/;
const NOT_NEGATED =
  /^(?:不同|不仅|不僅|不但|不过|不過|不断|不斷|不久|不少|不论|不管|无论|無論|未来|未來|非常|非洲|不只|不得不)/;

/** Whether a word, as it is written, is a negation. */
export function isNegation(word: string): boolean {
  const lower = word.toLowerCase().replace('’', "'");
  if (NEGATIONS.has(lower) || lower.endsWith("n't") || lower.startsWith("n'")) return true;
  return HAN_NEGATION.test(word) && !NOT_NEGATED.test(word);
}
