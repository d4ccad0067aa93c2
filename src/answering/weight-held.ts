import type { Question } from './question.ts';

/** The part of a question's weight that is held, 0–1, where each term is held to its share. */
export function weightHeld({ terms }: Question, shares: readonly number[]): number {
  let whole = 0;
  let held = 0;
  for (const [at, { weight }] of terms.entries()) {
    whole += weight;
    held += weight * (shares[at] ?? 0);
  }
  return whole === 0 ? 0 : held / whole;
}
