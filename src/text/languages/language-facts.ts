/** What kind of thing a question asks for. */
export type QuestionKind = 'time' | 'number' | 'name' | 'reason';

/** What the code has to know of a language. Words are in lower case, as they are written, with spaces between them. */
export type LanguageFacts = {
  /** Words that say how a thing is put, not what it is about; those that ask among them. They tell the language, too. */
  readonly stopWords: string;
  /** Words that say no. */
  readonly negations: string;
  /** Words that deny as a negation does: "lacks", "failed", "untrue". */
  readonly denials?: string;
  /** Words that speak of the source, or tie one sentence to another. */
  readonly connectives?: string;
  /** How questions ask for each kind: alternatives of a regular expression of whole words. `~` stands for the rest of a word. */
  readonly asks: Readonly<Partial<Record<QuestionKind, string>>>;
  /** Words run together, or have attached what belongs to them: those that ask are looked for inside others. */
  readonly isUnspaced?: true;
  /** The evidence that any text gives by chance, beyond that of other languages: where words are short; less than 0 where a word takes many forms. */
  readonly metByChance?: number;
  /** A mark on a letter is half of its word: "ma", "má" and "mã" have nothing in common. */
  readonly isTonal?: true;
  /** A capital makes no name of a noun. */
  readonly capitalizesNouns?: true;
  /** Pronouns that begin a sentence by pointing at the one before. */
  readonly pointsBack: string;
  /** Abbreviations, without their last point, that never end a sentence; in capitals where they are only written so. */
  readonly abbreviations?: string;
  /** Those of what is counted: they go on before a number alone. */
  readonly countedAbbreviations?: string;
  /** Those that end a sentence as often as not: it goes on unless a stop word follows. */
  readonly finalAbbreviations?: string;
  /** A number with a point is an ordinal: "19. Jahrhundert". */
  readonly hasOrdinalPoint?: true;
};
