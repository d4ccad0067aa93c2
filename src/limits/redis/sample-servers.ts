import type { Policy } from '../limiter.ts';
import type { RedisLimiter } from './redis-limiter.ts';

/** Keys enough to meet every server of a cluster. */
export const SAMPLES = 100;
/** Not less than this many keys, of one for each slot, miss no server. */
const SAMPLES_MAX = 20_000;
/** A take of it writes as every other does: a log and sub-buckets. */
export const PROBED: Policy = {
  name: 'health',
  spends: 'calls',
  limits: [
    { limit: 100, windowSeconds: 1 },
    { limit: 1000, windowSeconds: 2 },
  ],
};

/** A key of `PROBED` for each server, those of `wanted` included as long as they belong to the cluster. */
export function sampleServers(
  { nodeOf }: Pick<RedisLimiter, 'nodeOf'>,
  wanted: ReadonlySet<string>,
): Map<string, string> {
  const nodes = new Map<string, string>();
  const misses = () => [...wanted].some((node) => !nodes.has(node));
  for (let sample = 0; sample < SAMPLES || (sample < SAMPLES_MAX && misses()); sample++) {
    const node = nodeOf(PROBED, String(sample));
    if (!nodes.has(node)) nodes.set(node, String(sample));
  }
  return nodes;
}
