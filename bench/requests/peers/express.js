import express from 'express';
import { rateLimit } from 'express-rate-limit';
import { RedisStore } from 'rate-limit-redis';
import { callerOf, connectRedis, createRecord, LIMITS, listening, page, WINDOW_MS } from './peer.js';

const redis = await connectRedis();
const record = createRecord();
const app = express();
app.get('/metrics', async (_req, res) => res.send(await page()));
app.use((req, res, next) => {
  const startedAt = performance.now();
  res.once('finish', () => record(req.route?.path ?? 'none', req.method, res.statusCode, startedAt));
  req.caller = callerOf(req.headers.authorization);
  next();
});
const limiter = (path) =>
  rateLimit({
    windowMs: WINDOW_MS,
    limit: LIMITS[path],
    standardHeaders: 'draft-8',
    keyGenerator: (req) => req.caller,
    passOnStoreError: true,
    store: new RedisStore({ prefix: path, sendCommand: (...words) => redis.call(...words) }),
  });
const [trivial, hot] = [limiter('/api/v1/trivial'), limiter('/api/v1/hot')];
app.use((req, res, next) => (req.path === '/api/v1/hot' ? hot : trivial)(req, res, next));
app.use(express.json());
const answer = (req, res) => res.json({ status: 'ok', said: req.body.said });
app.post('/api/v1/trivial', answer);
app.post('/api/v1/hot', answer);
const server = app.listen(0, '127.0.0.1', () => listening(server));
