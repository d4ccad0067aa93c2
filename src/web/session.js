import { createDocent } from './client.js';

/** The token lives here, in memory, and is gone with the page. */
let token = '';
const standings = new Map();
const listeners = new Set();

export const docent = createDocent({
  token: () => token,
  onAnswer: (response) => noteLimits((name) => response.headers.get(name)),
});

export function setToken(next) {
  token = next;
  standings.clear();
  for (const listener of listeners) listener();
}

export function authorization() {
  return token === '' ? {} : { Authorization: `Bearer ${token}` };
}

/** Calls `listener` whenever more is known of what is left. */
export function onLimits(listener) {
  listeners.add(listener);
}

/** What is known to be left of a policy (`query`, `upload`, `default`), the tightest limit; undefined: nothing is known. */
export function standingOf(policy) {
  return standings.get(policy);
}

/** How long a call of this policy has to wait for its turn, in ms. */
export function waitOf(policy, nowMs = Date.now()) {
  const standing = standings.get(policy);
  return standing && standing.remaining === 0 ? Math.max(0, standing.resetAtMs - nowMs) : 0;
}

/** Reads what an answer says of the limit it counted on. `header` gives a header by its name. */
export function noteLimits(header, nowMs = Date.now()) {
  const policy = /^"([a-z]+)/.exec(header('RateLimit-Policy') ?? '')?.[1];
  if (!policy) return;
  const [limit, remaining, reset] = ['Limit', 'Remaining', 'Reset'].map((name) =>
    Number(header(`X-RateLimit-${name}`)),
  );
  const waits = [...(header('RateLimit') ?? '').matchAll(/;r=0;t=(\d+)/g)].map(([, seconds]) => Number(seconds));
  const resetAtMs = waits.length > 0 ? nowMs + Math.max(...waits) * 1000 : reset * 1000;
  standings.set(policy, { limit, remaining, resetAtMs });
  for (const listener of listeners) listener();
}
