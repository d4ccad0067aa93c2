import type { DomNode } from 'html-to-text';

const HIDES = String.raw`display\s*:\s*none|visibility\s*:\s*hidden`;
const HIDDEN = new RegExp(`(?:^|;)\\s*(?:${HIDES})`, 'i');
const STYLES = /<style\b[^>]*>([^<]{0,200000})/gi;
/** What holds on paper, or on small screens only, and what is no rule. */
const APART = /\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|@[^{};]{0,500}(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})/g;
const RULE = new RegExp(`([^{}]{1,2000})\\{[^{}]*?(?:${HIDES})[^{}]*\\}`, 'gi');
const SIMPLE = /^\s*(?:[a-z]{1,20})?[.#][a-z_][\w-]{0,80}\s*$/i;
const SELECTORS_MAX = 100;

/** True for an element that says itself that a browser does not show it. */
export function isHidden({ attribs = {} }: DomNode): boolean {
  return 'hidden' in attribs || HIDDEN.test(attribs.style ?? '');
}

/** Simple selectors (`.class`, `#id`) of what the page's own style sheets hide. */
export function hiddenSelectors(html: string): string[] {
  const sheets = [...html.matchAll(STYLES)].map(([, sheet = '']) => sheet.replace(APART, ''));
  const hidden = sheets.flatMap((sheet) =>
    [...sheet.matchAll(RULE)].flatMap(([, selectors = '']) => selectors.split(',')),
  );
  return [...new Set(hidden.filter((selector) => SIMPLE.test(selector)).map((selector) => selector.trim()))].slice(
    0,
    SELECTORS_MAX,
  );
}
