import type { Redis } from './redis.ts';

/** What a budget's key holds in Redis: the units of its sub-buckets, and its open reservations. */
export async function heldInRedis(
  redis: Pick<Redis, 'command'>,
  payer: string,
  limit = '10000/86400',
  unit = 'tokens',
): Promise<{ units: number; reservations: number }> {
  const pairs = (await redis.command('HGETALL', `docent:budget:{budget:${payer}}:${unit}:${limit}`)) as string[];
  const fields = Array.from(
    { length: pairs.length / 2 },
    (_, i) => [pairs[2 * i] as string, pairs[2 * i + 1]] as const,
  );
  return {
    units: fields.filter(([field]) => /^\d+$/.test(field)).reduce((sum, [, units]) => sum + Number(units), 0),
    reservations: fields.filter(([field]) => field.startsWith('r')).length,
  };
}
