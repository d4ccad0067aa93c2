import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import Koa from 'koa';
import { callerOf, createRecord, listening, page } from './peer.js';

/** Koa with prom-client, tokens, a body parser and a router around the limit that a peer brings. */
export function serve(limit) {
  const app = new Koa();
  const record = createRecord();
  const router = new Router();
  const trivial = (ctx) => {
    ctx.body = { status: 'ok', said: ctx.request.body.said };
  };
  router.post('/api/v1/trivial', trivial);
  router.post('/api/v1/hot', trivial);
  router.get('/metrics', async (ctx) => {
    ctx.body = await page();
  });
  app.use(async (ctx, next) => {
    const startedAt = performance.now();
    try {
      await next();
    } catch (failure) {
      ctx.status = failure.status ?? 500;
      ctx.body = { error: 'failed' };
    } finally {
      record(ctx._matchedRoute ?? 'none', ctx.method, ctx.status, startedAt);
    }
  });
  app.use((ctx, next) => {
    if (ctx.path === '/metrics') return next();
    ctx.state.caller = callerOf(ctx.get('Authorization'));
    return limit(ctx, next);
  });
  app.use(bodyParser()).use(router.routes());
  const server = app.listen(0, '127.0.0.1', () => listening(server));
}
