import type { Policy } from '../../src/limits/limiter.ts';
import { connectRedis } from '../../src/limits/redis/redis-connection.ts';
import { createRedisLimiter, type RedisLimiter } from '../../src/limits/redis/redis-limiter.ts';
import { eventually } from './eventually.ts';

export type ConnectedLimiter = AsyncDisposable & { limiter: RedisLimiter };

/** The Redis limiter alone, connected: no fallback hides what Redis does. */
export async function connectLimiter(urls: string, timeoutMs = 5000): Promise<ConnectedLimiter> {
  const connection = connectRedis({ urls: urls.split(',') });
  const limiter = createRedisLimiter({ connection, timeoutMs });
  const policy = policyOf('2/1');
  const answers = () =>
    limiter.peek(policy, 'connected').then(
      () => true,
      () => false,
    );
  await eventually(answers, (connected) => connected);
  return { limiter, [Symbol.asyncDispose]: () => connection.close() };
}

/** `policyOf('5/1', '8/60')`: limit/seconds, counted call by call unless told otherwise. */
export function policyOf(...limits: string[]): Policy {
  return {
    name: 'query',
    spends: 'calls',
    limits: limits.map((one) => {
      const [limit = 0, windowSeconds = 0] = one.split('/').map(Number);
      return { limit, windowSeconds };
    }),
  };
}
