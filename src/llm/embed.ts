/** Vectors as a provider sends them, in the order of their texts, and what it says of the call. */
export type Embedded = {
  readonly vectors: readonly (readonly number[])[];
  /** As it came: undefined, or a count that is none, too. */
  readonly inputTokens: unknown;
  /** The model that answered, as the provider calls it. */
  readonly answeredBy: string | undefined;
};

/** An embedding model. It fails as `Generate` does. */
export type Embed = {
  /** Texts of one call at most; undefined: the provider does not say. */
  batchMax(): PromiseLike<number | undefined> | number | undefined;
  embed(texts: readonly string[], signal: AbortSignal, onSent: () => void): Promise<Embedded>;
};
