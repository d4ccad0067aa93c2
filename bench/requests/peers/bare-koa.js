import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import Koa from 'koa';
import { listening } from './peer.js';

/** Koa with a router and a body parser, and none of the checks: what the ratios are taken against. */
const router = new Router();
const trivial = (ctx) => {
  ctx.body = { status: 'ok', said: ctx.request.body?.said ?? null };
};
router.post('/api/v1/trivial', trivial);
router.post('/api/v1/hot', trivial);
router.post('/api/v1/query', trivial);
router.get('/api/v1/documents/:id', trivial);
const server = new Koa()
  .use(bodyParser())
  .use(router.routes())
  .listen(0, '127.0.0.1', () => listening(server));
