import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import { serve } from './koa-app.js';
import { connectRedis, LIMITS, WINDOW_MS } from './peer.js';

const storeClient = await connectRedis();
const limiter = (path) => {
  const rules = { points: LIMITS[path], duration: WINDOW_MS / 1000, keyPrefix: path };
  return new RateLimiterRedis({
    ...rules,
    storeClient,
    inMemoryBlockOnConsumed: LIMITS[path],
    insuranceLimiter: new RateLimiterMemory(rules),
  });
};
const [trivial, hot] = [limiter('/api/v1/trivial'), limiter('/api/v1/hot')];
serve(async (ctx, next) => {
  const one = ctx.path === '/api/v1/hot' ? hot : trivial;
  let spent;
  try {
    spent = await one.consume(ctx.state.caller);
  } catch (refused) {
    if (refused instanceof Error) throw refused;
    ctx.set('Retry-After', String(Math.ceil(refused.msBeforeNext / 1000)));
    ctx.status = 429;
    ctx.body = { error: 'rate_limited' };
    return;
  }
  ctx.set('X-RateLimit-Limit', String(one.points));
  ctx.set('X-RateLimit-Remaining', String(spent.remainingPoints));
  ctx.set('X-RateLimit-Reset', String(Math.ceil((Date.now() + spent.msBeforeNext) / 1000)));
  await next();
});
