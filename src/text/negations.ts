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
/** In a script without spaces a word may take an adverb along; a longer word that begins so has a meaning of its own (不锈钢). */
const HAN_NEGATION =
  /^[也都并並却卻还還就而又从從决絕绝毫]?(?:不|没|沒|无|無|未|非|没有|沒有|不是|并非|並非|不会|不會|不能|不可|不要|不得|不再|不曾|不必|不需|未能|未曾|无法|無法|没能)$/;

/** Whether a word, as it is written, is a negation. */
export function isNegation(word: string): boolean {
  const lower = word
    .toLowerCase()
    .replace('’', "'")
    .replace(/^[وف](?=\p{Script=Arabic}{2})/u, '');
  if (NEGATIONS.has(lower) || lower.endsWith("n't") || lower.startsWith("n'")) return true;
  return HAN_NEGATION.test(word);
}
