import { availableParallelism, loadavg } from 'node:os';

/** How many times longer than on a quiet machine a step takes while others wait for its cores, too: 1 to 20. */
export function slowness(): number {
  return Math.min(20, Math.max(1, (loadavg()[0] ?? 0) / availableParallelism()));
}
