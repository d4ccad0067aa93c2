/** The URLs of the passages that an answer cites. */
export type CitedUrls = {
  /** The answer cites the passage of this number, counted from 1. */
  cite(n: number): void;
  /**
   * Whether a URL stands in a cited passage, or in one that `rest`, the text behind it, cites; null: a passage that holds
   * it may yet be cited.
   */
  holds(url: string, rest: string, isLast: boolean): boolean | null;
};

const URLS = /(?:https?:\/\/|ftp:\/\/|www\.)[^\s<>"`[\]]+/gi;
const PUNCTUATION = /[.,;:!?'")*_~]+$/;

export function createCitedUrls(passages: readonly { readonly text: string }[]): CitedUrls {
  const urls = passages.map(({ text }) => new Set(text.match(URLS)?.map(withoutPunctuation)));
  const cited = new Set<number>();
  return {
    cite: (n) => void cited.add(n),
    holds(url, rest, isLast) {
      const holding = urls.flatMap((known, at) => (known.has(url) ? [at + 1] : []));
      if (holding.some((n) => cited.has(n) || rest.includes(`[${n}]`))) return true;
      return holding.length > 0 && !isLast ? null : false;
    },
  };
}

/** A URL without the punctuation that ends the sentence around it. */
export function withoutPunctuation(url: string): string {
  return url.replace(PUNCTUATION, '');
}
