/**
 * What is charged, what a provider bills and what callers are told, after so many seconds of questions that fail, are
 * retried, broken off and left, 50 at once, over two processes and one Redis. Ends with 1 where they differ.
 * `node --import ./src/process/node-version.js bench/budget-proof.ts [SECONDS] [SEED]`
 */
import { proveBudgets } from '../test/support/budget-proof.ts';
import type { Amount, Bounds } from '../test/support/erratic-provider.ts';

const seconds = Number(process.argv[2] ?? 60);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const proof = await proveBudgets({ forMs: seconds * 1000, seed });

const answers = [...proof.statuses].map(([status, count]) => `${count} × ${status}`).join(', ');
console.log(
  `seed ${seed}: ${answers}; ${proof.providerCalls} provider calls, ${proof.metrics.overruns} overruns, ${proof.timeouts} timeouts`,
);
for (const { user, tokens, nanoDollars, billed, told, fullest } of proof.users) {
  const heard = told ? `, answers say ${range(told, 'tokens')} and ${range(told, 'nanoDollars')}` : '';
  console.log(
    `${user}: charged ${tokens} tokens, ${nanoDollars} n$; billed ${range(billed, 'tokens')} and ${range(billed, 'nanoDollars')}${heard}; fullest window ${percent(fullest)}`,
  );
  differ(!isWithin({ tokens, nanoDollars }, billed), `${user}: billed`);
  differ(told !== undefined && !isWithin({ tokens, nanoDollars }, told), `${user}: answers`);
  differ(fullest > 1, `${user}: window`);
}
const [tokens, nanoDollars] = [sum('tokens'), sum('nanoDollars')];
console.log(
  `all: callers ${tokens} and ${nanoDollars}, budget of all ${proof.global.tokens} and ${proof.global.nanoDollars}, metrics ${proof.metrics.tokens} and ${proof.metrics.nanoDollars}; fullest window ${percent(proof.fullestOfAll)}`,
);
differ(proof.global.tokens !== tokens || proof.global.nanoDollars !== nanoDollars, 'budget of all');
differ(proof.metrics.tokens !== tokens || proof.metrics.nanoDollars !== nanoDollars, 'metrics');
differ(proof.fullestOfAll > 1, 'window of all');
for (const { budget, reserved, ended } of proof.reservations) {
  console.log(`${budget}: ${reserved} reserved, ${ended} settled or released`);
  differ(reserved !== ended, budget);
}

function range({ least, most }: Bounds, of: 'tokens' | 'nanoDollars'): string {
  return least[of] === most[of] ? String(least[of]) : `${least[of]}–${most[of]}`;
}

function isWithin({ tokens, nanoDollars }: Amount, { least, most }: Bounds): boolean {
  const inTokens = tokens >= least.tokens && tokens <= most.tokens;
  return inTokens && nanoDollars >= least.nanoDollars && nanoDollars <= most.nanoDollars;
}

function sum(of: 'tokens' | 'nanoDollars'): number {
  return proof.users.reduce((total, one) => total + one[of], 0);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function differ(isWrong: boolean, what: string): void {
  if (!isWrong) return;
  console.error(`DIFFERS: ${what}`);
  process.exitCode = 1;
}
