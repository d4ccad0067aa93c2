import type { CallUsage } from '../llm/usage.ts';

/** What all calls of a question used together. One estimate makes the sum an estimate, one unknown price its cost unknown. */
export function totalUsage(calls: readonly CallUsage[]): CallUsage {
  const billed = calls.filter(({ source }) => source !== 'none');
  const sum = (count: (call: CallUsage) => number) => billed.reduce((total, call) => total + count(call), 0);
  const priced = billed.length > 0 && billed.every(({ nanoDollars }) => nanoDollars !== null);
  const estimated = billed.some(({ source }) => source === 'estimated');
  return {
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    nanoDollars: priced ? sum(({ nanoDollars }) => nanoDollars ?? 0) : null,
    source: billed.length === 0 ? 'none' : estimated ? 'estimated' : 'provider',
  };
}
