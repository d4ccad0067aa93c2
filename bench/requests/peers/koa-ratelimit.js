import koaRateLimit from 'koa-ratelimit';
import { serve } from './koa-app.js';
import { connectRedis, LIMITS, WINDOW_MS } from './peer.js';

const db = await connectRedis();
const guard = (path) =>
  koaRateLimit({
    driver: 'redis',
    db,
    id: (ctx) => `${path}:${ctx.state.caller}`,
    max: LIMITS[path],
    duration: WINDOW_MS,
  });
const [trivial, hot] = [guard('/api/v1/trivial'), guard('/api/v1/hot')];
serve((ctx, next) => (ctx.path === '/api/v1/hot' ? hot : trivial)(ctx, next));
