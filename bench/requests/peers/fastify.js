import jwt from '@fastify/jwt';
import rateLimit from '@fastify/rate-limit';
import fastify from 'fastify';
import metrics from 'fastify-metrics';
import { connectRedis, JWT_SECRET, LIMITS, listening, WINDOW_MS } from './peer.js';

const app = fastify();
await app.register(metrics.default ?? metrics, { endpoint: '/metrics', defaultMetrics: { enabled: false } });
await app.register(jwt, { secret: JWT_SECRET, verify: { algorithms: ['HS256'] } });
app.addHook('onRequest', async (request) => {
  if (request.url !== '/metrics') await request.jwtVerify();
});
await app.register(rateLimit, {
  redis: await connectRedis(),
  skipOnError: true,
  max: LIMITS['/api/v1/trivial'],
  timeWindow: WINDOW_MS,
  keyGenerator: (request) => request.user?.sub ?? request.ip,
});
const trivial = (request) => ({ status: 'ok', said: request.body.said });
app.post('/api/v1/trivial', trivial);
app.post('/api/v1/hot', { config: { rateLimit: { max: LIMITS['/api/v1/hot'] } } }, trivial);
app.setNotFoundHandler({ preHandler: app.rateLimit() }, (_request, reply) => {
  reply.code(404).send({ error: 'not_found' });
});
await app.listen({ port: 0, host: '127.0.0.1' });
listening(app.server);
